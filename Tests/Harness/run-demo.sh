#!/bin/bash
# run-demo.sh [DURATION]: tocsind watching the simulated network of tocsin-lab, for a look. Ends on Ctrl-C, or by itself
# after DURATION (20s, 5m). Everything lies in a folder of its own that is removed at the end.
set -u
duration=${1:-}
bin=$(cd "$(dirname "$0")/../.." && pwd)/.build/release
folder=$(mktemp -d "${TMPDIR:-/tmp}/tocsin-demo.XXXXXX")
port=$((20000 + RANDOM % 20000))
daemon="" lab=""
export TOCSIN_STATE=$folder/state TOCSIN_RUNTIME=$folder/run
mkdir -p "$TOCSIN_STATE" "$TOCSIN_RUNTIME"

finish() {
    trap - INT TERM EXIT
    [ -z "$lab" ] || { kill "$lab"; wait "$lab"; } 2>/dev/null
    if [ -n "$daemon" ] && kill -0 "$daemon" 2>/dev/null; then
        printf '\n\033[1m$ tocsin status\033[0m\n'; "$bin/tocsin" status
        printf '\n\033[1m$ tocsin alerts --all\033[0m\n'; "$bin/tocsin" --no-pager alerts --all 2>/dev/null || "$bin/tocsin" alerts --all
        kill "$daemon"; wait "$daemon"; code=$?
    else
        code=1
    fi
    rm -rf "$folder"
    exit "${1:-$code}"
}
trap 'finish' INT TERM
trap 'finish 1' EXIT

"$bin/tocsin-lab" config --listen "127.0.0.1:$port" --output "$folder" || exit 1
"$bin/tocsin" config check "$folder/tocsin.yaml" >/dev/null 2>&1 || { "$bin/tocsin" config check "$folder/tocsin.yaml"; exit 1; }
echo "The configuration is $folder/tocsin.yaml. In another terminal, for example:"
echo "  TOCSIN_STATE=$TOCSIN_STATE TOCSIN_RUNTIME=$TOCSIN_RUNTIME $bin/tocsin events -f"
echo "Events as tocsind tells them; lines of the lab begin with 'lab:'."
echo
"$bin/tocsind" --config "$folder/tocsin.yaml" --state "$TOCSIN_STATE" --runtime "$TOCSIN_RUNTIME" --log-level error &
daemon=$!
for _ in $(seq 100); do [ -S "$TOCSIN_RUNTIME/control.sock" ] && break; sleep 0.1; done
[ -S "$TOCSIN_RUNTIME/control.sock" ] || { echo "tocsind did not start" >&2; exit 1; }
"$bin/tocsin-lab" demo --to "127.0.0.1:$port" ${duration:+--duration "$duration"} &
lab=$!
wait "$lab"
lab=""
# The last traps are in the store when the daemon has answered this.
"$bin/tocsin" status >/dev/null
finish 0
