export const ONE_LINE =
  'A line is finished when its newline has come. Its reply is due then: the line in capital letters, and a newline. The client may be waiting for it, with its side of the connection still open; a server that waits for the client’s end waits for a client that waits for it.';

export const NOTHING_ELSE =
  'The client counts on the contract: what comes is replies, and each of them ends with a newline. A greeting or a prompt is taken for a part of a reply, because nothing in a stream tells what a byte is meant to be.';

export const NEXT_LINE =
  'A connection lasts until one side ends it, not until the first answer. The event data comes once for each piece; whoever listens with once hears the first, and whoever calls end after a reply says that there will never be another.';

export const CLIENT_END =
  'The client’s end says that no more lines will come. All is answered then, so the server ends its own side; the client takes that for the sign that it has every reply. A connection that nobody ends stays, and with it a socket on both sides.';

export const TURNED_AWAY =
  'Any number of clients may be connected at a time, and one that has ended may be followed by the next before its connection is gone. A server turns nobody away.';

export const NO_REST =
  'What follows the last newline is the beginning of the next line. Where nothing follows, there is no such line, and nothing to answer: a text that is split at its newlines has an empty string behind the last one.';

export const NO_WAITING =
  'Clients come when they like and speak when they like. While one is silent, the server has to serve all others: a server that waits for one connection, with the others in a queue behind it, can be stopped by anybody who connects and says nothing.';

export const OWN_LINE =
  'Each connection is a stream of its own, and pieces of all of them arrive in any order. The unfinished line belongs to its connection: one variable for all of them mixes the clients’ letters, and may give one client what another one sent.';

export const TOGETHER =
  'One piece may hold any number of lines: TCP keeps the order of bytes and nothing else. Three lines that were sent in three writes may arrive in one piece, too. After a line has been taken out, look for the next newline in what is left, before you wait for more.';

export const IN_PIECES =
  'A piece is no line. The kernel and the network cut the stream where they like, so the event data may bring the beginning of a line, its middle, or the end of one and the beginning of the next. Only the newline says that a line is whole; keep what has no newline yet.';

export const ANY_LETTER =
  'The bytes of a text are its UTF-8 encoding. A letter may take several of them, and its capital may take more: ΐ has two bytes, its capital six. So decode the bytes as UTF-8, let the string make its capitals (toUpperCase), and send that string’s bytes, however many they are.';

export const CUT_LETTER =
  'In UTF-8 a letter may take two, three or four bytes, and a piece may end between them. Decoding each piece by itself turns both halves into the mark for what can’t be read (�). Keep bytes until a whole line is there, or use a decoder that remembers the first half. setNoDelay is no help: it concerns the bytes that we send, not the pieces that come.';

export const LAST_LINE =
  'The client’s end closes the last line, too: it is the whole text of many a client. So the end is the moment to answer what is still held. And the reply must be able to leave: unless allowHalfOpen is set, Node ends our side as soon as the client has ended its own, and what is written afterwards is lost. A plain for await over a connection may destroy it when the loop is over, whatever allowHalfOpen says; iterator({ destroyOnReturn: false }) doesn’t.';

export const NO_NEWLINE =
  'The reply has a newline where the line had one. By its absence the client can tell that it sent an unfinished line, or that a reply was cut off.';

export const EMPTY_LINE =
  'An empty line is a line: its newline came, and the client counts the replies. Only where nothing follows the last newline is there no line.';

export const BLANKS =
  'A line is all bytes before the byte 0x0A. Blanks, carriage returns and other separators are characters like any other: trim takes some away, and ready-made line readers (readline, splitlines, a split at \\r?\\n) end lines at more places than the contract does.';

export const BYTE_ORDER_MARK =
  'The bytes EF BB BF are U+FEFF, the byte order mark. Some editors put it before a text, to tell UTF-8 from other encodings, and TextDecoder takes it away unless ignoreBOM is set. It is a character of the line that came, and the client counts on getting all of it back.';

export const LONG_LINE =
  'A line is as long as the client makes it. Buffers have sizes, 64 KiB is that of many, but they are sizes of pieces: a line may go through many of them. A limit for lines is a decision of the contract, here 1,000,000 bytes at least.';

export const AFTER_RESET =
  'A client can break its connection at any time, by a reset. Node tells of it by the event error of that connection, and an error event without a listener ends the process, with the connections of all others. Every connection needs its listener, as soon as it is there.';

export const ANY_BYTES =
  'Anybody can send any bytes to a port. A decoder that throws at what is no UTF-8, in a listener in which nobody catches it, ends the service for all. Decode with one that puts a mark in the place of what it can’t read, or catch the error and end this one connection.';

export const ENDLESS_LINE =
  'A client may never send a newline. If the server holds all that has come of a line, such a client decides how much memory the server takes, and one is enough to end it for all. So a line has a limit, and a connection that goes beyond it is ended.';

export const CUT_BY_US =
  'A line may be answered before its newline has come; then it is the server that cuts it. A cut after so many bytes falls into the middle of a letter sooner or later, and both halves are lost. Cut between letters: a decoder keeps the first half of a letter until the rest of it has come.';

export const OTHERS_WAIT =
  'A client that doesn’t read fills the buffers between it and the server. Then writing to it must wait, but nobody else may: a call that blocks until all is written stops the whole service.';

export const LOST_REPLIES =
  'When write returns false, the bytes have been taken and wait in memory; it only asks to be patient. So no reply needs to be dropped. Stop reading from this client (pause), and go on (resume) when the event drain says that its replies have left.';

export const CUT_REPLIES =
  'write takes bytes that the kernel has no room for, and keeps them until there is. destroy throws them away. A connection whose replies are still to leave has to be ended by end, which lets them go first; that a client reads slowly is no reason to cut it off.';

export const SLOW_READER =
  'write never refuses. What the kernel doesn’t take waits in the memory of the server, without a limit, and a client that sends and never reads fills it with its own replies. When write returns false, read no more from this client until drain, however long that takes: then the client’s own writes stall. A pause that a timer ends only lets the memory grow more slowly.';

export const STOPS_ALL =
  'server.close() refuses new clients and waits for those that are connected, who may never leave. node:net ends no connection by itself: keep a list of them, and destroy what is left when the server has to stop.';
