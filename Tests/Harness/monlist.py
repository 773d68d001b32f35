#!/usr/bin/env python3
"""monlist.py ADDRESS: an old ntpd at ADDRESS, as far as it lists its clients (mode 7, `monlist`), which no ntpd of today does.
The list is scapy's: 27 clients, six to a packet, all but the last with the bit for more. What else it is asked goes to the
server on 127.0.0.1, so that it also gives the time. It says "listening" when it can be asked. Needs Debian's python3-scapy."""
import socket, sys

from scapy.layers.ntp import NTPInfoMonitor1, NTPPrivate

clients = [NTPInfoMonitor1(count=9, addr=f"192.0.2.{number}", mode=3, version=4, port=123) for number in range(1, 28)]
front = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
front.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
front.bind((sys.argv[1], 123))
back = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
back.connect(("127.0.0.1", 123))
back.settimeout(0.2)
print("listening", flush=True)
while True:
    question, client = front.recvfrom(4096)
    asked = NTPPrivate(question) if question[0] & 7 == 7 else None
    if asked is None:
        try:
            back.send(question)
            front.sendto(back.recv(4096), client)
        except OSError:
            pass
    elif (asked.response, asked.implementation, asked.request_code) == (0, 3, 42) and len(question) == 192:
        for number, first in enumerate(range(0, len(clients), 6)):
            items = clients[first:first + 6]
            answer = NTPPrivate(response=1, more=first + 6 < len(clients), version=2, mode=7, seq=number, implementation=3,
                                request_code=42, nb_items=len(items), data_item_size=72, data=items)
            front.sendto(bytes(answer), client)
