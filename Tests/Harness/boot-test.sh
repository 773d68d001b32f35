#!/bin/bash
# boot-test.sh [BIN]: installs the programs and units into a container with a real systemd as its first process and uses them
# there as an administrator does: start, traps to port 162, reload, groups, watchdog, sandbox, a power cut. BIN is the folder
# of the programs, .build/release unless told otherwise. Needs root, systemd-container and debootstrap; the tree that
# debootstrap makes (a minute, 300 MB) is kept in TOCSIN_BOOT_TREE. Nothing outside of the container changes. Exits 77
# where it cannot run.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
bin=$(cd "${1:-$root/.build/release}" 2>/dev/null && pwd) || { echo "boot-test.sh: no ${1:-.build/release}" >&2; exit 1; }
tree=${TOCSIN_BOOT_TREE:-/var/tmp/tocsin-boot-tree}
box=tocsin-boot-$$ work=$(mktemp -d "${TMPDIR:-/tmp}/tocsin-boot.XXXXXX")
skip() { echo "boot-test.sh: skipped: $*" >&2; rm -rf "$work"; exit 77; }
say() { echo "boot-test.sh: $*"; }
fail() {
    echo "boot-test.sh: FAILED: $*" >&2
    inside journalctl -q --no-pager -n 30 -u tocsind 2>/dev/null | sed 's/^/    /' >&2
    exit 1
}

[ "$(id -u)" = 0 ] || skip "it needs root"
for program in systemd-nspawn debootstrap nsenter python3; do
    command -v $program >/dev/null || skip "no $program (make deps-boot)"
done
for program in tocsind tocsin tocsin-lab; do [ -x "$bin/$program" ] || { echo "boot-test.sh: no $bin/$program" >&2; exit 1; }; done

# A container needs a cgroup of its own wherever systemd keeps its processes: the one hierarchy, or the two of old.
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then groups=/sys/fs/cgroup
elif [ -d /sys/fs/cgroup/systemd ] && [ -d /sys/fs/cgroup/unified ]; then groups="/sys/fs/cgroup/systemd /sys/fs/cgroup/unified"
else skip "no cgroup hierarchy for a systemd"; fi

# MARK: the container

# An orphan that is dead stays a zombie until process 1 reaps it, so its state is looked at, not its number.
alive() { [ -n "${1:-}" ] && grep -q '^State:[^Z]*$' "/proc/$1/status" 2>/dev/null; }
leader() { pgrep -P "$(cat "$work/pid" 2>/dev/null || echo 0)" -x systemd; }
inside() { local first; first=$(leader) || return 125; nsenter -t "$first" -a -- "$@"; }
until_true() { # until_true SECONDS COMMAND...: looks again and again
    local end=$((SECONDS + $1)); shift
    until "$@" >/dev/null 2>&1; do [ $SECONDS -lt $end ] || return 1; sleep 0.05; done
}
up() {
    local group
    mkdir -p "$work"/{upper,work,root}
    mount -t overlay overlay -o "lowerdir=$tree,upperdir=$work/upper,workdir=$work/work" "$work/root" || skip "no overlay mount here"
    for group in $groups; do mkdir -p "$group/$box" || skip "no cgroup can be made"; done
    (
        for group in $groups; do echo "$BASHPID" >"$group/$box/cgroup.procs"; done
        echo "$BASHPID" >"$work/pid"
        export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1
        # Without both --keep-unit and --register=no it asks a service manager of the machine, which may not be there.
        exec setsid systemd-nspawn -q -b -D "$work/root" -M "$box" --register=no --keep-unit --private-network \
            --capability=CAP_BPF,CAP_PERFMON,CAP_NET_ADMIN "--system-call-filter=bpf adjtimex clock_adjtime" --console=pipe --resolv-conf=off \
            --timezone=off --link-journal=no ${NSPAWN_ARGS:-} </dev/null >>"$work/console" 2>&1
    ) &
    until_true 30 inside test -S /run/dbus/system_bus_socket || { cat "$work/console" >&2; echo "boot-test.sh: the container did not boot" >&2; exit 1; }
    inside timeout 60 systemctl is-system-running --wait >/dev/null 2>&1
    true
}
down() { # down [cut]: a clean end, or as if the power went
    local first outer
    outer=$(cat "$work/pid" 2>/dev/null)
    if first=$(leader); then
        if [ "${1:-}" = cut ]; then kill -9 "$first"; else kill -s RTMIN+4 "$first"; fi
        until_true 15 eval '! alive "$outer"' || kill -9 "$first" "$outer" 2>/dev/null
    fi
    umount "$work/root" 2>/dev/null || umount -l "$work/root" 2>/dev/null
    for group in $groups; do
        [ -d "$group/$box" ] && find "$group/$box" -depth -type d -exec rmdir {} \; 2>/dev/null
    done
    rm -f "$work/pid"
}
trap 'down cut; rm -rf "$work"' EXIT

if ! [ -e "$tree/.complete" ]; then
    say "making the container's tree in $tree"
    mirror=$(sed -n 's/^URIs: *//p' /etc/apt/sources.list.d/*.sources 2>/dev/null | head -1)
    [ -n "$mirror" ] || mirror=$(sed -n 's/^deb  *\([^ []*\) .*/\1/p' /etc/apt/sources.list 2>/dev/null | head -1)
    . /etc/os-release
    rm -rf "$tree"; mkdir -p "$tree"
    debootstrap --variant=minbase \
        --include=systemd,systemd-sysv,dbus,libsnmp40,libsqlite3-0,libunbound8,libpcap0.8,libstdc++6,snmp \
        "${VERSION_CODENAME:-bookworm}" "$tree" $mirror >"$work/debootstrap" 2>&1 ||
        { tail -5 "$work/debootstrap" >&2; skip "debootstrap could not make a tree"; }
    # Each boot makes an id of its own; the journal stays over a boot and limits nobody.
    : >"$tree/etc/machine-id"; rm -f "$tree/etc/hostname"; : >"$tree/etc/apt/sources.list"
    mkdir -p "$tree/etc/systemd/journald.conf.d" "$tree/var/log/journal"
    printf '[Journal]\nStorage=persistent\nRateLimitIntervalSec=0\n' >"$tree/etc/systemd/journald.conf.d/test.conf"
    touch "$tree/.complete"
fi

say "boot"
up

# MARK: install, as make install does

say "install"
put() { install -D -m "$1" "$2" "$work/root$3"; }
put 755 "$bin/tocsin" /usr/bin/tocsin
put 755 "$bin/tocsind" /usr/sbin/tocsind
put 755 "$bin/tocsin-lab" /usr/local/bin/tocsin-lab
put 644 "$root/systemd/tocsind.service" /lib/systemd/system/tocsind.service
put 644 "$root/systemd/tocsind.socket" /lib/systemd/system/tocsind.socket
put 644 "$root/systemd/tocsin.sysusers" /usr/lib/sysusers.d/tocsin.conf
put 644 "$root/systemd/tocsin.tmpfiles" /usr/lib/tmpfiles.d/tocsin.conf
[ ! -e "$root/systemd/tocsin.catalog" ] || put 644 "$root/systemd/tocsin.catalog" /usr/lib/systemd/catalog/tocsin.catalog
for program in /usr/bin/tocsin /usr/sbin/tocsind; do
    missing=$(inside ldd $program | grep 'not found')
    [ -z "$missing" ] || fail "$program needs what a Debian has not (build with --static-swift-stdlib?): $missing"
done
inside systemd-sysusers && inside systemd-tmpfiles --create tocsin.conf && inside journalctl --update-catalog || fail "users, folders, catalog"
mkdir -p "$work/root/etc/tocsin/secrets" "$work/root/etc/systemd/system/tocsind.service.d"
printf public >"$work/root/etc/tocsin/secrets/lan-community"; chmod 700 "$work/root/etc/tocsin/secrets"
# The watchdog is hurried so that the test is not slow; the rest of the unit is as it is installed.
printf '[Service]\nLoadCredential=lan-community:/etc/tocsin/secrets/lan-community\nWatchdogSec=3s\n' \
    >"$work/root/etc/systemd/system/tocsind.service.d/test.conf"
configure() {
    printf 'site: hq\nsnmp:\n  devices: [ { name: core-sw1, address: 127.0.0.1 } ]\ntraps:\n  allow: [ 127.0.0.0/8, "::1" ]\n  communities: [ { systemd_credential: lan-community } ]\n  limit: { per_source: off }\n%s\n' \
        "${1:-}" >"$work/root/etc/tocsin/tocsin.yaml"
    inside chown root:tocsin /etc/tocsin/tocsin.yaml; chmod 640 "$work/root/etc/tocsin/tocsin.yaml"
}
configure

# MARK: use

inform() { inside env MIBS= snmpinform -t 2 -r 3 -v 2c -c public "$1" "$RANDOM" 1.3.6.1.4.1.8072.2.3.0.1 1.3.6.1.4.1.8072.9999.9999.2.0 s "$2"; }
stored() { inside tocsin events -o json >"$work/events" 2>/dev/null && grep -q "$1" "$work/events"; }
pid_of() { inside systemctl show -p MainPID --value tocsind; }
is_new() { local now; now=$(pid_of); [ -n "$now" ] && [ "$now" != 0 ] && [ "$now" != "$1" ]; }

say "start"
inside systemctl daemon-reload
inside systemctl enable --now tocsind.socket tocsind.service 2>/dev/null || fail "systemctl enable --now"
[ "$(inside systemctl is-active tocsind.service)" = active ] || fail "the service is not active"
inside systemctl status --no-pager tocsind >"$work/status" || fail "systemctl status"
grep -q 'Status: "Watching: traps, snmp"' "$work/status" || fail "the status line: $(cat "$work/status")"

say "traps to port 162, IPv4 and IPv6, on the sockets that systemd opened"
inform udp:127.0.0.1:162 by-ipv4 || fail "no acknowledgment over IPv4"
inform 'udp6:[::1]:162' by-ipv6 || fail "no acknowledgment over IPv6"
for marker in by-ipv4 by-ipv6; do stored $marker || fail "$marker is not in the store"; done
inside tocsin status -o json | python3 -c '
import json, sys
status = json.load(sys.stdin)
listeners = [l for w in status["watchers"] for l in w["listeners"]]
# The socket unit asked for more than the kernel grants an unprivileged process; taking it over must not shrink it.
print([(l["endpoint"], l["inherited"], l["receive_buffer_granted_bytes"]) for l in listeners])
sys.exit(0 if len(listeners) == 2 and all(l["inherited"] and l["receive_buffer_granted_bytes"] >= 32 << 20 for l in listeners) else 1)' || fail "the listeners are not those of the socket unit, as it made them"
inside journalctl --sync
[ "$(inside journalctl -q -t tocsind -o cat TOCSIN_RULE=trap | wc -l)" = 2 ] || fail "journalctl -t tocsind"
strange=$(inside journalctl -q -t tocsind -o json | grep -v '"TOCSIN_RULE"' | head -1)
[ -z "$strange" ] || fail "journalctl -t tocsind shows what is no event: $strange"
[ ! -e "$root/systemd/tocsin.catalog" ] || inside journalctl -q -x -t tocsind TOCSIN_RULE=trap | grep -q '^░░' || fail "the catalog has no entry"

say "what arrives while the daemon does not run starts it and is received"
inside systemctl stop tocsind.service || fail "systemctl stop"
inside env MIBS= snmptrap -v 2c -c public udp:127.0.0.1:162 1 1.3.6.1.4.1.8072.2.3.0.1 1.3.6.1.4.1.8072.9999.9999.2.0 s while-away
until_true 20 stored while-away || fail "the trap was lost"

say "reload"
configure '  repeats: { window: 0 }'
inside systemctl reload tocsind || fail "a good configuration was refused"
configure '  repeeats: { window: 0 }'
inside systemctl reload tocsind 2>/dev/null && fail "a faulty configuration was taken"
inside tocsin reload >"$work/reload" 2>&1; [ $? = 78 ] || fail "tocsin reload: $(cat "$work/reload")"
grep -q "tocsin.yaml:.*did you mean 'repeats'" "$work/reload" || fail "the fault is not told: $(cat "$work/reload")"
[ "$(inside systemctl is-active tocsind.service)" = active ] || fail "the service ended"
inside systemctl status --no-pager tocsind | grep -q 'last reload was refused' || fail "the status line does not say so"
inform udp:127.0.0.1:162 after-refusal || fail "the old configuration is not in effect"
configure '  repeats: { window: 0 }'
inside systemctl reload tocsind || fail "the mended configuration was refused"

say "the kernel's word on the clock is read through the unit's filter"
configure $'  repeats: { window: 0 }\nntp:\n  servers: [ { address: 192.0.2.1 } ]'
inside systemctl reload tocsind || fail "a configuration with ntp was refused"
kernel_told() { inside tocsin status -o json | python3 -c '
import json, sys
ntp = [w for w in json.load(sys.stdin)["watchers"] if w["name"] == "ntp"]
sys.exit(0 if ntp and "synchronised" in ntp[0].get("kernel", {}) else 1)'; }
until_true 10 kernel_told || fail "the kernel's word on the clock is not told"
configure '  repeats: { window: 0 }'
inside systemctl reload tocsind || fail "a configuration without ntp was refused"

say "who may read and who may change"
as() { # as GROUP COMMAND...: as nobody with that group
    local group=$1; shift
    if [ "$group" = none ]; then inside setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
    else inside setpriv --reuid=65534 --regid=65534 --groups "$(sed -n "s/^$group:[^:]*:\([0-9]*\):.*/\1/p" "$work/root/etc/group")" "$@"; fi >"$work/as" 2>&1
}
expect() { local code=$1; shift; "$@"; local got=$?; [ $got = "$code" ] || fail "'$*' ended with $got, not $code: $(head -3 "$work/as")"; }
expect 0 as tocsin-view tocsin status
expect 0 as tocsin-view tocsin events -n 3
expect 0 as tocsin-view tocsin alerts
expect 77 as tocsin-view tocsin reload
expect 0 as tocsin-admin tocsin reload
expect 77 as none tocsin status
expect 77 as none tocsin events
as none cat /etc/tocsin/tocsin.yaml && fail "a stranger reads the configuration"
as tocsin-view cat /etc/tocsin/tocsin.yaml && fail "a viewer reads the configuration"
inside systemctl stop tocsind.socket tocsind.service
expect 0 as tocsin-view tocsin events -n 3
expect 77 as none tocsin events
expect 69 as tocsin-view tocsin status
inside systemctl start tocsind.socket tocsind.service || fail "systemctl start"

say "the sandbox"
inside systemd-analyze security --no-pager --threshold=20 tocsind.service >"$work/security" 2>&1 || fail "exposure: $(tail -1 "$work/security")"

say "the watchdog"
before=$(pid_of)
inside systemctl kill --kill-who=main -s STOP tocsind
until_true 60 is_new "$before" || fail "a daemon that hangs was not restarted"
until_true 20 inform udp:127.0.0.1:162 after-watchdog || fail "it does not answer after the watchdog"
inside journalctl -q -u tocsind --no-pager | grep -qi watchdog || fail "systemd does not speak of the watchdog"

say "a power cut under informs"
rm -f "$work/root/acknowledged"
inside tocsin-lab inform-load --to 127.0.0.1:162 --community public --senders 20 --duration 30s --acknowledged /acknowledged >/dev/null 2>&1 &
until_true 20 eval '[ "$(wc -l <"$work/root/acknowledged")" -gt 500 ]' || fail "no informs were acknowledged"
down cut
wait
cp "$work/upper/acknowledged" "$work/promised"
up
until_true 30 inside tocsin status || fail "the daemon did not come up with the boot"
inside tocsin events rule=trap -o json >"$work/events" || fail "tocsin events"
python3 - "$work" <<'P' || fail "acknowledged informs were lost"
import json, sys
work = sys.argv[1]
stored = set()
for line in open(work + "/events"):
    for varbind in json.loads(line)["evidence"]["varbinds"]:
        if varbind["oid"] == "1.3.6.1.4.1.8072.9999.9999.2.0": stored.add(varbind["value"])
lines = open(work + "/promised").read()
promised = lines[: lines.rfind("\n") + 1].split()
lost = [m for m in promised if m not in stored]
print("boot-test.sh: %d informs were acknowledged before the cut, %d of them are not in the store" % (len(promised), len(lost)))
sys.exit(1 if lost or not promised else 0)
P
grep -q 'nothing was watched for' <(inside tocsin events rule=daemon-started -o cat) || fail "the gap is not told"
inform 'udp6:[::1]:162' after-the-cut || fail "no acknowledgment after the cut"

say "a clean end"
down
up
until_true 30 inside tocsin status || fail "the daemon did not come up again"
inside tocsin events rule=daemon-stopped -o json | tail -1 | grep -q SIGTERM || fail "the stop is not told"
say "passed"
