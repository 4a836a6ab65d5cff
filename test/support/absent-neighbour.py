"""Connects to a computer that is missing from its own network, in a network made for it.

    unshare --user --map-root-user --net python3 absent-neighbour.py

Prints how often the kernel asks for the neighbour, how long it waits each time, and what connecting comes
to. The waits are made short before it connects.
"""

import errno
import socket
import subprocess

ASKING = "/proc/sys/net/ipv4/neigh/near"


def ip(*words):
    subprocess.run(["ip", *words], check=True)


def read(name):
    with open(f"{ASKING}/{name}") as setting:
        return setting.read().strip()


ip("link", "set", "lo", "up")
ip("link", "add", "near", "type", "veth", "peer", "name", "far")
ip("address", "add", "10.9.0.1/24", "dev", "near")
ip("link", "set", "near", "up")
ip("link", "set", "far", "up")
print(f"asks {read('mcast_solicit')} times, {read('retrans_time_ms')} ms apart: ", end="")
with open(f"{ASKING}/retrans_time_ms", "w") as setting:
    setting.write("20")

client = socket.socket()
client.settimeout(20)
try:
    client.connect(("10.9.0.2", 12000))
    print("connected")
except OSError as error:
    print(errno.errorcode.get(error.errno, error))
