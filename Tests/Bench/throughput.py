"""What a receiver sustains without loss: the highest rate at which everything that was sent is stored, nothing was
dropped by the kernel, and the storing keeps pace with the sending."""

import time

import programs


class Step:
    """One rate that was tried."""

    def __init__(self, receiver, report, stored, drops, seconds, processor):
        self.sent = report["sent"]
        self.asked_rate = report["rate_per_second"]
        self.stored = stored
        self.drops = drops
        self.processor_us = processor / max(stored, 1) * 1e6
        # What was stored over the time until the last was stored: a backlog flatters nobody.
        self.rate = stored / seconds
        self.held = stored == self.sent and drops == 0 and self.rate >= 0.95 * self.asked_rate
        self.sender_kept = True

    def text(self):
        verdict = "all stored" if self.held else (
            f"{self.sent - self.stored} missing" if self.stored != self.sent else "all stored, but late")
        return (f"{self.asked_rate:>9,.0f}/s sent  {self.rate:>9,.0f}/s stored  {self.drops:>7,} dropped by the kernel  "
                f"{self.processor_us:5.1f} us a trap  {verdict}")


def attempt(make, rate, seconds):
    """Starts a receiver of its own, floods it, and waits until it has stored all it will."""
    with make() as receiver:
        before = receiver.processor_seconds()
        begun = time.monotonic()
        report = programs.flood(receiver.port, rate, seconds)
        last, last_change = -1, time.monotonic()
        while True:
            receiver.check()
            stored = receiver.stored()
            now = time.monotonic()
            if stored != last:
                last, last_change = stored, now
            if stored >= report["sent"] or now - last_change > 2:
                break
            time.sleep(0.02)
        # The sender's own start is not the receiver's time.
        finished = last_change if stored < report["sent"] else now
        elapsed = max(report["elapsed_seconds"], finished - begun - 0.05)
        processor = receiver.processor_seconds() - before
        drops = programs.kernel_drops(receiver.port)
        if receiver.end() != 0 and make is programs.Tocsind:
            raise programs.Broken("tocsind did not end well")
        committed = receiver.committed()
        if committed != stored and make is programs.Tocsind:
            raise programs.Broken(f"the daemon says {stored} and the database has {committed}")
        return Step(receiver, report, committed, drops, elapsed, processor)


def sustained(make, start, seconds, factor, bisections, say):
    """Climbs by a factor until a rate is not held twice, then halves the gap so many times."""
    best, low, high, rate = None, 0, None, start
    while True:
        step = attempt(make, rate, seconds)
        say(f"  {make.name:<10}{step.text()}")
        if not step.held:
            # Once may be the machine's other work.
            step = attempt(make, rate, seconds)
            say(f"  {make.name:<10}{step.text()} (again)")
        if step.held:
            low, best = rate, step
        else:
            high = rate
            if best is None and rate < start / 8:
                raise programs.Broken(f"{make.name} loses traps even at {rate:,.0f} a second")
        if high is None:
            rate = int(low * factor)
        elif best is None:
            rate = int(rate / 2)
        elif bisections > 0:
            bisections -= 1
            rate = int((low + high) / 2)
        else:
            return best
        if rate > 400_000:
            return best
