import sys
from socket import AF_INET, SOCK_DGRAM, SOCK_STREAM, socket

place = (sys.argv[1], int(sys.argv[2]))

udp = socket(AF_INET, SOCK_DGRAM)
udp.sendto(b"hello", place)
reply, server = udp.recvfrom(2048)
print("udp:", reply.decode())
udp.close()

tcp = socket(AF_INET, SOCK_STREAM)
tcp.connect(place)
tcp.sendall(b"hello")
print("tcp:", tcp.recv(1024).decode())
tcp.close()
