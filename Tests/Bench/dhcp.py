"""The dhcp watcher: how many packets a second of processor time a replay judges, how long a rogue offer takes from the wire to
the journal, and what is found how soon, beside Debian's dhcp_probe in the same lab.

    Tests/Harness/private-journal.sh python3 Tests/Bench/dhcp.py [--only replay|flood|latency|neighbours|finding] [--waits MS…]

dhcp_probe waits `response_wait_time` after each of its five questions before it looks at the answers: 5,000 ms unless told
otherwise. `--waits` measures it with each of these; ours is measured once.

Needs root, ip(8), and for `finding` dnsmasq, dhcpd, kea-dhcp4 and dhcp_probe. All traffic stays in the network namespace of
private-journal.sh and those that are made in it. Programs come from .build/release; BIN names another folder. One line
`bench: NAME=VALUE` a number is for machines; exits 1 when a number misses what issue 4 demands.
"""

import argparse
import json
import os
import pathlib
import random
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time

import latency
import programs
from told import missed, tell

LEAST_REPLAY = 1_000_000
MOST_LATENCY_MS = 20.0
MOST_FINDING_S = 2.0
MOST_MEMORY_MIB = 64.0
MOST_MORE_MIB = 16.0
NEAR, FAR = "dhcpnear", "dhcpfar"
SERVER_MAC, ROGUE_MAC = bytes.fromhex("525400780001"), bytes.fromhex("525400780066")


def checksum(octets):
    """RFC 1071."""
    total = sum(struct.unpack(f"!{len(octets) // 2}H", octets))
    total = (total & 0xFFFF) + (total >> 16)
    return ~(total + (total >> 16)) & 0xFFFF


def frame(source, mac, kind, xid, client, options, is_reply):
    """A whole DHCP frame to all hosts."""
    message = struct.pack("!BBBBIHH", 2 if is_reply else 1, 1, 6, 0, xid, 0, 0x8000) + bytes(4)
    message += (bytes([10, 78, 0, 150]) if is_reply else bytes(4)) + bytes(8) + client + bytes(10 + 64 + 128)
    message += bytes.fromhex("63825363") + bytes([53, 1, kind]) + options + b"\xff"
    message += bytes(max(0, 300 - len(message)))
    udp = struct.pack("!HHHH", 67 if is_reply else 68, 68 if is_reply else 67, 8 + len(message), 0)
    header = struct.pack("!BBHIBBH", 0x45, 0, 28 + len(message), 0, 64, 17, 0) + source + b"\xff" * 4
    header = header[:10] + struct.pack("!H", checksum(header)) + header[12:]
    return b"\xff" * 6 + mac + b"\x08\x00" + header + udp + message


def offer(server, mac, kind=2, xid=7, client=bytes.fromhex("525400aabbcc")):
    """An answer with router and DNS."""
    options = bytes([54, 4]) + server + bytes([51, 4, 0, 0, 14, 16, 1, 4, 255, 255, 255, 0, 3, 4]) + server
    return frame(server, mac, kind, xid, client, options + bytes([6, 4]) + server, True)


# MARK: Replay


LISTED = """site: bench
dhcp:
  interfaces: [ eth0 ]
  servers:
    - { address: 10.78.0.1, mac: 52:54:00:78:00:01, routers: [10.78.0.1], dns: [10.78.0.1] }
"""


class Capture:
    """A pcap file in the making."""

    def __init__(self, path):
        self.file = open(path, "wb", buffering=1 << 20)
        self.file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))

    def add(self, microseconds, octets):
        """A frame so long after the beginning."""
        seconds, rest = divmod(1_795_600_000_000_000 + microseconds, 10**6)
        self.file.write(struct.pack("<IIII", seconds, rest, len(octets), len(octets)) + octets)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()


def run_replay(folder, capture):
    """Seconds of processor time, the most memory in MiB, what was told, and the dhcp watcher's counters."""
    config = pathlib.Path(folder, "tocsin.yaml")
    config.write_text(LISTED)
    told, counted = pathlib.Path(folder, "told"), pathlib.Path(folder, "counted")
    with open(told, "w") as out, open(counted, "w") as errors:
        process = subprocess.Popen(
            [programs.BIN / "tocsin", "replay", "--status", "--config", config, "-o", "json", capture], stdout=out, stderr=errors)
    # What wait4 says of memory is at least this interpreter's own, so the kernel is asked while the program runs.
    memory, ended = 0, 0
    while ended == 0:
        try:
            for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines():
                if line.startswith("VmHWM:"):
                    memory = int(line.split()[1])
        except OSError:
            pass
        time.sleep(0.005)
        ended, code, usage = os.wait4(process.pid, os.WNOHANG)
    if code != 0:
        raise programs.Broken(f"tocsin replay failed: {counted.read_text()[:300]}")
    events = [json.loads(line) for line in told.read_text().splitlines()]
    return usage.ru_utime + usage.ru_stime, memory / 1024, events, json.loads(counted.read_text())


def replay(count):
    """Discover, offer, request and ack of 5,000 clients, again and again, over the capture's hours."""
    server = bytes([10, 78, 0, 1])
    with tempfile.TemporaryDirectory(prefix="tocsin-bench.") as folder:
        path = pathlib.Path(folder, "dora.pcap")
        with Capture(path) as capture:
            for number in range(count // 4):
                # An office of eight makers and five systems: like clients without end would be an attack.
                who = number % 5_000
                client = bytes([0, 0x11, 0x22 + who % 8]) + struct.pack("!I", who * 7)[1:]
                asks = bytes([55, 6, 1, 3, 6, 15, 42, 119 + who % 5])
                wants = bytes([54, 4]) + server + bytes([50, 4, 10, 78, 0, 150]) + asks
                for step, octets in enumerate((
                        frame(bytes(4), client, 1, number, client, asks, False), offer(server, SERVER_MAC, 2, number, client),
                        frame(bytes(4), client, 3, number, client, wants, False), offer(server, SERVER_MAC, 5, number, client))):
                    capture.add(number * 400_000 + step * 10_000, octets)
        seconds, memory, events, counted = run_replay(folder, path)
    if events:
        raise programs.Broken(f"the capture has nothing wrong, and yet: {events[0]}")
    if counted["requests"] + counted["replies"] != count // 4 * 4:
        raise programs.Broken(f"not all was judged: {counted}")
    rate = count / seconds
    tell("dhcp_replay_per_cpu_second", round(rate),
         f"replay of {count:,} packets: {rate:,.0f} a second of processor time, {memory:.0f} MiB",
         f"at least {LEAST_REPLAY:,}", rate >= LEAST_REPLAY)


def flood(count):
    """A discover of each of so many clients, all with addresses made up on the spot, 20,000 a second: memory is bounded, and
    what found no room is counted."""
    source = random.Random(4)
    memory = {}
    for clients in (count // 100, count):
        with tempfile.TemporaryDirectory(prefix="tocsin-bench.") as folder:
            path = pathlib.Path(folder, "flood.pcap")
            with Capture(path) as capture:
                for number in range(clients):
                    # Distinct, since multiplication by an odd number only changes the order; the second bit is that of
                    # addresses that no maker gave.
                    chaddr = struct.pack("!HI", 0x0200 | source.getrandbits(8), number * 2_654_435_761 & 0xFFFF_FFFF)
                    capture.add(number * 50, frame(bytes(4), chaddr, 1, source.getrandbits(32), chaddr, b"", False))
            seconds, memory[clients], events, counted = run_replay(folder, path)
        rules = sorted({event["rule"] for event in events})
        if counted["requests"] != clients or "dhcp-starvation" not in rules:
            raise programs.Broken(f"a flood of {clients} clients: {rules}, {counted}")
    more = memory[count] - memory[count // 100]
    tell("dhcp_flood_clients_left_out", counted["clients_left_out"],
         f"flood of {count:,} clients: {counted['clients']:,} told apart, {counted['clients_left_out']:,} had no room, "
         f"{len(events)} events of {' '.join(rules)}")
    tell("dhcp_flood_per_cpu_second", round(count / seconds), f"the same: {count / seconds:,.0f} packets a second of processor time")
    tell("dhcp_flood_memory_mib", round(memory[count], 1), f"the same: {memory[count]:.1f} MiB resident at most",
         f"at most {MOST_MEMORY_MIB:.0f} MiB", memory[count] <= MOST_MEMORY_MIB)
    tell("dhcp_flood_memory_more_mib", round(more, 1), f"the same: {more:.1f} MiB more than with {count // 100:,} clients",
         f"at most {MOST_MORE_MIB:.0f} MiB", more <= MOST_MORE_MIB)


# MARK: The lab


def ip(*words):
    subprocess.run(["ip", *words], check=True)


def make_lab():
    """A cable whose far end is in a namespace of its own."""
    ip("netns", "add", "far")
    ip("link", "add", NEAR, "type", "veth", "peer", "name", FAR, "netns", "far")
    ip("addr", "add", "10.78.0.250/24", "dev", NEAR)
    ip("link", "set", NEAR, "up")
    ip("addr", "add", "fe80::250/64", "dev", NEAR, "nodad")
    for words in (("link", "set", FAR, "address", "52:54:00:78:00:66"), ("addr", "add", "10.78.0.66/24", "dev", FAR),
                  ("addr", "add", "fe80::66/64", "dev", FAR, "nodad"), ("addr", "add", "2001:db8:78::1/64", "dev", FAR, "nodad"),
                  ("link", "set", FAR, "up"), ("link", "set", "lo", "up")):
        ip("-n", "far", *words)


def config(probe, listed=None):
    """One listed server, of which only chatter is heard, and perhaps another."""
    servers = ["{ address: 10.78.0.1, mac: 52:54:00:78:00:01 }"] + ([listed] if listed else [])
    lines = "".join(f"    - {server}\n" for server in servers)
    return f"site: bench\ndhcp:\n  interfaces: [ {NEAR} ]\n  probe: {probe}\n  servers:\n{lines}"


class Daemon(programs.Tocsind):
    """Our daemon as a watcher of DHCP."""

    def is_up(self, status):
        """Up when its capture is open."""
        return all(c["state"] == "capturing" for c in status["watchers"][0]["captures"]) if status["watchers"] else False


def await_entry(journal, seconds, rule):
    """When the next entry of this rule could be read; None when none came."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        entry = journal.next()
        if entry and entry[0] and journal.field("TOCSIN_RULE") == rule:
            return time.time_ns()
        if entry is None:
            journal.process()
            time.sleep(0.0005)
    return None


def open_journal():
    """A reader at the journal's end."""
    journal = latency.Journal()
    journal.library.sd_journal_get_fd(journal.handle)
    while journal.next() is not None:
        pass
    return journal


# Sent from the far end's namespace: the process enters it for good.
SENDER = """
import socket, sys, time
wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
wire.bind((sys.argv[1], 0))
for line in sys.stdin:
    octets = bytes.fromhex(line)
    print(time.time_ns(), flush=True)
    wire.send(octets)
"""


def measure_latency(runs):
    """From the sending of a rogue offer, each of another server, to its entry read from the journal."""
    with Daemon(config("off"), as_service=True):
        time.sleep(1.5)
        sender = subprocess.Popen(
            ["ip", "netns", "exec", "far", "python3", "-c", SENDER, FAR], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        journal, spent = open_journal(), []
        for number in range(runs):
            time.sleep(random.uniform(0.1, 0.3))
            mac = ROGUE_MAC[:5] + bytes([number])
            sender.stdin.write(offer(bytes([10, 78, 0, 100 + number]), mac, xid=number).hex() + "\n")
            sender.stdin.flush()
            sent = int(sender.stdout.readline())
            read = await_entry(journal, 5, "dhcp-rogue-server")
            if read is None:
                raise programs.Broken(f"rogue offer {number} never came to the journal")
            spent.append((read - sent) / 1e6)
        sender.stdin.close()
        sender.wait()
    median = statistics.median(spent)
    tell("dhcp_latency_median_ms", round(median, 2),
         f"wire to journal: {median:.1f} ms median of {runs}, {max(spent):.1f} ms at most",
         f"median under {MOST_LATENCY_MS:.0f} ms", median < MOST_LATENCY_MS)


# MARK: ARP

# Hosts' ARP at so many a second (0: as fast as it goes) for so many seconds; prints how many it was.
ARP = """
import socket, struct, sys, time
wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
wire.bind((sys.argv[1], 0))
rate, end, sent = int(sys.argv[2]), time.monotonic() + float(sys.argv[3]), 0
begun = time.monotonic()
while time.monotonic() < end:
    for _ in range(20):
        host = sent % 3000
        mac = bytes.fromhex("001122") + struct.pack("!I", host)[1:]
        wire.send(b"\\xff" * 6 + mac + bytes.fromhex("08060001080006040001") + mac + bytes([10, 78, host >> 8, host & 255])
            + bytes(6) + bytes([10, 78, 0, 1]) + bytes(18))
        sent += 1
    if rate:
        time.sleep(max(0, begun + sent / rate - time.monotonic()))
print(sent / (time.monotonic() - begun))
"""


def measure_neighbours(seconds):
    """What hearing ARP costs: idle, at what a large link has, and in a storm, in which a rogue offer must still be found."""
    far = ["ip", "netns", "exec", "far", "python3", "-c"]
    with Daemon(config("off"), as_service=True) as daemon:
        time.sleep(1.5)
        journal = open_journal()
        for key, rate in (("idle", None), ("busy", 1_500), ("storm", 0)):
            before = daemon.processor_seconds()
            sent = 0.0
            if rate is None:
                time.sleep(seconds)
            else:
                sent = float(subprocess.run([*far, ARP, FAR, str(rate), str(seconds)], stdout=subprocess.PIPE, check=True).stdout)
            share = (daemon.processor_seconds() - before) / seconds * 100
            tell(f"dhcp_arp_{key}_percent", round(share, 2), f"ARP, {sent:,.0f} frames a second: {share:.2f} % of a core")
        storm = subprocess.Popen([*far, ARP, FAR, "0", "4"], stdout=subprocess.DEVNULL)
        time.sleep(1)
        sender = subprocess.Popen([*far, SENDER, FAR], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        sender.stdin.write(offer(bytes([10, 78, 0, 66]), ROGUE_MAC).hex() + "\n")
        sender.stdin.flush()
        sent = int(sender.stdout.readline())
        read = await_entry(journal, 10, "dhcp-rogue-server")
        for one in (storm, sender):
            one.terminate()
            one.wait()
        counted = next(w for w in daemon.status()["watchers"] if w["name"] == "dhcp")["neighbours"]
    spent = None if read is None else (read - sent) / 1e6
    tell("dhcp_latency_in_storm_ms", spent and round(spent, 1),
         f"a rogue offer in the storm: {f'{spent:.1f} ms' if spent else 'NOT FOUND'} from the wire to the journal; {counted}",
         "found, and ARP given up", read is not None and counted["rests"] >= 1)


# MARK: Finding


# The listed server answers other clients. On a silent link dhcp_probe waits for ever after a question that nobody answers, with and
# without -T: libpcap's timeout begins with a packet. So there is one every fifth of a second.
CHATTER = """
import socket, sys, time
wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
wire.bind((sys.argv[1], 0))
while True:
    wire.send(bytes.fromhex(sys.argv[2]))
    time.sleep(0.2)
"""


class Case:
    """A server that should be found, and how each of the two is told what is right."""

    def __init__(self, key, name, command, rule="dhcp-rogue-server", listed=None, legal=""):
        self.key, self.name, self.command, self.rule, self.listed, self.legal = key, name, command, rule, listed, legal


def cases(folder):
    """Rogue servers of several kinds, and a listed one that says something else."""
    dhcpd = pathlib.Path(folder, "dhcpd.conf")
    dhcpd.write_text("authoritative; deny unknown-clients;\n"
                     "subnet 10.78.0.0 netmask 255.255.255.0 { range 10.78.0.200 10.78.0.209; option routers 10.78.0.66; }\n")
    leases = pathlib.Path(folder, "leases")
    leases.touch()
    kea = pathlib.Path(folder, "kea.json")
    kea.write_text(
        '{ "Dhcp4": { "interfaces-config": { "interfaces": ["%s"], "dhcp-socket-type": "raw" }, "lease-database": '
        '{ "type": "memfile", "persist": false }, "authoritative": true, "subnet4": [{ "id": 1, "subnet": "10.78.0.0/24", '
        '"pools": [{ "pool": "10.78.0.210 - 10.78.0.219" }] }] } }' % FAR)

    def dnsmasq(*more):
        return ["dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--port=0", f"--interface={FAR}", "--bind-interfaces",
                "--user=root", "--leasefile-ro", f"--pid-file={folder}/dnsmasq.pid", *more]

    pool = "--dhcp-range=10.78.0.100,10.78.0.109,1h"
    yield Case("dnsmasq", "dnsmasq", dnsmasq(pool))
    yield Case("dhcpd", "dhcpd that serves known clients only",
               ["dhcpd", "-f", "-q", "-4", "-cf", str(dhcpd), "-lf", str(leases), "--no-pid", FAR])
    yield Case("kea", "Kea", ["env", "KEA_LOCKFILE_DIR=none", f"KEA_PIDFILE_DIR={folder}", "kea-dhcp4", "-c", str(kea)])
    yield Case("pxe", "dnsmasq that answers PXE clients only",
               dnsmasq("--dhcp-range=10.78.0.0,proxy", "--pxe-service=x86PC,boot,image"))
    yield Case("dhcp6", "dnsmasq for DHCPv6", dnsmasq("--dhcp-range=2001:db8:78::100,2001:db8:78::1ff,64,1h"),
               rule="dhcp6-rogue-server")
    yield Case("moved", "dnsmasq at a listed address from another MAC", dnsmasq(pool), rule="dhcp-server-mac-changed",
               listed="{ address: 10.78.0.66, mac: 52:54:00:78:00:01 }",
               legal="legal_server 10.78.0.66\nlegal_server_ethersrc 52:54:00:78:00:01\n")
    yield Case("options", "the listed server that hands out another DNS server",
               dnsmasq(pool, "--dhcp-option=option:dns-server,10.78.0.67"), rule="dhcp-wrong-options",
               listed="{ address: 10.78.0.66, mac: 52:54:00:78:00:66, dns: [ 10.78.0.53 ] }", legal="legal_server 10.78.0.66\n")


def find_ours(case):
    """Seconds from the start of the daemon to the journal's entry."""
    # Before the first of our entries there is no journal file to read: an earlier daemon of this run has written some.
    journal, begun = open_journal(), time.time_ns()
    with Daemon(config("{ interval: 5s }", case.listed), as_service=True):
        read = await_entry(journal, 30, case.rule)
    return None if read is None else (read - begun) / 1e9


def find_theirs(case, folder, wait):
    """Seconds from the start of dhcp_probe to its line; None when a whole cycle of its five questions brought none."""
    settings, log = pathlib.Path(folder, "probe.cf"), pathlib.Path(folder, "probe.log")
    settings.write_text(f"response_wait_time {wait}\ncycle_time 1\nlegal_server 10.78.0.1\n{case.legal}")
    begun = time.monotonic()
    # In the foreground it writes to standard error, whatever -l says.
    with open(log, "w") as errors:
        process = subprocess.Popen(
            ["dhcp_probe", "-f", "-c", settings, "-p", f"{folder}/probe.pid", "-w", folder, NEAR],
            stdout=subprocess.DEVNULL, stderr=errors)
    try:
        while time.monotonic() < begun + 6 * wait / 1_000 + 2:
            if "received unexpected response" in log.read_text():
                return time.monotonic() - begun
            if process.poll() is not None:
                raise programs.Broken(f"dhcp_probe ended: {log.read_text()[:300]}")
            time.sleep(0.005)
        return None
    finally:
        # It does not always end when it is asked to.
        process.kill()
        process.wait()


def measure_finding(waits):
    """Each server is searched by both."""
    with Daemon(config("off"), as_service=True):
        time.sleep(1.5)
    with tempfile.TemporaryDirectory(prefix="tocsin-bench.") as folder:
        for case in cases(folder):
            if not shutil.which(case.command[0] if case.command[0] != "env" else "kea-dhcp4"):
                print(f"finding {case.name}: not installed")
                continue
            far = ["ip", "netns", "exec", "far"]
            process = subprocess.Popen([*far, *case.command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            chatter = subprocess.Popen([*far, "python3", "-c", CHATTER, FAR, offer(bytes([10, 78, 0, 1]), SERVER_MAC).hex()])
            time.sleep(2)
            try:
                ours = find_ours(case)
                theirs = {wait: find_theirs(case, folder, wait) for wait in waits} if shutil.which("dhcp_probe") else {}
            finally:
                for one in (process, chatter):
                    one.terminate()
                    one.wait()
            said = "; ".join(f"dhcp_probe waiting {wait} ms {f'{spent:.2f} s' if spent else 'not in a whole cycle'}"
                             for wait, spent in theirs.items()) or "dhcp_probe is not installed"
            tell(f"dhcp_finding_{case.key}_s", ours and round(ours, 2),
                 f"finding {case.name}: {f'{ours:.2f} s from the start of the daemon' if ours else 'NOT FOUND'}; {said}",
                 f"under {MOST_FINDING_S:.0f} s", ours is not None and ours < MOST_FINDING_S)
            for wait, spent in theirs.items():
                print(f"bench: dhcp_probe_{wait}_finding_{case.key}_s={f'{spent:.2f}' if spent else 'none'}")


def main():
    parser = argparse.ArgumentParser(prog="dhcp.py")
    parser.add_argument("--only", choices=["replay", "flood", "latency", "neighbours", "finding"])
    parser.add_argument("--packets", type=int, default=1_000_000)
    parser.add_argument("--clients", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--waits", type=int, nargs="*", default=[250])
    options = parser.parse_args()
    if options.only in (None, "replay"):
        replay(options.packets)
    if options.only in (None, "flood"):
        flood(options.clients)
    if options.only not in ("replay", "flood"):
        make_lab()
    if options.only in (None, "latency"):
        measure_latency(options.runs)
    if options.only in (None, "neighbours"):
        measure_neighbours(4)
    if options.only in (None, "finding"):
        measure_finding(options.waits)
    return 1 if missed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except programs.Broken as fault:
        sys.exit(f"bench: broken: {fault}")
