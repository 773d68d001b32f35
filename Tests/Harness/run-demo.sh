#!/bin/bash
# run-demo.sh [DURATION]: tocsind watching the simulated network of tocsin-lab, for a look. Ends on Ctrl-C, or by itself
# after DURATION (20s, 5m). Everything lies in a folder of its own that is removed at the end.
set -u
duration=${1:-}
bin=$(cd "$(dirname "$0")/../.." && pwd)/.build/release
folder=$(mktemp -d "${TMPDIR:-/tmp}/tocsin-demo.XXXXXX")
port=$((20000 + RANDOM % 20000))
agents=$((20000 + RANDOM % 10000)) real=$((30000 + RANDOM % 10000))
daemon="" lab="" snmpd="" freeze=""
export TOCSIN_STATE=$folder/state TOCSIN_RUNTIME=$folder/run
mkdir -p "$TOCSIN_STATE" "$TOCSIN_RUNTIME"

finish() {
    trap - INT TERM EXIT
    if [ -n "$daemon" ] && kill -0 "$daemon" 2>/dev/null; then
        printf '\n\033[1m$ tocsin status\033[0m\n'; "$bin/tocsin" status
        if [ -n "$polls" ]; then
            printf '\n\033[1m$ tocsin devices\033[0m\n'; "$bin/tocsin" --no-pager devices 2>/dev/null || "$bin/tocsin" devices
        fi
        printf '\n\033[1m$ tocsin alerts --all\033[0m\n'; "$bin/tocsin" --no-pager alerts --all 2>/dev/null || "$bin/tocsin" alerts --all
        kill "$daemon"; wait "$daemon"; code=$?
    else
        code=1
    fi
    # Last: devices whose agents are gone would be shown as unreachable.
    [ -z "$lab" ] || { kill "$lab"; wait "$lab"; } 2>/dev/null
    [ -z "$freeze" ] || kill "$freeze" 2>/dev/null
    [ -z "$snmpd" ] || { kill -CONT "$snmpd"; kill "$snmpd"; wait "$snmpd"; } 2>/dev/null
    rm -rf "$folder"
    exit "${1:-$code}"
}
trap 'finish' INT TERM
trap 'finish 1' EXIT

# The office's devices are polled, too, and a real agent beside them, where there is one.
polls=""
"$bin/tocsin" rules device-down >/dev/null 2>&1 && polls=yes
watched=() played=()
if [ -n "$polls" ]; then
    watched=(--agents "$agents") played=(--agents "$agents")
    PATH=$PATH:/usr/sbin:/sbin
    if command -v snmpd >/dev/null; then
        watched+=(--snmpd "127.0.1.90:$real")
        printf 'rocommunity tocsin-lab 127.0.0.0/8\nsysName snmpd\n' >"$folder/snmpd.conf"
        SNMP_PERSISTENT_DIR=$folder/snmpd SNMPCONFPATH=$folder snmpd -f -Lf "$folder/snmpd.log" -C -c "$folder/snmpd.conf" \
            "udp:127.0.1.90:$real" &
        snmpd=$!
    fi
fi
"$bin/tocsin-lab" config --listen "127.0.0.1:$port" "${watched[@]}" --output "$folder" || exit 1
"$bin/tocsin" config check "$folder/tocsin.yaml" >/dev/null 2>&1 || { "$bin/tocsin" config check "$folder/tocsin.yaml"; exit 1; }
echo "The configuration is $folder/tocsin.yaml. In another terminal, for example:"
echo "  TOCSIN_STATE=$TOCSIN_STATE TOCSIN_RUNTIME=$TOCSIN_RUNTIME $bin/tocsin events -f"
echo "Events as tocsind tells them; lines of the lab begin with 'lab:'."
echo
"$bin/tocsind" --config "$folder/tocsin.yaml" --state "$TOCSIN_STATE" --runtime "$TOCSIN_RUNTIME" --log-level error &
daemon=$!
for _ in $(seq 100); do [ -S "$TOCSIN_RUNTIME/control.sock" ] && break; sleep 0.1; done
[ -S "$TOCSIN_RUNTIME/control.sock" ] || { echo "tocsind did not start" >&2; exit 1; }
"$bin/tocsin-lab" demo --to "127.0.0.1:$port" "${played[@]}" &
lab=$!
# The real one stops answering for a while.
[ -z "$snmpd" ] || { (sleep 4; kill -STOP "$snmpd"; sleep 12; kill -CONT "$snmpd") 2>/dev/null & freeze=$!; }
if [ -n "$duration" ]; then
    sleep "$duration" &
    wait -n "$!" "$lab"
else
    wait "$lab"
fi
# The last traps are in the store when the daemon has answered this.
"$bin/tocsin" status >/dev/null
finish 0
