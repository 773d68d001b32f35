#!/bin/bash
# soak.sh SECONDS: tocsind under mixed load: floods, many sources, repeats, malformed packets, informs of v2c and v3, a
# reload each three seconds, and a reader. Exits 1 when memory grows, when it does not answer at the end, or when one
# packet is not accounted for. Runs in a network namespace of its own, where the kernel's counters are its alone.
set -u
here=$(cd "$(dirname "$0")" && pwd)
BIN=${BIN:-$here/../../.build/release}
export BIN PYTHONDONTWRITEBYTECODE=1
flags=(--net)
[ "$(id -u)" = 0 ] || flags+=(--user --map-root-user)
if unshare "${flags[@]}" true 2>/dev/null; then
    # shellcheck disable=SC2016 # expanded by the inner shell
    exec unshare "${flags[@]}" bash -c 'ip link set lo up && exec python3 "$@"' soak "$here/soak.py" "${1:-30}" --alone
fi
exec python3 "$here/soak.py" "${1:-30}"
