#!/usr/bin/env python3
"""ntp.py BUILD [SECONDS [ROUNDS]]: tocsind beside `chronyd -x` on one host, both asking the same four servers at the same interval (4 s)
over the same delaying paths, as root. The servers and the host share one clock, so that the truth is 0: each says how
wrong it is. A fifth server is wrong by 250 ms. BUILD is the folder of tocsind and tocsin, e.g. .build/debug.
Then ROUNDS times (12) each of the four is measured once, from four questions, by `tocsin probe ntp`, by the same with NTS,
by check_ntp_time of the monitoring plugins, and by `chronyd -Q`; and by ntpdig where NTPDIG names its command.

chronyd -x steers no clock: the time that it serves is its estimate, so it is asked as a server. netem is in few test
kernels: the paths are a relay of our own."""
import json, math, os, random, re, shutil, socket, struct, subprocess, sys, tempfile, threading, time
from concurrent.futures import ThreadPoolExecutor

PATHS = [(0.002, 0.002, 0.0005), (0.005, 0.005, 0.001), (0.010, 0.008, 0.002), (0.015, 0.015, 0.003), (0.003, 0.003, 0.001)]
LOSS, SHIFTED, LIE = 0.02, 4, 0.25
NAMES = ("tocsin-ntp-c", "tocsin-ntp-s")
EPOCH = 2208988800


def relay(address, port, path, lie, seed):
    """Passes questions on to the one server and answers back, late and sometimes not."""
    rng = random.Random(seed)
    out, back, jitter = path
    listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((address, port))

    def serve(question, client):
        time.sleep(out + rng.expovariate(1 / jitter))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
            server.settimeout(1)
            server.sendto(question, ("127.0.0.1", 1123))
            try:
                answer = server.recv(4096)
            except OSError:
                return
        if lie and len(answer) >= 48:
            words = list(struct.unpack(">QQ", answer[32:48]))
            words = [(w + int(lie * 2**32)) & (2**64 - 1) for w in words]
            answer = answer[:32] + struct.pack(">QQ", *words) + answer[48:]
        time.sleep(back + rng.expovariate(1 / jitter))
        listener.sendto(answer, client)

    while True:
        question, client = listener.recvfrom(4096)
        if rng.random() >= LOSS:
            threading.Thread(target=serve, args=(question, client), daemon=True).start()


def relays():
    for number, path in enumerate(PATHS):
        lie = LIE if number == SHIFTED else 0
        # The server's own port, too: among the records of NTS it names that, and its answers must take the same path.
        for port in (123, 1123):
            threading.Thread(target=relay, args=(f"10.77.0.{11 + number}", port, path, lie, number), daemon=True).start()
    threading.Event().wait()


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


def probe(runtime):
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


def oneshots(build, work, servers, rounds, inside):
    """All programs against all servers at once, round by round: RMS and the worst of each."""
    plugin = shutil.which("check_ntp_time", path="/usr/lib/nagios/plugins:/usr/bin")
    jobs, results = [], {}
    for server in servers:
        probe = [f"{build}/tocsin", "probe", "ntp", server, "--count", "4", "-o", "json"]
        jobs += [("tocsin", probe, None, 1, server),
                 ("tocsin --nts", probe + ["--nts", "--nts-ca", f"{work}/ca.pem"], None, 1, server),
                 ("chronyd -Q", ["chronyd", "-Q", "-t", "20", "-u", "root", "-f", "/dev/null",
                                 f"server {server} iburst maxsamples 4", f"pidfile {work}/q-{server}.pid"],
                  r"System clock wrong by (\S+) seconds", 1, server)]
        if plugin:
            jobs.append(("check_ntp_time", [plugin, "-H", server, "-w", "1", "-c", "2"], r"offset=(-?[\d.]+)s", 1, server))
        if os.environ.get("NTPDIG"):
            jobs.append(("ntpdig", os.environ["NTPDIG"].split() + ["-p", "4", "-j", server], r'"offset": ?(-?[\d.e-]+)', 1, server))
    for _ in range(rounds):
        with ThreadPoolExecutor(len(jobs)) as pool:
            found = pool.map(lambda j: oneshot(j[0], inside + j[1], j[2], j[3], j[4]), jobs)
        for job, one in zip(jobs, found):
            results.setdefault(job[0], []).append(one)
    for name, every in results.items():
        good = [r for r in every if r]
        if not good:
            print(f"{name}: no measurement of {len(every)}")
            continue
        rms = math.sqrt(sum(r[1] ** 2 for r in good) / len(good)) * 1e6
        outside = "" if good[0][2] is None else f", truth outside the bound {sum(abs(r[1]) > r[2] for r in good)}"
        print(f"{name}: {len(good)} of {len(every)} measurements, RMS {rms:.0f} us, "
              f"worst {max(abs(r[1]) for r in good) * 1e6:.0f} us{outside}")


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


def main():
    build, seconds = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 240
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 12
    work = tempfile.mkdtemp(prefix="tocsin-ntp-")
    run = lambda *a: subprocess.run(a, check=True)
    inside = lambda name: ["ip", "netns", "exec", name]
    started = []
    try:
        for name in NAMES:
            run("ip", "netns", "add", name)
            run(*inside(name), "ip", "link", "set", "lo", "up")
        run("ip", "link", "add", "tntp0", "netns", NAMES[0], "type", "veth", "peer", "name", "tntp1", "netns", NAMES[1])
        run(*inside(NAMES[0]), "ip", "addr", "add", "10.77.0.1/24", "dev", "tntp0")
        for number in range(len(PATHS)):
            run(*inside(NAMES[1]), "ip", "addr", "add", f"10.77.0.{11 + number}/24", "dev", "tntp1")
        for name, link in zip(NAMES, ("tntp0", "tntp1")):
            run(*inside(name), "ip", "link", "set", link, "up")
        servers = [f"10.77.0.{11 + n}" for n in range(len(PATHS))]
        certificates(work, servers)
        files = {
            "server.conf": f"local stratum 2\nallow\nport 1123\ncmdport 0\npidfile {work}/s.pid\n"
            f"ntsservercert {work}/s.pem\nntsserverkey {work}/s.key\nntsprocesses 0\n",
            "client.conf": "".join(f"server {s} iburst minpoll 2 maxpoll 2\n" for s in servers)
            + f"allow 127.0.0.1\ncmdport 323\nbindcmdaddress 127.0.0.1\npidfile {work}/c.pid\n",
            "tocsin.yaml": "ntp:\n  servers:\n"
            + "".join(f"    - {{ address: {s}, stratum: 2, min_poll: 2, max_poll: 2 }}\n" for s in servers)
            + "  offset: { warning: 10ms, critical: 50ms, for: 3, settle: 20s }\n  local: chronyd\n  amplifier_probe: off\n",
        }
        for name, text in files.items():
            open(f"{work}/{name}", "w").write(text)
        for name in ("state", "run"):
            os.mkdir(f"{work}/{name}")
        log = open(f"{work}/log", "ab")
        start = lambda name, *a: started.append(subprocess.Popen(inside(name) + list(a), stdout=log, stderr=log))
        start(NAMES[1], "chronyd", "-d", "-x", "-u", "root", "-f", f"{work}/server.conf")
        start(NAMES[1], sys.executable, os.path.abspath(__file__), "--relays")
        time.sleep(2)
        start(NAMES[0], "chronyd", "-d", "-x", "-u", "root", "-f", f"{work}/client.conf")
        start(NAMES[0], f"{build}/tocsind", "--config", f"{work}/tocsin.yaml", "--state", f"{work}/state", "--runtime", f"{work}/run")
        rows, begun = [], time.time()
        while time.time() - begun < seconds:
            time.sleep(4)
            out = subprocess.run(inside(NAMES[0]) + [sys.executable, os.path.abspath(__file__), "--probe", f"{work}/run"],
                                 capture_output=True, text=True)
            if out.returncode == 0 and time.time() - begun > seconds / 4:
                rows.append(json.loads(out.stdout))
            elif out.returncode:
                print(out.stderr[-300:], file=sys.stderr)
        events = subprocess.run([f"{build}/tocsin", "--state", f"{work}/state", "--runtime", f"{work}/run", "events", "-o", "json"],
                                capture_output=True, text=True).stdout
        both = [r for r in rows if r["chronyd"] is not None and r["offset"] is not None]
        rms = lambda key: math.sqrt(sum(r[key] ** 2 for r in both) / len(both)) * 1e6
        print(json.dumps(rows[-1]))
        for line in events.splitlines():
            event = json.loads(line)
            print(event["rule"], event["state"], event["subject"], "|", event["summary"])
        print(f"{len(both)} readings: tocsind RMS {rms('offset'):.0f} us, chronyd -x RMS {rms('chronyd'):.0f} us, "
              f"mean bound {sum(r['bound'] for r in both) / len(both) * 1e6:.0f} us, "
              f"truth outside the bound {sum(abs(r['offset']) > r['bound'] for r in both)}")
        oneshots(build, work, servers[:SHIFTED], rounds, inside(NAMES[0]))
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait()
        for name in NAMES:
            subprocess.run(["ip", "netns", "del", name])
        print(open(f"{work}/log").read()[-1500:], file=sys.stderr) if os.environ.get("KEEP") else None
        shutil.rmtree(work, ignore_errors=True)


if sys.argv[1:2] == ["--relays"]:
    relays()
elif sys.argv[1:2] == ["--probe"]:
    probe(sys.argv[2])
else:
    main()
