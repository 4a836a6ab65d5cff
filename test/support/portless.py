"""Starts a server in a network of its own, sends it a datagram whose source port is 0, then one that asks.

    unshare --user --map-root-user --net python3 portless.py COMMAND...

Prints the reply to the second, or how the server ended.
"""

import fcntl
import os
import select
import socket
import struct
import subprocess
import sys

SIOCSIFFLAGS, IFF_UP = 0x8914, 1

client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
fcntl.ioctl(client, SIOCSIFFLAGS, struct.pack("16sh", b"lo", IFF_UP))
server = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, env={**os.environ, "PORT": "0"})
port = int(server.stdout.readline().split(b":")[-1])

payload = b"no reply, please"
header = struct.pack("!HHHH", 0, port, 8 + len(payload), 0)
raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_UDP)
raw.sendto(header + payload, ("127.0.0.1", port))
client.sendto(b"hello", ("127.0.0.1", port))

ready, _, _ = select.select([client, server.stdout], [], [], 25)
if client in ready:
    print("reply", client.recv(2048).decode())
elif server.stdout in ready:
    print("exit", server.wait())
else:
    print("silence")
server.kill()
