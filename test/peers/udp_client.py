"""The notes' UDP client: asks for a line, sends it, prints the reply."""

import sys
from socket import AF_INET, SOCK_DGRAM, socket

host, port = sys.argv[1], int(sys.argv[2])
text = input("Text: ")
client = socket(AF_INET, SOCK_DGRAM)
client.sendto(text.encode(), (host, port))
reply, server = client.recvfrom(2048)
print(reply.decode())
client.close()
