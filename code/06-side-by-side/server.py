import sys
from socket import AF_INET, SO_REUSEADDR, SOCK_DGRAM, SOCK_STREAM, SOL_SOCKET, socket

place = ("127.0.0.1", int(sys.argv[1]))

udp = socket(AF_INET, SOCK_DGRAM)
udp.bind(place)

tcp = socket(AF_INET, SOCK_STREAM)
tcp.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
tcp.bind(place)
tcp.listen()

print("listening on udp {}:{}".format(*udp.getsockname()))
print("listening on tcp {}:{}".format(*tcp.getsockname()), flush=True)

while True:
    request, client = udp.recvfrom(2048)
    udp.sendto(request.upper(), client)

    connection, client = tcp.accept()
    connection.sendall(connection.recv(1024).upper())
    connection.close()
