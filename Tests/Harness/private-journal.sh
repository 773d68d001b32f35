#!/bin/bash
# private-journal.sh COMMAND [ARGUMENT...]: runs a command beside a real systemd-journald of its own. The command sees
# an empty /run with the journal's sockets, and `journalctl` in it reads that journal alone; nothing outside the
# namespaces changes. Exits as the command does; 77 where the machine allows no namespaces or has no journald.
set -u
journald=/usr/lib/systemd/systemd-journald
[ -x $journald ] || { echo "private-journal.sh: no $journald (apt-get install systemd)" >&2; exit 77; }
flags=(--mount --pid --fork --mount-proc --net --kill-child)
[ "$(id -u)" = 0 ] || flags+=(--user --map-root-user)
unshare "${flags[@]}" true 2>/dev/null || { echo "private-journal.sh: no namespaces here" >&2; exit 77; }
exec unshare "${flags[@]}" bash -c '
    set -u
    journald=$1; shift
    mount -t tmpfs tmpfs /run && mount -t tmpfs tmpfs /var/log || exit 77
    mkdir -p /run/systemd/journald.conf.d /run/systemd/system /run/log/journal
    # A burst of a test is no flood to be limited, and a namespace may not read the kernel log.
    printf "[Journal]\nStorage=volatile\nAudit=no\nReadKMsg=no\nRateLimitIntervalSec=0\n${JOURNALD_EXTRA:-}\n" \
        > /run/systemd/journald.conf.d/private.conf
    if ! [ -s /etc/machine-id ]; then
        tr -dc 0-9a-f < /dev/urandom | head -c 32 > /run/machine-id
        mount --bind /run/machine-id /etc/machine-id || exit 77
    fi
    ip link set lo up 2>/dev/null
    $journald 2>/run/journald.log & pid=$!
    for _ in $(seq 250); do
        [ -S /run/systemd/journal/socket ] && [ -S /run/systemd/journal/io.systemd.journal ] && break
        kill -0 $pid 2>/dev/null || { cat /run/journald.log >&2; exit 77; }
        sleep 0.02
    done
    "$@"; status=$?
    kill $pid; wait $pid 2>/dev/null
    exit $status' private-journal "$journald" "$@"
