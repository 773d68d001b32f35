#!/bin/bash
# units-test.sh: what systemd itself thinks of the files in systemd/. Changes nothing; exits 77 without systemd-analyze.
set -eu
units=$(cd "$(dirname "$0")/../../systemd" && pwd)
command -v systemd-analyze >/dev/null || { echo "units-test.sh: no systemd-analyze (apt-get install systemd)" >&2; exit 77; }
root=$(mktemp -d); trap 'rm -rf "$root"' EXIT
mkdir -p "$root"/{etc/systemd/system,usr/bin,usr/sbin,usr/lib/systemd/system,usr/lib/tmpfiles.d,usr/lib/sysusers.d}

echo "units-test.sh: the units are well-formed"
cp -r /usr/lib/systemd/system/. "$root/usr/lib/systemd/system/"
cp "$units"/tocsind.* "$root/etc/systemd/system/"
for program in usr/sbin/tocsind usr/bin/tocsin; do install -m 755 /bin/true "$root/$program"; done
said=$(systemd-analyze verify --root="$root" --man=no --recursive-errors=no tocsind.service tocsind.socket 2>&1)
[ -z "$said" ] || { echo "$said" >&2; exit 1; }

echo "units-test.sh: the sandbox is tight (exposure 2.0 or less)"
systemd-analyze security --offline=true --threshold=20 "$units/tocsind.service" >"$root/security" ||
    { cat "$root/security" >&2; exit 1; }

echo "units-test.sh: the kernel's word on the clock can be read (adjtimex), and the clock cannot be set"
grep -q 'adjtimex is allowed' "$root/security"
grep -q 'Service processes cannot change the system clock' "$root/security"

echo "units-test.sh: users, groups and folders come out as the contract says"
cp "$units/tocsin.sysusers" "$root/usr/lib/sysusers.d/tocsin.conf"
cp "$units/tocsin.tmpfiles" "$root/usr/lib/tmpfiles.d/tocsin.conf"
systemd-sysusers --root="$root" >/dev/null 2>&1
grep -q '^tocsin:' "$root/etc/passwd"
group() { sed -n "s/^$1:[^:]*:\([0-9]*\):.*/\1/p" "$root/etc/group"; }
for name in tocsin tocsin-view tocsin-admin; do [ -n "$(group $name)" ]; done
systemd-tmpfiles --root="$root" --create
[ "$(stat -c '%a %g' "$root/etc/tocsin")" = "750 $(group tocsin)" ]
[ "$(stat -c '%a %g' "$root/var/lib/tocsin")" = "2750 $(group tocsin-view)" ]

if [ -e "$units/tocsin.catalog" ]; then
    echo "units-test.sh: the catalog compiles, every entry"
    mkdir -p "$root"/{usr,var}/lib/systemd/catalog
    cp "$units/tocsin.catalog" "$root/usr/lib/systemd/catalog/"
    journalctl --root="$root" --update-catalog
    for id in $(sed -n 's/^-- \([0-9a-f]\{32\}\)$/\1/p' "$units/tocsin.catalog"); do
        journalctl --root="$root" --dump-catalog "$id" | grep -q '^Subject:'
    done
fi
