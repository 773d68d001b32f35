#!/bin/bash
# rogue-test.sh [BIN]: tocsind on a bridge to which real rogues are plugged in: dnsmasq as a DHCP server, then radvd on the same
# host. From the wire through store and journal: what `tocsin events`, `tocsin alerts`, `tocsin servers`, `tocsin why` and
# journalctl show, and that a restart of the daemon keeps one alert each. BIN is the folder of the programs, .build/debug unless told
# otherwise. Exits 77 where it cannot run. All is in namespaces of its own; nothing of this machine's networks changes.
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
if [ "${1:-}" != --inside ]; then
    bin=$(cd "${1:-$root/.build/debug}" 2>/dev/null && pwd) || { echo "rogue-test.sh: no ${1:-.build/debug}" >&2; exit 1; }
    [ -x "$bin/tocsind" ] && [ -x "$bin/tocsin" ] || { echo "rogue-test.sh: build tocsind and tocsin first" >&2; exit 1; }
    for program in dnsmasq radvd journalctl python3 ip; do
        PATH=$PATH:/usr/sbin command -v $program >/dev/null || { echo "rogue-test.sh: no $program" >&2; exit 77; }
    done
    [ "$(id -u)" = 0 ] || { echo "rogue-test.sh: needs root" >&2; exit 77; }
    folder=$(mktemp -d "${TMPDIR:-/tmp}/tocsin-rogue.XXXXXX")
    "$here/private-journal.sh" "$0" --inside "$bin" "$folder"
    status=$?
    [ $status = 0 ] || [ $status = 77 ] || cat "$folder"/err "$folder"/dnsmasq.log "$folder"/radvd.log 2>/dev/null >&2
    rm -rf "$folder"
    exit $status
fi

# From here on in a network namespace of our own, with /run of our own.
bin=$2 folder=$3
PATH=$PATH:/usr/sbin:/sbin
fail() { echo "rogue-test.sh: $*" >&2; exit 1; }
mkdir "$folder/state" "$folder/run"
pids=()
daemon=
trap 'kill -9 "${pids[@]}" $daemon 2>/dev/null' EXIT

# The bridge is what the daemon listens on; the rogue stands in a namespace behind it.
ip link add br0 type bridge mcast_snooping 0 && ip addr add 10.80.0.250/24 dev br0 && ip link set br0 up || fail "no bridge"
ip netns add rogue || fail "no namespace"
ip link add port1 type veth peer name eth0 netns rogue && ip link set port1 master br0 up || fail "no cable"
for words in "link set lo up" "link set eth0 address 52:54:00:80:00:66" "link set eth0 addrgenmode none" "link set eth0 up" \
    "addr add 10.80.0.66/24 dev eth0" "addr add fe80::66/64 dev eth0 nodad" "addr add 2001:db8:bad::1/64 dev eth0 nodad"; do
    ip -n rogue $words || fail "ip $words"
done
ip netns exec rogue sysctl -qw net.ipv6.conf.all.forwarding=1

cat > "$folder/tocsin.yaml" <<Y
site: hq
dhcp:
  interfaces: [ br0 ]
  servers: [ { address: 10.80.0.1, mac: 52:54:00:80:00:01, dns: [ 10.80.0.53 ] } ]
  probe: { interval: 5s }
router_advertisements:
  interfaces: [ br0 ]
  routers: [ { address: "fe80::1", mac: 52:54:00:80:00:01 } ]
  probe: { interval: 5s }
Y
tocsin() { "$bin/tocsin" --state "$folder/state" --runtime "$folder/run" "$@"; }
# Waits until a command's output has a line; its own time limit is generous, since nothing else is timed.
await() {
    local what=$1; shift
    for _ in $(seq 600); do "$@" 2>/dev/null | grep -q -- "$what" && return; kill -0 $daemon 2>/dev/null || fail "tocsind ended"; sleep 0.1; done
    echo "--- $*" >&2; "$@" >&2; fail "never saw: $what"
}
start() {
    "$bin/tocsind" --config "$folder/tocsin.yaml" --state "$folder/state" --runtime "$folder/run" >>"$folder/out" 2>>"$folder/err" &
    daemon=$!
    await '"ok"\|version\|tocsind' tocsin status
    await '"state":"capturing"' tocsin status -o json
}
start
[ "$(tocsin alerts -o json | wc -l)" = 0 ] || fail "an alert before anything is wrong: $(tocsin alerts)"

ip netns exec rogue dnsmasq --keep-in-foreground --conf-file=/dev/null --port=0 --interface=eth0 --bind-interfaces \
    --dhcp-range=10.80.0.100,10.80.0.109,1h --dhcp-option=option:dns-server,10.80.0.67 --user=root --leasefile-ro \
    --no-ping --pid-file="$folder/dnsmasq.pid" --log-facility="$folder/dnsmasq.log" &
pids+=($!)
await '"rule":"dhcp-rogue-server"' tocsin events -o json rule=dhcp-rogue-server
cat > "$folder/radvd.conf" <<R
interface eth0 { AdvSendAdvert on; MinRtrAdvInterval 3; MaxRtrAdvInterval 4; prefix 2001:db8:bad::/64 { }; RDNSS 2001:db8:bad::53 { }; };
R
ip netns exec rogue radvd -n -C "$folder/radvd.conf" -p "$folder/radvd.pid" -m logfile -l "$folder/radvd.log" &
pids+=($!)
await '"rule":"ra-rogue-router"' tocsin events -o json rule=ra-rogue-router
# The second address that it hands out is its own, too: only ARP tells.
ip -n rogue addr add 10.80.0.67/24 dev eth0
ip netns exec rogue python3 - <<'P' || fail "no ARP was sent"
import socket
wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
wire.bind(("eth0", 0))
mac, address = bytes.fromhex("525400800066"), bytes([10, 80, 0, 67])
wire.send(b"\xff" * 6 + mac + bytes.fromhex("0806000108000604" "0001") + mac + address + bytes(6) + address)
P
for rule in dhcp-rogue-server ra-rogue-router; do
    await '{"address":"10.80.0.67","by":"arp"}' tocsin events -o json rule=$rule
done
await '; the same host advertises itself as an IPv6 router' tocsin events rule=dhcp-rogue-server
await '; the same host answers DHCP clients' tocsin events rule=ra-rogue-router
await '"address":"10.80.0.66"' tocsin servers dhcp -o json

tocsin events -o json > "$folder/events"
tocsin alerts -o json > "$folder/alerts"
tocsin servers dhcp -o json > "$folder/servers"
tocsin servers ra -o json > "$folder/routers"
alert=$(python3 -c 'import json,sys; print(next(a["id"] for a in map(json.loads, open(sys.argv[1])) if a["rule"] == "dhcp-rogue-server"))' "$folder/alerts")
tocsin why "$alert" > "$folder/why" || fail "tocsin why $alert"
grep -q 52:54:00:80:00:66 "$folder/why" || fail "tocsin why $alert does not name the MAC address: $(cat "$folder/why")"

# After a restart the same rogues are the same alerts.
kill $daemon; wait $daemon || fail "tocsind ended with $?"
start
await '"address":"10.80.0.66"' tocsin servers dhcp -o json
await '"address":"fe80::66"' tocsin servers ra -o json
tocsin alerts -o json > "$folder/later"

# When the rogues are gone and listed ones are what they should be, the list is what ends the alerts.
sed -i 's/- { address: 10.80.0.1,/&/; s/address: 10.80.0.1, mac: 52:54:00:80:00:01, dns: \[ 10.80.0.53 \]/address: 10.80.0.66/; s/address: "fe80::1", mac: 52:54:00:80:00:01/address: "fe80::66"/' \
    "$folder/tocsin.yaml"
tocsin reload || fail "reload"
await '"state":"resolved"' tocsin events -o json rule=dhcp-rogue-server
await '"state":"resolved"' tocsin events -o json rule=ra-rogue-router
kill $daemon; wait $daemon || fail "tocsind ended with $?"
journalctl --sync 2>/dev/null
journalctl -q -t tocsind -o json --all > "$folder/entries"

python3 - "$folder" <<'P' || exit 1
import json, sqlite3, sys
folder, faults = sys.argv[1], []
def check(holds, words):
    if not holds: faults.append(words)
def lines(name): return [json.loads(line) for line in open(f"{folder}/{name}", encoding="utf-8")]
events, alerts, later, servers, routers, entries = map(lines, ("events", "alerts", "later", "servers", "routers", "entries"))
rogues = {"dhcp-rogue-server": "10.80.0.66/br0", "ra-rogue-router": "fe80::66/br0"}
check({a["rule"]: a["subject"] for a in alerts} == rogues, f"tocsin alerts: {[(a['rule'], a['subject']) for a in alerts]}")
check({a["rule"]: (a["id"], a["state"]) for a in later} == {a["rule"]: (a["id"], "open") for a in alerts}, f"after the restart: {later}")
for rule in rogues:
    told = [e for e in events if e["rule"] == rule]
    check(told and all(e["state"] == "firing" and e["severity"] == "critical" for e in told), f"{rule}: {told}")
    last = told[-1]["evidence"]
    check(last.get("mac") == "52:54:00:80:00:66" and last.get("vendor") == "QEMU", f"{rule}: {last}")
    check({"address": "10.80.0.67", "by": "arp"} in last.get("addresses", []), f"{rule}: addresses {last.get('addresses')}")
    mine = [e for e in entries if e.get("TOCSIN_RULE") == rule]
    check([e["PRIORITY"] for e in mine] == ["2"] * len(mine) and mine, f"{rule} in the journal: {len(mine)}")
    check({e["TOCSIN_ALERT"] for e in mine} == {next(a["id"] for a in alerts if a["rule"] == rule)}, f"{rule}: one alert")
    check(mine[-1]["TOCSIN_STATE"] == "resolved" and "it is listed" in mine[-1]["MESSAGE"], f"{rule}: {mine[-1]['MESSAGE']}")
dhcp = [e for e in events if e["rule"] == "dhcp-rogue-server"][-1]
check(dhcp["evidence"]["also"][0]["role"] == "router" and "prefix 2001:db8:bad::/64" in dhcp["evidence"]["also"][0]["says"], str(dhcp["evidence"].get("also")))
hosts = {(h["option"], h["address"]): h["host"] for h in dhcp["evidence"]["option_hosts"]}
check(hosts == {("router", "10.80.0.66"): "itself", ("dns", "10.80.0.67"): "itself", ("next_server", "10.80.0.66"): "itself"}, str(hosts))
ra = [e for e in events if e["rule"] == "ra-rogue-router"][-1]
check(ra["evidence"]["also"][0]["role"] == "dhcp-server" and "DNS 10.80.0.67" in ra["evidence"]["also"][0]["says"], str(ra["evidence"].get("also")))
one = [s for s in servers if s["address"] == "10.80.0.66"]
check(len(one) == 1 and one[0]["state"] == "rogue" and one[0]["listed"] is False and one[0]["mac"] == "52:54:00:80:00:66"
      and one[0]["seen_by"].startswith(("probe (", "broadcast")) and one[0]["interface"] == "br0", f"tocsin servers dhcp: {servers}")
check([s["state"] for s in routers if s["address"] == "fe80::66"] == ["rogue"], f"tocsin servers ra: {routers}")
stored = [row[0] for row in sqlite3.connect(f"file:{folder}/state/tocsin.db?mode=ro", uri=True).execute("SELECT id FROM events ORDER BY id")]
check([int(e["TOCSIN_EVENT"]) for e in entries] == stored, f"{len(entries)} entries, {len(stored)} events")
for fault in faults: print("rogue-test.sh:", fault, file=sys.stderr)
if not faults: print(f"rogues on a bridge: {len(events)} events, {len(alerts)} alerts, {len(entries)} journal entries, all as they should be")
sys.exit(1 if faults else 0)
P
