import signal
import socket
import sys

signal.signal(signal.SIGINT, signal.SIG_DFL)
port, *options = sys.argv[1:]
listener = socket.socket()
if "defer" in options:
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 30)
if "reuse" in options:
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)

try:
    listener.bind(("127.0.0.1", int(port)))
except OSError as error:
    sys.exit(str(error))
listener.listen(1)
print(f"listening on tcp 127.0.0.1:{listener.getsockname()[1]}", flush=True)
taken = []
while True:
    connection, _ = listener.accept()
    if "answer" in options:
        connection.send(connection.recv(1024).upper())
        connection.close()
    taken.append(connection)
