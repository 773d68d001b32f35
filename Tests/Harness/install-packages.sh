#!/bin/bash
# install-packages.sh PACKAGE...: installs Debian packages without starting any daemon that they bring.
set -eu
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
command -v apt-get >/dev/null || { echo "Please install: $*" >&2; exit 1; }
echo "Installing: $*"
# A package's own scripts would start its daemon; policy-rc.d says no to that while we install.
policy=/usr/sbin/policy-rc.d
made=""
if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' | as_root tee $policy >/dev/null
    as_root chmod 755 $policy
    made=yes
fi
trap '[ -z "$made" ] || as_root rm -f $policy' EXIT
export DEBIAN_FRONTEND=noninteractive
as_root apt-get update -qq
as_root apt-get install -y -qq --no-install-recommends "$@" >/dev/null
