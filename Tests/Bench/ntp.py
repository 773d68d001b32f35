#!/usr/bin/env python3
"""The ntp watcher beside `chronyd -x` on one host, both asking the same five servers at the same interval (4 s) over the same
bad ways, and single measurements by several programs.

    Tests/Bench/ntp.py [--seconds 120] [--runs 2] [--rounds 4]

The servers and the host share one clock, so that the truth is 0: each says how wrong it is. The fifth server is wrong by 250 ms.
There are two kinds of ways, each of so many runs in a fresh network: `fair` ones, and `bad` ones with much asymmetry, jitter
and loss. Then, in each run, each of the four right servers is measured so many rounds, from four questions, by `tocsin probe
ntp`, by the same with NTS, by `chronyd -Q`, by check_ntp_time of the monitoring plugins and by ntpdig of ntpsec, as far as they
are there, all at the same time. KEEP=1 shows what the programs said.

chronyd -x steers no clock: the time that it serves is its estimate, so it is asked as a server. The ways are Tests/Harness/time-relay.py on
every kernel, since netem is in few and its jitter another. Needs root, ip(8), chronyd and openssl, else exits 77. Programs come from
.build/release; BIN names another folder. One line `bench: NAME=VALUE` a number is for machines; exits 1 when our error is larger
than chrony's over all runs of a kind, or more than 1 in 1,000 readings has the truth outside of its bound."""
import argparse, json, math, os, pathlib, re, shutil, socket, struct, subprocess, sys, tempfile, time
from concurrent.futures import ThreadPoolExecutor

from told import missed, tell

HERE = pathlib.Path(__file__).resolve().parent
BIN = str(pathlib.Path(os.environ.get("BIN", HERE / "../../.build/release")).resolve())
# Seconds to the server and back, mean jitter each way; the last server lies.
KINDS = {
    "fair": {"loss": 0.02, "ways": [(0.002, 0.002, 0.0005), (0.005, 0.005, 0.001), (0.010, 0.008, 0.002),
                                    (0.015, 0.015, 0.003), (0.003, 0.003, 0.001)]},
    "bad": {"loss": 0.08, "ways": [(0.020, 0.004, 0.004), (0.004, 0.016, 0.004), (0.010, 0.010, 0.006),
                                   (0.035, 0.025, 0.010), (0.003, 0.003, 0.002)]},
}
LIAR, LIE = 4, 0.25
PORT = 1123
NAMES = ("tocsin-ntp-c", "tocsin-ntp-s")
SERVERS = [f"10.77.0.{11 + number}" for number in range(5)]
EPOCH = 2208988800


def paths(kind):
    """The ways of a kind, as time-relay.py wants them."""
    made = []
    for number, (out, back, jitter) in enumerate(KINDS[kind]["ways"]):
        # The server's own port, too: among the records of NTS it names that, and its answers must take the same path.
        for port in (123, PORT):
            made.append({"listen": [SERVERS[number], port], "out": out, "back": back, "jitter": jitter,
                         "loss": KINDS[kind]["loss"], "lie": LIE if number == LIAR else 0})
    return json.dumps(made)


def served():
    """By how much the time that the local chronyd serves is ahead of the system's, in seconds."""
    best = None
    for _ in range(4):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.settimeout(0.5)
            t1 = time.time()
            s.sendto(bytes([0x23]) + bytes(39) + os.urandom(8), ("127.0.0.1", 123))
            try:
                answer = s.recv(4096)
            except OSError:
                continue
            t4 = time.time()
        if answer[0] >> 6 == 3:
            continue
        t2, t3 = (struct.unpack(">II", answer[i:i + 8]) for i in (32, 40))
        t2, t3 = (a - EPOCH + b / 2**32 for a, b in (t2, t3))
        if best is None or t4 - t1 < best[0]:
            best = (t4 - t1, ((t2 - t1) + (t3 - t4)) / 2)
    return best[1] if best else None


def reading(runtime):
    """What both daemons say now."""
    with socket.socket(socket.AF_UNIX) as control:
        control.connect(runtime + "/control.sock")
        control.sendall(b'{"request":"status"}\n')
        status = json.loads(control.makefile().readline())["status"]
    ntp = next(w for w in status["watchers"] if w["name"] == "ntp")
    print(json.dumps({"chronyd": served(), "offset": ntp.get("offset_seconds"), "bound": ntp.get("bound_seconds"),
                      "falsetickers": ntp.get("falsetickers"), "daemon": ntp.get("local_daemon"), "kernel": ntp.get("kernel"),
                      "refused": ntp.get("refused"), "samples": ntp.get("samples")}))


def oneshot(name, command, pattern, sign, server):
    """One measurement by a program: how wrong it says the clock is, in seconds, and the bound where it tells one."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=40)
    except subprocess.TimeoutExpired:
        return None
    text = done.stdout + done.stderr
    if pattern is None:
        found = json.loads(done.stdout) if done.returncode == 0 else {}
        offset = found.get("offset_seconds")
        return None if offset is None else (name, offset, found["bound_seconds"])
    found = re.search(pattern, text)
    return (name, sign * float(found.group(1)), None) if found else None


def oneshots(work, rounds, inside):
    """All programs against all right servers at once, round by round: what each said, by program."""
    plugin = shutil.which("check_ntp_time", path="/usr/lib/nagios/plugins:/usr/bin")
    own = HERE / "../../.build/ntpsec/bin/ntpdig"
    ntpdig = str(own.resolve()) if own.exists() else shutil.which("ntpdig")
    jobs, results = [], {}
    for server in SERVERS[:LIAR]:
        probe = [f"{BIN}/tocsin", "probe", "ntp", server, "--count", "4", "-o", "json"]
        jobs += [("probe", probe, None, 1, server),
                 ("probe_nts", probe + ["--nts", "--nts-ca", f"{work}/ca.pem"], None, 1, server),
                 ("chronyd_q", ["chronyd", "-Q", "-t", "20", "-u", "root", "-f", "/dev/null",
                                f"server {server} iburst maxsamples 4", f"pidfile {work}/q-{server}.pid"],
                  r"System clock wrong by (\S+) seconds", 1, server)]
        if plugin:
            jobs.append(("check_ntp_time", [plugin, "-H", server, "-w", "1", "-c", "2"], r"offset=(-?[\d.]+)s", 1, server))
        if ntpdig:
            jobs.append(("ntpdig", [ntpdig, "-p", "4", "-j", server], r'"offset": ?(-?[\d.e-]+)', 1, server))
    for _ in range(rounds):
        with ThreadPoolExecutor(len(jobs)) as pool:
            found = pool.map(lambda j: oneshot(j[0], inside + j[1], j[2], j[3], j[4]), jobs)
        for job, one in zip(jobs, found):
            results.setdefault(job[0], []).append(one)
    return results


def certificates(work, servers):
    """A test authority and a certificate for the servers' addresses."""
    key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes".split()
    names = "subjectAltName=" + ",".join(f"IP:{s}" for s in servers)
    open(f"{work}/ext", "w").write(names + "\n")
    for command in (
        ["openssl", "req", "-x509", "-new", *key, "-keyout", f"{work}/ca.key", "-out", f"{work}/ca.pem", "-subj", "/CN=CA", "-days", "30"],
        ["openssl", "req", "-new", *key, "-keyout", f"{work}/s.key", "-out", f"{work}/s.req", "-subj", "/CN=server"],
        ["openssl", "x509", "-req", "-in", f"{work}/s.req", "-CA", f"{work}/ca.pem", "-CAkey", f"{work}/ca.key", "-CAcreateserial",
         "-days", "30", "-extfile", f"{work}/ext", "-out", f"{work}/s.pem"],
    ):
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def run(kind, seconds, rounds):
    """One run in a fresh network: the readings of both daemons, and the single measurements."""
    work = tempfile.mkdtemp(prefix="tocsin-ntp-")
    do = lambda *a: subprocess.run(a, check=True)
    inside = lambda name: ["ip", "netns", "exec", name]
    started = []
    try:
        for name in NAMES:
            # What a run that was killed left behind.
            subprocess.run(["ip", "netns", "del", name], stderr=subprocess.DEVNULL)
            do("ip", "netns", "add", name)
            do(*inside(name), "ip", "link", "set", "lo", "up")
        do("ip", "link", "add", "tntp0", "netns", NAMES[0], "type", "veth", "peer", "name", "tntp1", "netns", NAMES[1])
        do(*inside(NAMES[0]), "ip", "addr", "add", "10.77.0.1/24", "dev", "tntp0")
        for server in SERVERS:
            do(*inside(NAMES[1]), "ip", "addr", "add", f"{server}/24", "dev", "tntp1")
        for name, link in zip(NAMES, ("tntp0", "tntp1")):
            do(*inside(name), "ip", "link", "set", link, "up")
        certificates(work, SERVERS)
        files = {
            "server.conf": f"local stratum 2\nallow\nport {PORT}\ncmdport 0\npidfile {work}/s.pid\n"
            f"ntsservercert {work}/s.pem\nntsserverkey {work}/s.key\nntsprocesses 0\n",
            "client.conf": "".join(f"server {s} iburst minpoll 2 maxpoll 2\n" for s in SERVERS)
            + f"allow 127.0.0.1\ncmdport 323\nbindcmdaddress 127.0.0.1\npidfile {work}/c.pid\n",
            "tocsin.yaml": "ntp:\n  servers:\n"
            + "".join(f"    - {{ address: {s}, stratum: 2, min_poll: 2, max_poll: 2 }}\n" for s in SERVERS)
            + "  offset: { warning: 10ms, critical: 50ms, for: 3, settle: 20s }\n  local: chronyd\n  amplifier_probe: off\n",
        }
        for name, text in files.items():
            open(f"{work}/{name}", "w").write(text)
        for name in ("state", "run"):
            os.mkdir(f"{work}/{name}")
        log = open(f"{work}/log", "ab")
        start = lambda name, *a: started.append(subprocess.Popen(inside(name) + list(a), stdout=log, stderr=log))
        start(NAMES[1], "chronyd", "-d", "-x", "-u", "root", "-f", f"{work}/server.conf")
        start(NAMES[1], sys.executable, str(HERE / "../Harness/time-relay.py"), str(PORT), paths(kind))
        time.sleep(2)
        start(NAMES[0], "chronyd", "-d", "-x", "-u", "root", "-f", f"{work}/client.conf")
        start(NAMES[0], f"{BIN}/tocsind", "--config", f"{work}/tocsin.yaml", "--state", f"{work}/state", "--runtime",
              f"{work}/run")
        rows, begun = [], time.time()
        while time.time() - begun < seconds:
            time.sleep(4)
            out = subprocess.run(inside(NAMES[0]) + [sys.executable, os.path.abspath(__file__), "--reading", f"{work}/run"],
                                 capture_output=True, text=True)
            # The first quarter is for both to find out.
            if out.returncode == 0 and time.time() - begun > seconds / 4:
                rows.append(json.loads(out.stdout))
            elif out.returncode:
                print(out.stderr[-300:], file=sys.stderr)
        events = subprocess.run(
            [f"{BIN}/tocsin", "--state", f"{work}/state", "--runtime", f"{work}/run", "events", "-o", "json"],
            capture_output=True, text=True).stdout
        told = {}
        for event in map(json.loads, events.splitlines()):
            key = f"{event['rule']} {event['subject']} {event['state']}"
            told[key] = told.get(key, 0) + 1
        both = [r for r in rows if r["chronyd"] is not None and r["offset"] is not None]
        singles = oneshots(work, rounds, inside(NAMES[0]))
        return both, singles, told
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait()
        for name in NAMES:
            subprocess.run(["ip", "netns", "del", name], stderr=subprocess.DEVNULL)
        if os.environ.get("KEEP"):
            print(open(f"{work}/log").read()[-1500:], file=sys.stderr)
        shutil.rmtree(work, ignore_errors=True)


def rms(values):
    """In microseconds."""
    return math.sqrt(sum(v * v for v in values) / len(values)) * 1e6


def main():
    parser = argparse.ArgumentParser(prog="ntp.py")
    parser.add_argument("--seconds", type=float, default=120, help="of each run beside chronyd")
    parser.add_argument("--runs", type=int, default=2, help="of each kind of ways")
    parser.add_argument("--rounds", type=int, default=4, help="of single measurements in each run")
    options = parser.parse_args()
    if os.geteuid() != 0 or not all(map(shutil.which, ("ip", "chronyd", "openssl"))):
        print("ntp.py: needs root, ip, chronyd and openssl", file=sys.stderr)
        return 77
    for kind in KINDS:
        readings, singles = [], {}
        for number in range(options.runs):
            both, found, told = run(kind, options.seconds, options.rounds)
            readings += both
            for program, every in found.items():
                singles.setdefault(program, []).extend(every)
            if not both:
                print(f"ntp.py: a run of {kind} ways had no reading", file=sys.stderr)
                return 2
            print(f"{kind} ways, run {number + 1}: {len(both)} readings, tocsind RMS {rms([r['offset'] for r in both]):.0f} us, "
                  f"chronyd -x RMS {rms([r['chronyd'] for r in both]):.0f} us, load {os.getloadavg()[0]:.1f}; told: "
                  + ", ".join(f"{what} {count}" for what, count in sorted(told.items())), flush=True)
        ours, theirs = rms([r["offset"] for r in readings]), rms([r["chronyd"] for r in readings])
        bound = sum(r["bound"] for r in readings) / len(readings) * 1e6
        outside = sum(abs(r["offset"]) > r["bound"] for r in readings)
        tell(f"ntp_{kind}_chronyd_rms_us", round(theirs), f"{kind} ways: chronyd -x {theirs:.0f} us RMS")
        tell(f"ntp_{kind}_rms_us", round(ours),
             f"{kind} ways: tocsind {ours:.0f} us RMS of {len(readings)} readings, mean bound {bound:.0f} us",
             "at most chronyd -x", ours <= theirs)
        tell(f"ntp_{kind}_outside", outside, f"{kind} ways: the truth outside the bound of {outside} readings",
             "under 1 in 1,000", outside * 1000 < len(readings))
        tell_singles(kind, singles, tell)
    return 1 if missed else 0


def tell_singles(kind, singles, tell):
    """RMS and the worst of each program; ours must be no worse than chrony's."""
    errors = {}
    for program, every in singles.items():
        good = [r for r in every if r]
        if not good:
            print(f"{kind} ways: {program}: no measurement of {len(every)}")
            continue
        errors[program] = rms([r[1] for r in good])
        demand, holds, outside = None, True, ""
        if good[0][2] is not None:
            outside = f", truth outside the bound {sum(abs(r[1]) > r[2] for r in good)}"
        if program == "probe":
            theirs = [r[1] for r in singles.get("chronyd_q", []) if r]
            demand, holds = "at most chronyd -Q", not theirs or errors[program] <= rms(theirs)
        tell(f"ntp_{kind}_{program}_us", round(errors[program]),
             f"{kind} ways: one measurement by {program}: {errors[program]:.0f} us RMS, worst "
             f"{max(abs(r[1]) for r in good) * 1e6:.0f} us of {len(good)} of {len(every)}{outside}", demand, holds)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--reading"]:
        reading(sys.argv[2])
    else:
        sys.exit(main())
