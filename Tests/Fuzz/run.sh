#!/bin/sh
# run.sh TARGET SECONDS: builds a fuzzer and lets it run. TARGET: one of Sources/fuzz-*, or all of them.
# Inputs that fail are kept in Failures/TARGET, where a normal test replays them; commit them with the fix.
# What the fuzzer learns is kept in .build/corpus/TARGET and used again.
set -eu
target=${1:?TARGET}
seconds=${2:?SECONDS}
here=$(cd "$(dirname "$0")" && pwd)
cd "$here"
if [ "$target" = all ]; then
    for each in ber configuration dhcpv4 dhcpv6 frames nd ntp ntp-control ntp-exchange nts-ke snmp-polling snmp-reply times trap; do "$here/run.sh" "$each" "$seconds" || exit 1; done
    exit 0
fi
[ -d "Sources/fuzz-$target" ] || { echo "run.sh: no target '$target': $(cd Sources && ls -d fuzz-* | sed 's/fuzz-//' | tr '\n' ' ')" >&2; exit 64; }
swift build -c release --sanitize fuzzer --product "fuzz-$target"
mkdir -p ".build/corpus/$target" "Corpus/$target" "Failures/$target"
exec ".build/release/fuzz-$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=4096 -max_len=8192 -print_final_stats=1 -verbosity=0 \
    -artifact_prefix="Failures/$target/" ".build/corpus/$target" "Corpus/$target" "Failures/$target"
