#!/bin/bash
# daemon-journal-test.sh [BIN]: tocsind beside a private journald, Debian's snmptrap as the sender, journalctl as the
# reader: every field that the contract names, one entry an event, and how long it takes from the kernel to the journal
# (printed, not judged). BIN is the folder of the programs, .build/debug unless told otherwise. Exits 77 where it cannot run.
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
if [ "${1:-}" != --inside ]; then
    bin=$(cd "${1:-$root/.build/debug}" 2>/dev/null && pwd) || { echo "daemon-journal-test.sh: no ${1:-.build/debug}" >&2; exit 1; }
    [ -x "$bin/tocsind" ] || { echo "daemon-journal-test.sh: build tocsind first" >&2; exit 1; }
    for program in snmptrap snmpinform journalctl python3; do
        command -v $program >/dev/null || { echo "daemon-journal-test.sh: no $program (apt-get install snmp systemd python3)" >&2; exit 77; }
    done
    folder=$(mktemp -d "${TMPDIR:-/tmp}/tocsin-journal.XXXXXX")
    "$here/private-journal.sh" "$0" --inside "$bin" "$folder"
    status=$?
    [ $status = 0 ] || [ $status = 77 ] || cat "$folder"/err 2>/dev/null >&2
    rm -rf "$folder"
    exit $status
fi

# From here on in a namespace of our own: the port is nobody else's.
bin=$2 folder=$3 port=16200
fail() { echo "daemon-journal-test.sh: $*" >&2; exit 1; }
mkdir "$folder/state" "$folder/run"
cat > "$folder/tocsin.yaml" <<Y
site: hq
snmp:
  credentials:
    - { name: monitor, version: 3, user: monitor, auth: { protocol: SHA-256, passphrase: auth-passphrase } }
  devices: [ { name: core-sw1, address: 127.0.0.1 } ]
traps:
  listen: [ "udp:127.0.0.1:$port" ]
  communities: [ public ]
  users: [ monitor ]
  repeats: { window: 0 }
  limit: { per_source: off }
  rules:
    - { name: door-open, trap: 1.3.6.1.4.1.32473.1.0.7, severity: error, summary: "Door {1.3.6.1.4.1.32473.1.1.1.0} is open" }
Y
"$bin/tocsind" --config "$folder/tocsin.yaml" --state "$folder/state" --runtime "$folder/run" >"$folder/out" 2>"$folder/err" &
daemon=$!
trap 'kill -9 $daemon 2>/dev/null' EXIT
for _ in $(seq 300); do [ -S "$folder/run/control.sock" ] && break; kill -0 $daemon 2>/dev/null || fail "tocsind ended"; sleep 0.05; done
[ -S "$folder/run/control.sock" ] || fail "tocsind did not start"

export SNMPCONFPATH=$folder SNMP_PERSISTENT_DIR=$folder MIBS=
to="udp:127.0.0.1:$port"
link="1.3.6.1.2.1.2.2.1.1.3 i 3 1.3.6.1.2.1.2.2.1.7.3 i 1 1.3.6.1.2.1.2.2.1.8.3 i"
snmptrap -v 2c -c public $to 4711 1.3.6.1.6.3.1.1.5.3 $link 2 || fail "snmptrap"
snmpinform -v 3 -u monitor -l authNoPriv -a SHA-256 -A auth-passphrase $to 4712 1.3.6.1.6.3.1.1.5.4 $link 1 || fail "the inform was not acknowledged"
snmpinform -v 2c -c public $to 4713 1.3.6.1.4.1.32473.1.0.7 1.3.6.1.4.1.32473.1.1.1.0 s 'cellar
PRIORITY=0' || fail "the inform was not acknowledged"
snmptrap -v 2c -c guess $to 4714 1.3.6.1.6.3.1.1.5.1 || fail "snmptrap"
for serial in $(seq 50); do
    snmpinform -v 2c -c public $to "$serial" 1.3.6.1.4.1.8072.2.3.0.1 1.3.6.1.4.1.8072.9999.9999.2.0 s "serial-$serial" || fail "inform $serial"
done
for _ in $(seq 300); do [ "$(journalctl -q -t tocsind -o cat TOCSIN_RULE=trap-refused | wc -l)" = 1 ] && break; sleep 0.05; done
kill $daemon; wait $daemon || fail "tocsind ended with $?"
trap - EXIT
journalctl --sync 2>/dev/null
journalctl -q -t tocsind -o json --all > "$folder/entries"
journalctl -q -t tocsind -p warning -o json --all > "$folder/warnings"
journalctl -q -o json --all > "$folder/everything"

python3 - "$folder" "$bin" <<'P'
import json, re, sqlite3, sys
folder, faults = sys.argv[1], []
def check(holds, words):
    if not holds: faults.append(words)
def entries(name):
    return [json.loads(line) for line in open(folder + "/" + name, encoding="utf-8")]
def text(value):
    return bytes(value).decode() if isinstance(value, list) else value
all_, warnings = entries("entries"), entries("warnings")
database = sqlite3.connect("file:" + folder + "/state/tocsin.db?mode=ro", uri=True)
stored = [row[0] for row in database.execute("SELECT id FROM events ORDER BY id")]
check([int(e["TOCSIN_EVENT"]) for e in all_] == stored, "one entry an event, in order: %d entries, %d events" % (len(all_), len(stored)))
for entry in all_:
    rule = entry.get("TOCSIN_RULE")
    for field in ["MESSAGE", "PRIORITY", "MESSAGE_ID", "TOCSIN_EVENT", "TOCSIN_RULE", "TOCSIN_WATCHER", "TOCSIN_SUBJECT", "TOCSIN_DEVICE",
                  "TOCSIN_STATE", "TOCSIN_SEVERITY", "TOCSIN_SITE", "DOCUMENTATION"]:
        check(field in entry, "%s lacks %s" % (rule, field))
    check(entry.get("SYSLOG_IDENTIFIER") == "tocsind", "%s: SYSLOG_IDENTIFIER" % rule)
    check(re.fullmatch("[0-9a-f]{32}", entry.get("MESSAGE_ID", "")), "%s: MESSAGE_ID" % rule)
    check(entry.get("TOCSIN_SITE") == "hq", "%s: TOCSIN_SITE" % rule)
    severity = entry.get("TOCSIN_SEVERITY")
    check(entry.get("PRIORITY") == {"critical": "2", "error": "3", "warning": "4", "notice": "5", "info": "6"}.get(severity), "%s: PRIORITY" % rule)
    check("TOCSIN_STORED" not in entry, "%s is marked as not stored" % rule)
def of(rule): return [e for e in all_ if e["TOCSIN_RULE"] == rule]
ids = {}
for e in all_: ids.setdefault(e["TOCSIN_RULE"], set()).add(e["MESSAGE_ID"])
check(all(len(found) == 1 for found in ids.values()), "a rule has one MESSAGE_ID")
check(len(set.union(*ids.values())) == len(ids), "no two rules share a MESSAGE_ID")
link = of("link-down")
check([e["TOCSIN_STATE"] for e in link] == ["firing", "resolved"], "link-down: firing, resolved")
check([e.get("TOCSIN_ALERT") for e in link] == ["A1", "A1"], "link-down: TOCSIN_ALERT")
check([e["PRIORITY"] for e in link] == ["4", "4"], "a resolved event keeps its PRIORITY")
check({(e["TOCSIN_SUBJECT"], e["TOCSIN_DEVICE"], e["TOCSIN_WATCHER"]) for e in link} == {("core-sw1/3", "core-sw1", "traps")}, "link-down: subject")
check(["(A1)" in link[0]["MESSAGE"], "(A1 resolved)" in link[1]["MESSAGE"]] == [True, True], "link-down: MESSAGE names its alert")
door = of("door-open")
check(len(door) == 1 and door[0]["PRIORITY"] == "3" and "TOCSIN_ALERT" not in door[0], "the user's own rule")
check("\n" not in text(door[0]["MESSAGE"]), "a stranger's line feed does not get into MESSAGE")
refused = of("trap-refused")
check(len(refused) == 1, "trap-refused is told once")
check(len(of("trap")) == 50, "50 informs, %d entries" % len(of("trap")))
check(len(of("daemon-started")) == 1 and len(of("daemon-stopped")) == 1, "start and stop are told")
check({e["TOCSIN_RULE"] for e in warnings} == {"link-down", "door-open"}, "journalctl -t tocsind -p warning: %s" % {e["TOCSIN_RULE"] for e in warnings})
for e in entries("everything"):
    for value in e.values():
        check("guess" not in str(text(value)) and "auth-passphrase" not in str(text(value)), "a secret is in the journal: %s" % e.get("MESSAGE"))
# TOCSIN_TIME is the kernel's time of the packet; journald stamps the entry when it takes it.
latencies = []
for e in of("trap"):
    from datetime import datetime
    sent = datetime.fromisoformat(e["TOCSIN_TIME"].replace("Z", "+00:00")).timestamp()
    latencies.append(int(e.get("_SOURCE_REALTIME_TIMESTAMP") or e["__REALTIME_TIMESTAMP"]) / 1e6 - sent)
latencies.sort()
if latencies:
    print("kernel to journal, %d traps: median %.1f ms, longest %.1f ms" % (len(latencies), latencies[len(latencies) // 2] * 1e3, latencies[-1] * 1e3))
for fault in faults[:20]: print("daemon-journal-test: " + fault, file=sys.stderr)
print("daemon-journal-test: %d entries, %d faults" % (len(all_), len(faults)))
sys.exit(1 if faults else 0)
P
