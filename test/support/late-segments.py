"""Fills a listener's backlog by third segments, in a network of its own, after SYNs that found room.

    unshare --user --map-root-user --net python3 late-segments.py ABORT_ON_OVERFLOW

With TCP_DEFER_ACCEPT a connection takes a place when its first byte comes, which carries the ACK. To a
backlog of 3, which has four places, three clients come with a byte each. Three more connect while a place
is left, then send a byte each. Prints how many wait for the program, how many have no answer and repeat
their byte, and how many are reset.
"""

import socket
import subprocess
import sys
import time


def put(setting, value):
    with open(f"/proc/sys/net/ipv4/{setting}", "w") as file:
        file.write(value)


def rows():
    with open("/proc/net/tcp") as table:
        return [line.split() for line in table][1:]


def waiting():
    return sum(int(row[4].split(":")[1], 16) for row in rows() if row[3] == "0A")


def repeating(port):
    return sum(row[2].endswith(f":{port:04X}") and int(row[6], 16) > 0 for row in rows())


def until(is_true):
    limit = time.monotonic() + 30
    while not is_true() and time.monotonic() < limit:
        time.sleep(0.01)


def is_reset(client):
    try:
        client.recv(1)
    except ConnectionResetError:
        return True
    except BlockingIOError:
        return False
    sys.exit("a client heard an end")


def connected():
    client = socket.create_connection(listener.getsockname(), 30)
    client.setblocking(False)
    return client


subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
put("tcp_abort_on_overflow", sys.argv[1])
put("tcp_syncookies", "0")  # a cookie would stand for a row in SYN-RECEIVED

listener = socket.socket()
listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 30)
listener.bind(("127.0.0.1", 0))
listener.listen(3)
port = listener.getsockname()[1]

early = [connected() for _ in range(3)]
for client in early:
    client.send(b"x")
until(lambda: waiting() == 3)
late = [connected() for _ in range(3)]
for client in late:
    client.send(b"x")

reset = set()


def all_told():
    reset.update(client for client in late if client not in reset and is_reset(client))
    return waiting() + repeating(port) + len(reset) == 6


until(all_told)
print(f"{waiting()} wait, {repeating(port)} repeat, {len(reset)} reset")
