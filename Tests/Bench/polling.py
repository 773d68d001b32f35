"""Polling: GETs a second against a bare loop, values a second of processor time against other pollers, and how punctual
ten thousand devices are polled. The agents are tocsin-lab's, on the machine's last core; who is measured has the first."""

import concurrent.futures
import json
import os
import pathlib
import select
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request

import programs
from programs import BIN, Broken, Process

HERE = pathlib.Path(__file__).resolve().parent
COMMUNITY = "tocsin-lab"
FIRST = "127.33.0.1"
NETWORK = "127.33.0.0/16"
AGENTS_CORE = str(os.cpu_count() - 1)
OWN_CORE = "0"
ROWS = 48
# The ten columns: IF-MIB's names and their numbers.
COLUMNS = {
    "ifAdminStatus": "1.3.6.1.2.1.2.2.1.7", "ifOperStatus": "1.3.6.1.2.1.2.2.1.8",
    "ifInDiscards": "1.3.6.1.2.1.2.2.1.13", "ifInErrors": "1.3.6.1.2.1.2.2.1.14",
    "ifOutDiscards": "1.3.6.1.2.1.2.2.1.19", "ifOutErrors": "1.3.6.1.2.1.2.2.1.20",
    "ifHCInOctets": "1.3.6.1.2.1.31.1.1.1.6", "ifHCInUcastPkts": "1.3.6.1.2.1.31.1.1.1.7",
    "ifHCOutOctets": "1.3.6.1.2.1.31.1.1.1.10", "ifHCOutUcastPkts": "1.3.6.1.2.1.31.1.1.1.11",
}
IF_NAME = "1.3.6.1.2.1.31.1.1.1.1"
VALUES = ROWS * len(COLUMNS)
# What issue 3 demands.
LEAST_OF_BARE = 0.5
LEAST_OF_COLLECTD = 2.0
AIM_OF_DECODING = 0.5
MOST_SLIP_MS = 100.0
MOST_CORES = 0.5
MOST_RESIDENT_MIB = 300.0
# Rounds that every poller is given to come to its pace: ours grows its questions from 1,400 octets on.
ROUNDS_BEFORE = 6
# How long a program may take that should be done at once, in seconds.
PATIENCE = 30


class Agents:
    """tocsin-lab's agents on their own core."""

    def __init__(self, count, interval=None, options=()):
        self.count, self.interval = count, interval
        # Any port that is free on every address.
        self.port = programs.free_port()
        self.command = ["--listen", f"{NETWORK}:{self.port}", "--count", str(count), "--interfaces", str(ROWS),
                        "--features", "interfaces", *options]
        if interval:
            self.command += ["--interval", f"{interval}s"]

    def __enter__(self):
        self.process = subprocess.Popen(
            ["taskset", "-c", AGENTS_CORE, BIN / "tocsin-lab", "agents", *self.command], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)
        line = self.process.stderr.readline() if select.select([self.process.stderr], [], [], PATIENCE)[0] else ""
        if " agents from " not in line:
            self.process.kill()
            raise Broken(f"the agents did not start within {PATIENCE} s: {line}{self.process.stderr.read()}")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
            raise Broken("the agents did not end within 10 s of SIGTERM") from None

    def configuration(self, profiles):
        """The daemon's configuration for them."""
        done = finish([BIN / "tocsin-lab", "agents-config", *self.command, "--profiles", profiles])
        return done.stdout

    def report(self):
        """What they were asked so far, and how punctually."""
        self.process.send_signal(signal.SIGUSR1)
        if not select.select([self.process.stdout], [], [], PATIENCE)[0]:
            raise Broken(f"the agents do not say within {PATIENCE} s how things stand")
        line = self.process.stdout.readline()
        if not line:
            raise Broken(f"the agents ended by themselves with {self.process.wait(10)}: {self.process.stderr.read()}")
        return json.loads(line)

    def processor_seconds(self):
        """Processor time so far."""
        return Process.processor_seconds(self)


def peers(folder):
    """Builds the C programs."""
    for name, libraries in (("bare", []), ("decode", ["-lnetsnmp"])):
        finish(["gcc", "-O2", "-Wall", "-o", f"{folder}/{name}", HERE / f"Peers/{name}.c", *libraries])


def finish(command, patience=PATIENCE):
    """Runs a program to its end, which must be a good one and come in time."""
    words = [str(word) for word in command]
    try:
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=patience)
    except subprocess.TimeoutExpired:
        raise Broken(f"this did not end within {patience} s: {' '.join(words)}") from None
    if done.returncode != 0:
        raise Broken(f"this failed with {done.returncode}: {' '.join(words)}: {done.stderr[-500:]}")
    return done


def run(command, seconds):
    """Runs a program that measures for so long on our core, and gives its JSON."""
    return json.loads(finish(["taskset", "-c", OWN_CORE, *command], seconds + PATIENCE).stdout)


# ---- GETs a second


def measure_requests(findings, is_short, folder, say):
    """The manager of the daemon against a loop that does nothing but send and receive."""
    seconds, rounds = (2, 1) if is_short else (4, 3)
    say(f"GETs of one variable, 1000 agents, 512 under way, {seconds} s each, in turns")
    best = {"bare": 0.0, "manager": 0.0}
    cost = {}
    with Agents(1_000) as agents:
        for _ in range(rounds):
            for name, command in (
                ("bare", [f"{folder}/bare", FIRST, 1_000, agents.port, COMMUNITY, seconds, 512, "get"]),
                ("manager", [BIN / "tocsin-lab", "ask-load", "--first", FIRST, "--agents", 1_000, "--port", agents.port,
                             "--duration", f"{seconds}s", "--window", 512]),
            ):
                if name == "manager" and not has_command("ask-load"):
                    continue
                result = run(command, seconds)
                us = result["processor_seconds"] / max(1, result["answers"]) * 1e6
                say(f"  {name:<8}{result['per_second']:>10,.0f}/s  {us:5.2f} us of processor time each")
                if result["per_second"] > best[name]:
                    best[name], cost[name] = result["per_second"], us
    findings.add("gets_bare_per_second", round(best["bare"]), f"{best['bare']:,.0f} GETs/s by a bare loop")
    if not best["manager"]:
        say("  this tocsin-lab cannot ask: the manager was not measured")
        return
    ratio = best["manager"] / best["bare"]
    findings.add("gets_manager_per_second", round(best["manager"]), f"{best['manager']:,.0f} GETs/s by our manager")
    findings.add("gets_ratio", round(ratio, 3), f"{ratio:.2f} of the bare loop", f"at least {LEAST_OF_BARE}",
                 ratio >= LEAST_OF_BARE)
    findings.add("gets_processor_ratio", round(cost["bare"] / cost["manager"], 3),
                 f"{cost['bare'] / cost['manager']:.2f} by processor time")


def has_command(name):
    """Whether tocsin-lab has a command."""
    return f" {name} " in finish([BIN / "tocsin-lab", "--help"]).stdout


# ---- Values a second of processor time


class Poller(Process):
    """A program that polls agents at an interval."""

    def __init__(self, agents, interval):
        self.agents, self.interval = agents, interval
        super().__init__()

    def launch(self, command, environment=None):
        """Starts it on our core."""
        self.process = subprocess.Popen(
            ["taskset", "-c", OWN_CORE, *[str(word) for word in command]], stdout=subprocess.DEVNULL,
            stderr=open(self.path / "stderr", "w"),
            env={**os.environ, "MIBS": "", "SNMP_PERSISTENT_DIR": str(self.path / "persistent"), **(environment or {})})

    def polled(self, report):
        """Polls so far, as the agents have seen them."""
        return report["polls"]

    def addresses(self):
        """The agents' addresses."""
        for number in range(self.agents.count):
            word = (33 << 16) + 1 + number
            yield f"127.{word >> 16}.{word >> 8 & 255}.{word & 255}"


class Collectd(Poller):
    """Debian's collectd with nothing but its snmp plugin: it reads, reckons rates and hands values to nobody. All columns
    are one Data block, which needs a type of its own and the fewest requests: the best that can be got out of it."""

    name = "collectd"

    def start(self):
        sources = ", ".join(
            f"v{number}:{'GAUGE' if name.endswith('Status') else 'DERIVE'}:0:U" for number, name in enumerate(COLUMNS))
        (self.path / "types.db").write_text(f"bench {sources}\n")
        values = " ".join(f'".{column}"' for column in COLUMNS.values())
        lines = [
            f'BaseDir "{self.path}"', f'PIDFile "{self.path}/pid"', f'TypesDB "{self.path}/types.db"',
            f"Interval {self.interval}", "ReadThreads 5", "WriteThreads 1", "LoadPlugin logfile",
            f'<Plugin logfile>\n  LogLevel "err"\n  File "{self.path}/log"\n</Plugin>', "LoadPlugin snmp",
            "<Plugin snmp>", '  <Data "bench">', '    Type "bench"', "    Table true",
            f'    TypeInstanceOID ".{IF_NAME}"', f"    Values {values}", "  </Data>",
        ]
        for number, address in enumerate(self.addresses()):
            lines += [f'  <Host "a{number}">', f'    Address "{address}:{self.agents.port}"', "    Version 2",
                      f'    Community "{COMMUNITY}"', '    Collect "bench"', f"    Interval {self.interval}",
                      "    BulkSize 25", "  </Host>"]
        lines.append("</Plugin>")
        (self.path / "collectd.conf").write_text("\n".join(lines) + "\n")
        self.launch(["collectd", "-f", "-C", self.path / "collectd.conf"])


class Exporter(Poller):
    """Debian's prometheus-snmp-exporter, asked over HTTP as Prometheus asks it."""

    name = "snmp-exporter"

    def start(self):
        metrics = []
        for name, column in COLUMNS.items():
            kind = "gauge" if name.endswith("Status") else "counter"
            metrics.append(
                f"    - {{ name: {name}, oid: {column}, type: {kind}, indexes: [{{ labelname: ifIndex, type: gauge }}], "
                f"lookups: [{{ labels: [ifIndex], labelname: ifName, oid: {IF_NAME}, type: DisplayString }}] }}")
        walk = "\n".join(f"    - {column}" for column in [*COLUMNS.values(), IF_NAME])
        (self.path / "snmp.yml").write_text(
            f"bench:\n  walk:\n{walk}\n  metrics:\n" + "\n".join(metrics)
            + f"\n  version: 2\n  max_repetitions: 25\n  auth:\n    community: {COMMUNITY}\n")
        self.http = programs.free_port()
        self.launch(["prometheus-snmp-exporter", f"--config.file={self.path}/snmp.yml",
                     f"--web.listen-address=127.0.0.1:{self.http}"])
        self.stopped, self.scrapes = False, 0
        deadline = time.monotonic() + 15
        while True:
            try:
                self.scrape(FIRST)
                break
            except OSError as fault:
                self.check()
                if time.monotonic() > deadline:
                    raise Broken(f"the exporter does not answer: {fault}") from fault
                time.sleep(0.1)
        self.pool = concurrent.futures.ThreadPoolExecutor(4)
        for part in range(4):
            self.pool.submit(self.scrape_all, list(self.addresses())[part::4])

    def scrape(self, address):
        url = f"http://127.0.0.1:{self.http}/snmp?module=bench&target={address}:{self.agents.port}"
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.read()

    def scrape_all(self, addresses):
        while not self.stopped:
            for address in addresses:
                if self.stopped:
                    return
                self.scrape(address)
                self.scrapes += 1

    def polled(self, report):
        """It is asked without pause, oftener than the agents' interval tells polls apart."""
        return self.scrapes

    def end(self):
        self.stopped = True
        if hasattr(self, "pool"):
            self.pool.shutdown()
        return super().end()


PROFILE = "profile: bench\nsummary: Ten columns of interfaces.\ntables:\n  - name: bench_interfaces\n    labels:\n" \
    "      - { name: name, object: ifName, form: text }\n    identity: [name]\n    metrics:\n" + "".join(
        f"      - {{ name: bench_{name.lower()}, object: {name} }}\n" for name in COLUMNS)


class PollingTocsind(programs.Tocsind):
    """Our daemon on our core with a configuration for the agents."""

    def __init__(self, agents, config=None):
        self.agents = agents
        super().__init__(config=config or self.with_profile(agents.configuration("bench")))

    @staticmethod
    def with_profile(config):
        """The lab's configuration with the ten columns as a profile, and a limit on each device's traffic."""
        limits = ("  thresholds:\n    - { name: bench-errors, metric: bench_ifinerrors, above: 1000000, clear: 1, for: 3 }\n"
                  "    - { name: bench-octets, metric: bench_ifhcinoctets, above: 100G, clear: 1, for: 3 }\n")
        return config.replace("snmp:\n", f"snmp:\n  profiles: [ bench-profile.yaml ]\n{limits}", 1)

    def start(self):
        (self.path / "bench-profile.yaml").write_text(PROFILE)
        os.environ["BENCH_WRAP"] = f"taskset -c {OWN_CORE}"
        try:
            super().start()
        finally:
            del os.environ["BENCH_WRAP"]

    def is_up(self, status):
        """Up as soon as it answers."""
        return True

    def polled(self, report):
        """Polls so far, as the agents have seen them."""
        return report["polls"]


def cost(poller, agents, seconds):
    """Values of polls a second of the poller's processor time, once it has come to its pace: some rounds after the first."""
    deadline = time.monotonic() + 30
    while agents.report()["polled_agents"] < agents.count:
        poller.check()
        if time.monotonic() > deadline:
            raise Broken(f"{poller.name} has not polled all agents within 30 s")
        time.sleep(0.2)
    time.sleep(ROUNDS_BEFORE * agents.interval)
    before, used, begun = agents.report(), poller.processor_seconds(), time.monotonic()
    polls = poller.polled(before)
    time.sleep(seconds)
    after, used = agents.report(), poller.processor_seconds() - used
    elapsed = time.monotonic() - begun
    varbinds = after["varbinds"] - before["varbinds"]
    polls = poller.polled(after) - polls
    if polls == 0 or used == 0:
        raise Broken(f"{poller.name} polled nothing in {seconds} s")
    return {
        "values_per_processor_second": polls * VALUES / used, "varbinds_per_processor_second": varbinds / used,
        "requests_a_poll": (after["requests"] - before["requests"]) / polls, "varbinds_a_poll": varbinds / polls,
        "polls_per_second": polls / elapsed, "cores": used / elapsed,
    }


def measure_values(findings, is_short, folder, say):
    """Each poller by itself with the same agents' tables."""
    seconds, count, interval = (4, 100, 1) if is_short else (15, 300, 1)
    say(f"Values of {len(COLUMNS)} columns with {ROWS} rows a second of processor time; {count} agents, {interval} s")
    with Agents(50) as agents:
        bare = run([f"{folder}/decode", FIRST, 50, agents.port, COMMUNITY, seconds], seconds)
    decoding = bare["values_per_processor_second"]
    say(f"  {'net-snmp loop':<15}{decoding:>12,.0f} values")
    findings.add("values_decoding", round(decoding), f"{decoding:,.0f} by a loop that only decodes and counts")
    figures = {}
    for kind, program in ((Collectd, "collectd"), (Exporter, "prometheus-snmp-exporter"), (PollingTocsind, None)):
        if program and not shutil.which(program):
            findings.broken.append(f"{program} is not installed, so there is no ratio")
            continue
        if kind is PollingTocsind and not polls():
            say("  this tocsind polls nothing yet: it was not measured")
            continue
        try:
            with Agents(count, interval=interval) as agents:
                poller = kind(agents) if kind is PollingTocsind else kind(agents, interval)
                with poller:
                    found = cost(poller, agents, seconds)
        except Broken as fault:
            # The others are worth measuring all the same.
            findings.broken.append(str(fault))
            continue
        figures[poller.name] = found["values_per_processor_second"]
        say(f"  {poller.name:<15}{found['values_per_processor_second']:>12,.0f} values  "
            f"{found['varbinds_per_processor_second']:>12,.0f} varbinds  {found['varbinds_a_poll']:6.0f} varbinds in "
            f"{found['requests_a_poll']:4.1f} requests a poll  {found['polls_per_second']:6.1f} polls/s  "
            f"{found['cores']:.2f} cores")
        findings.add(f"values_{poller.name.replace('-', '_')}", round(figures[poller.name]),
                     f"{figures[poller.name]:,.0f} values a processor second by {poller.name}")
    if "tocsind" in figures and "collectd" in figures:
        ratio = figures["tocsind"] / figures["collectd"]
        findings.add("values_ratio", round(ratio, 2), f"{ratio:.1f} times collectd", f"at least {LEAST_OF_COLLECTD:.0f}",
                     ratio >= LEAST_OF_COLLECTD)
        share = figures["tocsind"] / decoding
        findings.add("values_of_decoding", round(share, 3), f"{share:.2f} of the net-snmp loop (aim {AIM_OF_DECODING})")


def polls():
    """Whether the programs poll: the catalog has the rules for it."""
    return subprocess.run([BIN / "tocsin", "rules", "device-down"], stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL, timeout=PATIENCE).returncode == 0


# ---- Ten thousand devices


def measure_slip(findings, is_short, folder, say):
    """A whole network: punctual, within half a core and 300 MiB."""
    count, interval, rounds = (1_000, 10, 3) if is_short else (10_000, 60, 3)
    say(f"{count:,} devices of {ROWS} interfaces and {len(COLUMNS)} columns at {interval} s, 20 % dead, 10 % v3, 1 % loss")
    if not polls():
        say("  this tocsind polls nothing yet: it was not measured")
        return
    options = ["--dead", "20%", "--v3", "10%", "--loss", "1%"]
    with Agents(count, interval=interval, options=options) as agents:
        launched = time.monotonic()
        with PollingTocsind(agents) as daemon:
            begun = time.monotonic()
            while agents.report()["polls"] == 0:
                daemon.check()
                if time.monotonic() - begun > PATIENCE:
                    raise Broken(f"tocsind has polled nothing within {PATIENCE} s of its start")
                time.sleep(0.05)
            start = time.monotonic() - launched
            time.sleep(interval * 1.2)
            used, since = daemon.processor_seconds(), time.monotonic()
            worst = daemon.resident_kib()
            while time.monotonic() - begun < interval * (rounds + 1):
                time.sleep(0.5)
                daemon.check()
                worst = max(worst, daemon.resident_kib())
            cores = (daemon.processor_seconds() - used) / (time.monotonic() - since)
            first = daemon.processor_seconds() / (time.monotonic() - begun)
            report = agents.report()
    slip, round_seconds = report["slip_ms"], report["first_round_seconds"]
    say(f"  {report['polls']:,} polls of {report['polled_agents']:,} healthy agents of {report['healthy_agents']:,}, "
        f"{report['missed_polls']} missed; slip {slip['p50']:.1f} ms median, {slip['p99']:.1f} ms at 99 %, "
        f"{slip['max']:.1f} ms at worst; {cores:.2f} cores ({first:.2f} with the start), {worst >> 10} MiB")
    if report["polled_agents"] < report["healthy_agents"]:
        findings.broken.append(f"{report['healthy_agents'] - report['polled_agents']} healthy agents were never polled")
    findings.add("slip_p99_ms", round(slip["p99"], 2), f"{slip['p99']:.1f} ms of slip at 99 %",
                 f"under {MOST_SLIP_MS:.0f} ms", slip["p99"] < MOST_SLIP_MS)
    findings.add("slip_cores", round(cores, 3), f"{cores:.2f} cores", f"under {MOST_CORES}", cores < MOST_CORES)
    findings.add("slip_resident_mib", worst >> 10, f"{worst >> 10} MiB resident", f"under {MOST_RESIDENT_MIB:.0f}",
                 worst / 1024 < MOST_RESIDENT_MIB)
    findings.add("slip_start_s", round(start, 2), f"first poll {start:.1f} s after the launch")
    whole = None if round_seconds is None else start + round_seconds
    findings.add("slip_first_round_s", whole, f"first round within {whole or 0:.1f} s of the launch",
                 f"under {interval} s", whole is not None and whole <= interval)
    findings.add("slip_missed_polls", report["missed_polls"], f"{report['missed_polls']} polls missed")


def measure(findings, is_short, say):
    """All three."""
    with tempfile.TemporaryDirectory(prefix="tocsin-bench.") as folder:
        peers(folder)
        for part in (measure_requests, measure_values, measure_slip):
            try:
                part(findings, is_short, folder, say)
            except Broken as fault:
                findings.broken.append(str(fault))
