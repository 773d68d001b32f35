#!/bin/bash
# install-ntpsec.sh: unpacks Debian's ntpsec (ntpd, ntpq, ntpdig) into .build/ntpsec, where the tests of real time servers and
# the benchmark look for it. As a package it would put chrony out, so that it is not installed, only unpacked. Where that
# cannot be done those tests are skipped, and say so.
set -u
cd "$(dirname "$0")/../.."
folder=$PWD/.build/ntpsec
works() { "$folder/bin/ntpdig" --version >/dev/null 2>&1 && "$folder/bin/ntpd" --version >/dev/null 2>&1; }
works && exit 0
failed() {
    rm -rf "$folder"
    echo "ntpsec could not be unpacked ($1): the tests of its ntpd are skipped" >&2
    exit 0
}
for program in apt-get dpkg; do command -v $program >/dev/null || failed "no $program"; done
echo "Unpacking: ntpsec (into .build/ntpsec)"
rm -rf "$folder"
mkdir -p "$folder/packages" "$folder/bin"
packages="ntpsec python3-ntp ntpsec-ntpdig"
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
get() { (cd "$folder/packages" && apt-get download -qq $packages) >/dev/null 2>&1; }
get || { as_root apt-get update -qq >/dev/null 2>&1; get; } || failed "apt-get download $packages"
for package in "$folder"/packages/*.deb; do dpkg -x "$package" "$folder" || failed "$package"; done
# Its module looks for its library beside itself, or where the package would be.
modules=$folder/usr/lib/python3/dist-packages
library=$(ls "$folder"/usr/lib/*/ntp/libntpc.so.* 2>/dev/null | head -1)
[ -n "$library" ] || failed "no libntpc.so"
ln -sf "$library" "$modules/ntp/libntpc.so"
for program in ntpdig ntpq; do
    printf '#!/bin/sh\nPYTHONPATH=%s exec /usr/bin/python3 %s/usr/bin/%s "$@"\n' "$modules" "$folder" $program >"$folder/bin/$program"
    chmod 755 "$folder/bin/$program"
done
ln -sf "$folder/usr/sbin/ntpd" "$folder/bin/ntpd"
works || failed "its programs do not start"
