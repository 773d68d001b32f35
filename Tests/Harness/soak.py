"""Mixed load on a release tocsind for so many seconds. See soak.sh."""

import os
import pathlib
import socket
import sqlite3
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "Bench"))
import programs  # noqa: E402

MOST_GROWTH_KIB = 20 << 10
WARM_UP_SHARE = 0.25


def configuration(port, per_source):
    """Limits and repeats as in real life, with windows that end within the run."""
    return (
        "site: soak\n"
        "snmp:\n  credentials:\n"
        "    - { name: v3, version: 3, user: soak, auth: { protocol: SHA-256, passphrase: soak-authentication },"
        " privacy: { protocol: AES-128, passphrase: soak-privacy-words } }\n"
        f'traps:\n  listen: [ "udp:127.0.0.1:{port}" ]\n  allow: [ 127.0.0.0/8 ]\n  communities: [ bench ]\n'
        "  users: [ v3 ]\n  repeats: { window: 2s }\n"
        f"  limit: {{ per_source: {per_source}/s, burst: 200 }}\n")


class Load(threading.Thread):
    """One kind of traffic, again and again until the end."""

    def __init__(self, end, pause, *command):
        super().__init__(daemon=True)
        self.end, self.pause, self.command = end, pause, [str(part) for part in command]
        self.failures = []

    def run(self):
        while time.monotonic() < self.end:
            done = subprocess.run(
                [programs.BIN / "tocsin-lab", *self.command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                text=True)
            if done.returncode not in (0, 1):
                self.failures.append(f"tocsin-lab {' '.join(self.command)}: {done.stderr.strip()[-200:]}")
                return
            time.sleep(self.pause)


class Retransmitter(threading.Thread):
    """Sends each of its informs twice, as a sender does whose acknowledgment was lost."""

    def __init__(self, end, port):
        super().__init__(daemon=True)
        self.end, self.port = end, port
        self.failures = []

    def run(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.bind(("127.0.6.1", 0))
            number = 0x01000000
            while time.monotonic() < self.end:
                number += 1
                for _ in range(2):
                    sender.sendto(inform(number), ("127.0.0.1", self.port))
                    time.sleep(0.05)


def inform(number):
    """A v2c InformRequest of coldStart with that request-id, in BER."""
    def element(tag, content):
        return bytes([tag, len(content)]) + content

    uptime = element(0x30, bytes.fromhex("06082b06010201010300") + element(0x43, b"\x01"))
    trap = element(0x30, bytes.fromhex("060a2b060106030101040100") + bytes.fromhex("06092b0601060301010501"))
    pdu = element(0xa6, element(2, number.to_bytes(4, "big")) + bytes.fromhex("020100020100") + element(0x30, uptime + trap))
    return element(0x30, bytes.fromhex("020101") + element(4, b"bench") + pdu)


class Soak:
    """The run and its verdict."""

    def __init__(self, seconds, is_alone):
        self.seconds, self.is_alone = seconds, is_alone
        self.faults = []
        self.memory = []
        self.reloads = 0

    def loads(self, port, end):
        """The traffic, all at once."""
        to = ["--to", f"127.0.0.1:{port}"]
        plain = [*to, "--community", "bench"]
        v3 = ["--version", "3", "--user", "soak", "--auth", "SHA-256:soak-authentication", "--privacy",
              "AES-128:soak-privacy-words", "--engine-id", "80001f8804736f616b"]
        return [
            Load(end, 0.5, "flood", *plain, "--rate", 3000, "--duration", "2s", "--kind", "mixed", "--sources", 200),
            Load(end, 4, "flood", *plain, "--rate", 30000, "--duration", "1s", "--kind", "linkdown"),
            Load(end, 1, "flood", *to, "--community", "wrong", "--rate", 500, "--duration", "1s", "--sources", 50),
            Load(end, 1, "send", "trap", *plain, "--malformed", "any", "--count", 300, "--rate", 300),
            Load(end, 1, "send", "trap", *plain, "--from", "127.0.3.1", "--count", 100, "--rate", 50),
            Load(end, 1, "send", "trap", *to, *v3, "--from", "127.0.3.2", "--count", 50, "--rate", 50),
            Load(end, 1, "inform-load", *plain, "--from", "127.0.4.1", "--sources", 10, "--senders", 10, "--duration", "2s"),
            Load(end, 1, "inform-load", *to, *v3[:-2], "--from", "127.0.5.1", "--sources", 5, "--senders", 5, "--duration",
                 "2s"),
            Retransmitter(end, port),
        ]

    def follow(self, daemon):
        """A reader, where the command is built."""
        if not (programs.BIN / "tocsin").exists():
            return None
        return subprocess.Popen(
            [programs.BIN / "tocsin", "--state", daemon.path / "state", "--runtime", daemon.path / "run", "events", "-f",
             "-o", "json"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def run(self):
        daemon = programs.Tocsind()
        daemon.config = configuration(daemon.port, 100)
        with daemon:
            end = time.monotonic() + self.seconds
            outgoing = udp_sent()
            reader = self.follow(daemon)
            loads = self.loads(daemon.port, end)
            for load in loads:
                load.start()
            self.watch(daemon, end)
            for load in loads:
                load.join(30)
                self.faults += load.failures
            status = self.settle(daemon)
            if reader:
                if reader.poll() is not None:
                    self.faults.append(f"'tocsin events -f' ended by itself with {reader.returncode}")
                else:
                    reader.terminate()
                reader.wait()
            sent = udp_sent() - outgoing
            drops = programs.kernel_drops(daemon.port)
            code = daemon.end()
            if code != 0:
                self.faults.append(f"tocsind ended with {code}")
            self.account(status, sent, drops, daemon)
        self.judge_memory()

    def watch(self, daemon, end):
        """Samples memory and reloads."""
        next_reload, per_source = time.monotonic() + 3, 100
        while time.monotonic() < end:
            daemon.check()
            self.memory.append(daemon.resident_kib())
            if time.monotonic() >= next_reload:
                per_source = 300 - per_source
                (daemon.path / "tocsin.yaml").write_text(configuration(daemon.port, per_source))
                answer = daemon.ask("reload")
                if not answer.get("ok"):
                    self.faults.append(f"a reload failed: {answer}")
                self.reloads += 1
                next_reload += 3
            time.sleep(0.25)

    def settle(self, daemon):
        """Waits until nothing moves, and gives the last status."""
        before = None
        for _ in range(100):
            status = daemon.status()
            traps = next(w for w in status["watchers"] if w["name"] == "traps")
            if status["reports_waiting"] == 0 and traps["received"] == before:
                return status
            before = traps["received"]
            time.sleep(0.3)
        self.faults.append("the daemon did not come to rest")
        return status

    def account(self, status, sent, drops, daemon):
        """Every packet that was sent has one place."""
        traps = next(w for w in status["watchers"] if w["name"] == "traps")
        refused = sum(traps["refused"].values())
        known = (traps["events"] + traps["repeats"] + traps["limited"] + traps["retransmissions"]
                 + traps["discoveries"] + refused)
        print(f"received {traps['received']:,} = events {traps['events']:,} + repeats {traps['repeats']:,} + limited "
              f"{traps['limited']:,} + refused {refused:,} + retransmissions {traps['retransmissions']:,} + discoveries "
              f"{traps['discoveries']:,}; dropped by the kernel {drops:,}; acknowledged {traps['acknowledged']:,}; "
              f"{self.reloads} reloads")
        if traps["received"] != known:
            self.faults.append(f"{traps['received'] - known} packets were received and have no place")
        for name in ("events", "repeats", "limited", "retransmissions", "acknowledged"):
            if self.seconds >= 20 and traps[name] == 0:
                self.faults.append(f"the load did not reach '{name}': the soak tests less than it says")
        if traps["kernel_drops"] != drops:
            self.faults.append(f"the kernel dropped {drops} and the daemon says {traps['kernel_drops']}")
        if self.is_alone:
            replies = sum(listener["sent"] for listener in traps["listeners"])
            if sent - replies != traps["received"] + drops:
                self.faults.append(
                    f"{sent - replies} packets were sent, {traps['received']} received and {drops} dropped by the kernel")
        else:
            print("soak: no namespace of its own: packets that were sent are not counted")
        with sqlite3.connect(f"file:{daemon.path}/state/tocsin.db?mode=ro", uri=True) as database:
            rows, stands_for = database.execute(
                f"SELECT count(*), sum(count) FROM events WHERE {programs.IS_TRAP}").fetchone()
        told = traps["events"] + traps["repeats"]
        print(f"stored {rows:,} events that stand for {stands_for:,} traps; the watcher reported {told:,}")
        # A trap that ends several alerts at once is an event of each.
        if stands_for < told:
            self.faults.append(f"{told - stands_for} traps were reported and are not in the store")

    def judge_memory(self):
        """First third against last, after the start."""
        samples = self.memory[int(len(self.memory) * WARM_UP_SHARE):]
        third = max(1, len(samples) // 3)
        first, last = (sum(part) / len(part) for part in (samples[:third], samples[-third:]))
        growth = last - first
        print(f"memory {first / 1024:.1f} MiB in the first third, {last / 1024:.1f} MiB in the last "
              f"({max(samples) / 1024:.1f} MiB at most)")
        if growth > MOST_GROWTH_KIB:
            self.faults.append(f"memory grew by {growth / 1024:.1f} MiB")


def udp_sent():
    """Datagrams that this network namespace has sent."""
    names, values = [line.split()[1:] for line in pathlib.Path("/proc/net/snmp").read_text().splitlines()
                     if line.startswith("Udp:")]
    return int(dict(zip(names, values))["OutDatagrams"])


def main():
    soak = Soak(float(sys.argv[1]), "--alone" in sys.argv)
    begun = time.monotonic()
    try:
        soak.run()
    except programs.Broken as fault:
        soak.faults.append(str(fault))
    for fault in soak.faults:
        print(f"soak: {fault}", file=sys.stderr)
    print(f"soak: {'FAILED' if soak.faults else 'passed'} after {time.monotonic() - begun:.0f} s, load "
          f"{os.getloadavg()[0]:.2f}")
    return 1 if soak.faults else 0


if __name__ == "__main__":
    sys.exit(main())
