"""The notes' UDP server: the uppercase of each datagram goes back to its sender."""

import sys
from socket import AF_INET, SOCK_DGRAM, socket

server = socket(AF_INET, SOCK_DGRAM)
server.bind(("127.0.0.1", int(sys.argv[1])))
print("listening on udp {}:{}".format(*server.getsockname()), flush=True)

while True:
    request, client = server.recvfrom(2048)
    server.sendto(request.decode().upper().encode(), client)
