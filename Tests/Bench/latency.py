"""How long it takes from the kernel's timestamp of a trap to its entry read back from a real journal. Runs beside a
private journald (Tests/Harness/private-journal.sh) and prints one JSON object a rate.

The reader is libsystemd's own, asked each millisecond. `journalctl -f` would be told of new entries up to 250 ms late,
because journald gathers its notifications that long; what is measured here is when an entry can be read.
"""

import ctypes
import json
import sqlite3
import statistics
import sys
import threading
import time

import programs


class Journal:
    """Reads new entries of the local journal."""

    def __init__(self):
        self.library = ctypes.CDLL("libsystemd.so.0")
        self.handle = ctypes.c_void_p()
        self.open()
        self.library.sd_journal_get_data.argtypes = [
            ctypes.c_void_p, ctypes.c_char_p, ctypes.POINTER(ctypes.c_void_p), ctypes.POINTER(ctypes.c_size_t)]
        self.data, self.length = ctypes.c_void_p(), ctypes.c_size_t()
        self.stamp = ctypes.c_uint64()

    def open(self):
        if self.library.sd_journal_open(ctypes.byref(self.handle), 0) < 0:
            raise programs.Broken("the journal cannot be opened")
        self.library.sd_journal_seek_tail(self.handle)
        self.library.sd_journal_previous(self.handle)

    def next(self):
        """The next entry: its TOCSIN_EVENT and when journald took it in; nil when there is none yet."""
        moved = self.library.sd_journal_next(self.handle)
        if moved <= 0:
            return None
        self.library.sd_journal_get_realtime_usec(self.handle, ctypes.byref(self.stamp))
        found = self.library.sd_journal_get_data(
            self.handle, b"TOCSIN_EVENT", ctypes.byref(self.data), ctypes.byref(self.length))
        event = int(ctypes.string_at(self.data, self.length.value)[13:]) if found == 0 else 0
        return event, self.stamp.value

    def field(self, name):
        """A field of the entry that was read last; empty where it has none."""
        found = self.library.sd_journal_get_data(
            self.handle, name.encode(), ctypes.byref(self.data), ctypes.byref(self.length))
        return ctypes.string_at(self.data, self.length.value)[len(name) + 1:].decode() if found == 0 else ""

    def process(self):
        """Lets the library notice new files."""
        self.library.sd_journal_process(self.handle)


def measure(rate, seconds):
    """Floods a daemon beside this journal and follows what is read back."""
    with programs.Tocsind(as_service=True) as daemon:
        # Before the first of our entries there is no journal file to read.
        time.sleep(1.5)
        journal, seen, stop = Journal(), [], threading.Event()
        journal.library.sd_journal_get_fd(journal.handle)

        def follow():
            while not stop.is_set():
                entry = journal.next()
                if entry is None:
                    journal.process()
                    time.sleep(0.001)
                else:
                    seen.append((entry[0], entry[1], time.time_ns() // 1000))

        reader = threading.Thread(target=follow)
        reader.start()
        report = programs.flood(daemon.port, rate, seconds)
        deadline = time.monotonic() + 30
        sink = {}
        while time.monotonic() < deadline:
            status = daemon.status()
            sink = next(s for s in status["sinks"] if s["name"] == "journal")
            if status["reports_waiting"] == 0 and sink["backlog"] == 0 and daemon.stored() >= report["sent"]:
                break
            time.sleep(0.1)
        time.sleep(1)
        stop.set()
        reader.join()
        drops = programs.kernel_drops(daemon.port)
        daemon.end()
        with sqlite3.connect(f"file:{daemon.path}/state/tocsin.db?mode=ro", uri=True) as database:
            received = dict(database.execute(f"SELECT id, received FROM events WHERE {programs.IS_TRAP}"))
    read = sorted((now - received[event]) / 1000 for event, _, now in seen if event in received)
    taken = sorted((stamp - received[event]) / 1000 for event, stamp, _ in seen if event in received)
    if not read:
        raise programs.Broken("nothing was read back from the journal")

    def at(values, share):
        return round(values[min(len(values) - 1, int(len(values) * share))], 2)

    return {
        "asked_rate": rate, "sent": report["sent"], "sent_rate": round(report["rate_per_second"], 1),
        "stored": len(received), "read_back": len(read), "kernel_drops": drops, "sink_dropped": sink.get("dropped", 0),
        "median_ms": round(statistics.median(read), 2), "p95_ms": at(read, 0.95), "p99_ms": at(read, 0.99),
        "worst_ms": round(read[-1], 2), "journald_median_ms": round(statistics.median(taken), 2),
    }


if __name__ == "__main__":
    try:
        for arguments in sys.argv[1:]:
            rate, seconds = arguments.split(":")
            print("latency " + json.dumps(measure(float(rate), float(seconds))), flush=True)
    except programs.Broken as fault:
        print(f"latency.py: {fault}", file=sys.stderr)
        sys.exit(2)
