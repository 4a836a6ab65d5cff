export const NO_GREETING =
  'Over UDP nobody connects. The first that a server hears of a client is its question, and the answer goes to the address and port that came with it, from the socket that was asked. Nothing that happens on the TCP side may come before it.';

export const BOTH_END =
  'Over TCP a text has no border of its own; here it ends where its client ends its side. That is the event end. The server then has everything, sends the answer, and ends its own side, by which the client knows that the answer is whole. With allowHalfOpen nobody but the program does that.';

export const ONE_FOR_ALL =
  'TCP gives the server a socket for each client, UDP one for all. Each datagram brings its own sender, so the answer goes where this datagram came from, and nothing may be kept from the last one.';

export const EMPTY =
  'An empty datagram is a message: it arrives, it has a sender, and its answer is an empty datagram. To take a message of no bytes for the end belongs to TCP, where read gives 0 bytes when the client has ended.';

export const EMPTY_END =
  'A client that ends its side without a byte has sent the empty text. There comes no data event for it; the event end is all that tells, and the answer is the end of our side.';

export const NOT_FOR_ONE =
  'The UDP socket and the listening TCP socket are there for everybody. A client that leaves ends its own connection and nothing else; over UDP nobody even hears of it.';

export const RESET =
  'A reset is an error event of that one connection, and an error event to which nobody listens ends the program. Both halves live in one process, so it takes the UDP half along. So each connection needs a listener for errors.';

export const SAME_HOST =
  'The two sockets are bound each by itself, and each takes every address of the computer when it is given none. listen(port) takes :: and bind(port) 0.0.0.0. Give both the same host, and the service is found at one place.';

export const TURNS =
  'A recipe that waits for a datagram, then for a connection, then again for a datagram, leaves each client waiting for a stranger. Node waits for all sockets at once: give each event its listener, on and not once, and let no half await the other.';

export const OWN_TEXT =
  'Each question is a text of its own. What is kept of one client, in a variable that all share, comes back in the reply to the next one.';

export const SERVES_ON =
  'Each half serves one client after the other, for as long as the program runs: a listener that is to stay is attached with on, not with once.';
