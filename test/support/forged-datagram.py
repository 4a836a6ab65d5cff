"""Forges a datagram to a connected UDP socket, in a network of its own.

    unshare --user --map-root-user --net python3 forged-datagram.py

A raw socket writes UDP's header by itself, with the peer's port as its source. Prints what the connected
socket heard.
"""

import socket
import struct
import subprocess

subprocess.run(["ip", "link", "set", "lo", "up"], check=True)

peer, client = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2)]
peer.bind(("127.0.0.1", 0))
client.connect(peer.getsockname())
client.settimeout(30)

payload = b"forged"
ports = peer.getsockname()[1], client.getsockname()[1]
forger = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_UDP)
forger.sendto(struct.pack("!4H", *ports, 8 + len(payload), 0) + payload, ("127.0.0.1", 0))
print(client.recv(100).decode())
