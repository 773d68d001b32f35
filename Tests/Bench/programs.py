"""The programs that are measured, each as a context that ends what it started and nothing else."""

import contextlib
import json
import os
import pathlib
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
import traceback

BIN = pathlib.Path(os.environ.get("BIN", pathlib.Path(__file__).resolve().parents[2] / ".build/release"))
HERE = str(pathlib.Path(__file__).resolve().parent)
COMMUNITY = "bench"
# What the trap watcher says of its own work is no trap.
IS_TRAP = """watcher = 'traps' AND rule NOT IN
    ('trap-refused', 'trap-malformed', 'trap-flood', 'trap-drops', 'trap-listener-down')"""
# Asked of both receivers: Debian's snmptrapd cannot pass net.core.rmem_max, so neither does.
RECEIVE_BUFFER = min(4 << 20, int(pathlib.Path("/proc/sys/net/core/rmem_max").read_text()))


class Broken(Exception):
    """Something did not work at all, which is no matter of speed."""


@contextlib.contextmanager
def limited(what, seconds):
    """Ends what is done within it with `Broken` when it takes longer: the message says where it stood. Not nested."""

    def over(_, frame):
        place = next((f for f in reversed(traceback.extract_stack(frame)) if f.filename.startswith(HERE)), None)
        line = f" at {pathlib.Path(place.filename).name}:{place.lineno}: {place.line}" if place else ""
        raise Broken(f"{what} had not ended after {seconds} s and was given up{line}")

    before = signal.signal(signal.SIGALRM, over)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def free_port():
    """A UDP port of 127.0.0.1 that nobody has now."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def kernel_drops(port):
    """What the kernel has dropped on the socket of that port so far."""
    for line in pathlib.Path("/proc/net/udp").read_text().splitlines()[1:]:
        fields = line.split()
        if int(fields[1].split(":")[1], 16) == port:
            return int(fields[-1])
    raise Broken(f"nobody listens on UDP port {port}")


def flood(port, rate, seconds, kind="linkdown", sources=1, community=COMMUNITY):
    """Sends at that rate and gives the sender's report. No two packets are equal."""
    done = subprocess.run(
        [BIN / "tocsin-lab", "flood", "--to", f"127.0.0.1:{port}", "--rate", str(rate), "--duration",
         f"{int(seconds * 1000)}ms", "--kind", kind, "--sources", str(sources), "--community", community, "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise Broken(f"the sender failed: {done.stderr.strip()}")
    return json.loads(done.stdout)


class Process:
    """A started program: ends with the context, by its own id."""

    name = "the program"

    def __init__(self):
        self.process = None
        self.folder = tempfile.TemporaryDirectory(prefix="tocsin-bench.")
        self.path = pathlib.Path(self.folder.name)
        self.port = free_port()

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            # What has begun must not go on beside what is measured next.
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.end()
        self.folder.cleanup()

    def end(self):
        """Ends the program politely and gives its exit code."""
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.terminate()
        try:
            return self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
            raise Broken(f"{self.name} did not end within 30 s of SIGTERM")

    def check(self):
        """Raises when the program has ended by itself."""
        if self.process.poll() is not None:
            text = (self.path / "stderr").read_text()[-500:]
            raise Broken(f"{self.name} ended by itself with {self.process.returncode}: {text}")

    def processor_seconds(self):
        """Processor time so far, user and system."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident_kib(self):
        """Memory that is really there now, in KiB."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
        raise Broken("no VmRSS")


class Tocsind(Process):
    """Our daemon with repeats and limits off, as the issue measures it, unless told otherwise."""

    name = "tocsind"

    def __init__(self, config=None, environment=None, as_service=False):
        super().__init__()
        self.config = config or self.plain()
        self.environment = environment or {}
        self.notify = None
        if as_service:
            # As systemd starts it: events go to the journal alone.
            self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            self.notify.bind(str(self.path / "notify"))
            self.environment["NOTIFY_SOCKET"] = str(self.path / "notify")

    def plain(self):
        """The configuration of the measurements."""
        return (
            f'site: bench\ntraps:\n  listen: [ "udp:127.0.0.1:{self.port}" ]\n  allow: [ 127.0.0.0/8 ]\n'
            f"  communities: [ {COMMUNITY} ]\n  receive_buffer: {RECEIVE_BUFFER}\n"
            "  repeats: { window: 0 }\n  limit: { per_source: off }\n")

    def start(self):
        (self.path / "tocsin.yaml").write_text(self.config)
        os.chmod(self.path / "tocsin.yaml", 0o600)
        (self.path / "state").mkdir(exist_ok=True)
        (self.path / "run").mkdir(exist_ok=True)
        command = os.environ.get("BENCH_WRAP", "").split() + [
            BIN / "tocsind", "--config", self.path / "tocsin.yaml", "--state", self.path / "state", "--runtime",
            self.path / "run", "--log-level", "warning"]
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=open(self.path / "stderr", "w"),
            env={**os.environ, **self.environment})
        deadline = time.monotonic() + float(os.environ.get("BENCH_PATIENCE", "20"))
        while True:
            self.check()
            try:
                if self.is_up(self.status()):
                    return
            except (OSError, KeyError, IndexError, ValueError):
                pass
            if time.monotonic() > deadline:
                raise Broken("tocsind did not come up: " + (self.path / "stderr").read_text()[-500:])
            time.sleep(0.05)

    def is_up(self, status):
        """Up when it listens for traps."""
        return bool(status["watchers"][0]["listeners"])

    def ask(self, request, patience=30):
        """One request over the control socket."""
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(patience)
            client.connect(str(self.path / "run/control.sock"))
            client.sendall(json.dumps({"request": request}).encode() + b"\n")
            answer = b""
            while not answer.endswith(b"\n"):
                more = client.recv(1 << 16)
                if not more:
                    break
                answer += more
        return json.loads(answer)

    def status(self):
        """The status object."""
        answer = self.ask("status")
        return answer.get("status", answer)

    def traps(self):
        """The trap watcher's counters."""
        return next(w for w in self.status()["watchers"] if w["name"] == "traps")

    def stored(self):
        """How many traps are committed, as the pipeline says: what it waits for is not."""
        status = self.status()
        traps = next(w for w in status["watchers"] if w["name"] == "traps")
        return traps["events"] - status["reports_waiting"]

    def committed(self):
        """How many traps stand in the database, read from its file."""
        with sqlite3.connect(f"file:{self.path}/state/tocsin.db?mode=ro", uri=True) as database:
            return database.execute(f"SELECT count(*) FROM events WHERE {IS_TRAP}").fetchone()[0]


class Snmptrapd(Process):
    """Debian's receiver, with no name lookups and the same receive buffer, into a text file."""

    name = "snmptrapd"

    def start(self):
        (self.path / "snmptrapd.conf").write_text(
            f"disableAuthorization yes\n[snmp] serverRecvBuf {RECEIVE_BUFFER}\n")
        self.output = self.path / "traps.txt"
        self.process = subprocess.Popen(
            ["snmptrapd", "-n", "-f", "-m", "", "-Lf", self.output, "-C", "-c", self.path / "snmptrapd.conf",
             f"udp:127.0.0.1:{self.port}"],
            stdout=subprocess.DEVNULL, stderr=open(self.path / "stderr", "w"),
            env={**os.environ, "SNMP_PERSISTENT_DIR": str(self.path / "persistent")})
        self.lines = 0
        self.offset = 0
        deadline = time.monotonic() + 20
        while True:
            self.check()
            try:
                kernel_drops(self.port)
                return
            except Broken:
                if time.monotonic() > deadline:
                    raise
            time.sleep(0.05)

    def stored(self):
        """How many traps stand in the file: each is one heading line, which names its sender."""
        with open(self.output, "rb") as text:
            text.seek(self.offset)
            more = text.read()
        whole = more[: more.rfind(b"\n") + 1]
        self.offset += len(whole)
        self.lines += whole.count(b" [UDP: ")
        return self.lines

    committed = stored
