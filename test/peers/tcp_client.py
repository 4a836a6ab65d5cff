"""What the lecture notes' TCP client does: tcp_client.py HOST PORT, then a line at the prompt."""

import sys
from socket import AF_INET, SOCK_STREAM, socket

connection = socket(AF_INET, SOCK_STREAM)
connection.connect((sys.argv[1], int(sys.argv[2])))
text = input("Text: ")
connection.send(text.encode())
print(connection.recv(1024).decode())
connection.close()
