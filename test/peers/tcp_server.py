"""What the lecture notes' TCP server does: tcp_server.py PORT (0 lets the system choose).

Theirs listens on all addresses of the computer, this one on 127.0.0.1 alone.
"""

import sys
from socket import AF_INET, SOCK_STREAM, socket

welcoming = socket(AF_INET, SOCK_STREAM)
welcoming.bind(("127.0.0.1", int(sys.argv[1])))
welcoming.listen(1)
address, port = welcoming.getsockname()
print(f"listening on tcp {address}:{port}", flush=True)

while True:
    connection, client = welcoming.accept()
    text = connection.recv(1024).decode()
    connection.send(text.upper().encode())
    connection.close()
