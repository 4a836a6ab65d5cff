"""Starts a server in a network of its own and asks it a lot in the name of computers that aren't there.

    unshare --user --map-root-user --net python3 swamp.py REQUESTS COMMAND...

Each request has 60,000 bytes. Then the server is told to end. Prints its exit code and how many replies
were still waiting to be sent: a server that names each on standard error with ECANCELED.
"""

import os
import socket
import struct
import subprocess
import sys
import time

HERE, NETWORK, SIZE = "10.9.0.1", "10.9.0.", 60_000


def run(*words):
    subprocess.run(words, check=True)


def has_unread(port):
    """Whether datagrams wait to be read on a port: the kernel shows how many bytes."""
    with open("/proc/net/udp") as table:
        rows = [line.split() for line in table]
    return any(row[1].endswith(f":{port:04X}") and row[4].split(":")[1] != "00000000" for row in rows[1:])


def forged(source, port):
    udp = struct.pack("!HHHH", 5555, port, 8 + SIZE, 0) + b"a" * SIZE
    addresses = socket.inet_aton(source) + socket.inet_aton(HERE)
    return struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0) + addresses + udp


run("ip", "link", "set", "lo", "up")
run("ip", "link", "add", "near", "type", "veth", "peer", "name", "far")
run("ip", "address", "add", f"{HERE}/24", "dev", "near")
run("ip", "link", "set", "near", "up")
run("ip", "link", "set", "far", "up")

requests, command = int(sys.argv[1]), sys.argv[2:]
pipe = subprocess.PIPE
environment = {**os.environ, "PORT": "0", "HOST": "0.0.0.0"}
server = subprocess.Popen(command, stdout=pipe, stderr=pipe, env=environment)
port = int(server.stdout.readline().split(b":")[-1])

raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
for number in range(requests):
    raw.sendto(forged(f"{NETWORK}{50 + number % 20}", port), (HERE, 0))
    deadline = time.monotonic() + 20
    while has_unread(port) and time.monotonic() < deadline:
        pass

server.terminate()
_, errors = server.communicate(timeout=20)
print("exit", server.returncode, "waiting", errors.count(b"ECANCELED"))
