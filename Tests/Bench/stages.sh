#!/bin/bash
# stages.sh [--instructions]: what one trap costs in each stage of the daemon, in nanoseconds, or in instructions, which
# no other load on the machine changes (needs valgrind). Builds what it measures.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/Stages"
swift build -c release >&2
folder=$(mktemp -d "${TMPDIR:-/tmp}/tocsin-stages.XXXXXX")
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/state"
if [ "${1:-}" != --instructions ]; then
    .build/release/stages 5 "$folder/state" | tail -8
    exit
fi
# valgrind 3.19 cannot read the debugging information of today's compilers.
strip --strip-debug -o "$folder/stages" .build/release/stages
valgrind --tool=callgrind --callgrind-out-file="$folder/out" "$folder/stages" 1 "$folder/state" >/dev/null 2>&1
callgrind_annotate --inclusive=yes --threshold=100 "$folder/out" | swift demangle --simplified > "$folder/functions"
for stage in checkStructure decode judge watch keepBook commit tellJournal; do
    awk -v stage="Stages.$stage(" 'index($0, stage) && !/closure|partial/ {
        gsub(",", "", $1); printf "%7.1f thousand instructions a trap  %s\n", $1 / 8000 / 1000, stage ")"; exit }' "$folder/functions"
done
