#!/bin/bash
# bench.sh [--short] [--only throughput|latency|polling|dhcp|ntp]: speed against Debian's snmptrapd, the time from the
# kernel to the journal, polling against a bare loop and collectd, DHCP beside dhcp_probe, time beside chronyd. Each number is a ratio or a limit that is
# measured in one run; one `bench: NAME=VALUE` line a number is for machines. The full run exits 1 when a stated minimum
# is missed, the short one only when something is broken (loss at a low rate, a crash). Programs come from
# .build/release; BIN names another folder.
set -u
here=$(cd "$(dirname "$0")" && pwd)
BIN=${BIN:-$here/../../.build/release}
export BIN PYTHONDONTWRITEBYTECODE=1
for program in tocsind tocsin tocsin-lab; do
    [ -x "$BIN/$program" ] || { echo "bench.sh: $BIN/$program is missing (make release)" >&2; exit 2; }
done
PATH=$PATH:/usr/sbin:/sbin
exec python3 "$here/bench.py" "$@"
