#!/usr/bin/env python3
"""time-relay.py PORT PATHS: bad ways to a time server, where the kernel has no netem, and lies, of which netem knows none. PORT is
the server's on 127.0.0.1, PATHS a JSON list, one object for each way:

    listen      the address and port to be asked at, as ["10.81.0.11", 123]
    out, back   seconds that a packet waits to the server and back
    jitter      the mean of what is added each way at random, exponentially
    loss        which part of the packets is lost, each way
    lie         seconds that are added to the server's times
    load_out, load_back   what a congested way adds at the most: it grows by fifths, three questions each, and begins anew

It says "listening" when it can be asked. One thread, no sleep: a packet is passed on when it is due. A relay that is starved
delays more, never less, and whatever the delays are, the times of the server stay its own."""
import heapq, json, random, select, socket, struct, sys, time


class Way:
    """One way: its front, where it is asked, and a socket to the server for each question that is out."""

    def __init__(self, number, path):
        self.path = {"out": 0, "back": 0, "jitter": 0, "loss": 0, "lie": 0, "load_out": 0, "load_back": 0, **path}
        self.random = random.Random(number)
        self.questions = 0
        address, port = self.path["listen"]
        self.front = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM)
        self.front.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.front.bind((address, port))

    def delay(self, direction):
        """How long the next packet waits; None for one that is lost."""
        if self.random.random() < self.path["loss"]:
            return None
        jitter = self.random.expovariate(1 / self.path["jitter"]) if self.path["jitter"] else 0
        return self.path[direction] + jitter + self.path["load_" + direction] * (self.questions // 3 % 5) / 5

    def changed(self, answer):
        """An answer with other times in it."""
        if not self.path["lie"] or len(answer) < 48:
            return answer
        add = int(self.path["lie"] * 2**32)
        words = [(word + add) % 2**64 for word in struct.unpack(">QQ", answer[32:48])]
        return answer[:32] + struct.pack(">QQ", *words) + answer[48:]


def relay(port, paths):
    ways = [Way(number, path) for number, path in enumerate(paths)]
    fronts = {way.front.fileno(): way for way in ways}
    backs, due, order = {}, [], 0  # sockets to the server by number; what is to be done, soonest first
    poll = select.poll()
    for number in fronts:
        poll.register(number, select.POLLIN)
    print("listening", flush=True)

    def later(seconds, *what):
        nonlocal order
        order += 1
        heapq.heappush(due, (time.monotonic() + seconds, order, what))

    def close(number):
        if number in backs:
            poll.unregister(number)
            backs.pop(number)[0].close()

    while True:
        wait = max(0, due[0][0] - time.monotonic()) if due else 60
        # Rounded up: a packet is never early.
        for number, _ in poll.poll(wait * 1000 + 1 if wait else 0):
            if number in fronts:
                way = fronts[number]
                question, client = way.front.recvfrom(4096)
                way.questions += 1
                delay = way.delay("out")
                if delay is not None:
                    later(delay, "ask", way, question, client)
            elif number in backs:
                back, way, client = backs[number]
                try:
                    answer = back.recv(4096)
                except OSError:
                    continue  # no server yet
                delay = way.delay("back")
                if delay is not None:
                    later(delay, "answer", way, way.changed(answer), client)
        while due and due[0][0] <= time.monotonic():
            what, *rest = heapq.heappop(due)[2]
            if what == "ask":
                way, question, client = rest
                back = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                back.connect(("127.0.0.1", port))
                try:
                    back.send(question)
                except OSError:
                    pass
                backs[back.fileno()] = (back, way, client)
                poll.register(back.fileno(), select.POLLIN)
                later(3, "close", back.fileno(), back)
            elif what == "answer":
                way, answer, client = rest
                way.front.sendto(answer, client)
            elif backs.get(rest[0], (None,))[0] is rest[1]:
                close(rest[0])


if __name__ == "__main__":
    relay(int(sys.argv[1]), json.loads(sys.argv[2]))
