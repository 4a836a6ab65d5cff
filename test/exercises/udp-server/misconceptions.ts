export const RETURN_ADDRESS =
  'A UDP server has no connection along which a reply would find its way. Each datagram brings the address and port of its sender along, as the second argument of the event message; the reply has to be sent there. No client has a port that you could know beforehand.';

export const ONE_SOCKET =
  'One socket serves everybody, and between two datagrams of one client any number of others may come. All that tells clients apart is the sender’s address. So the socket may not be tied to one of them, and nothing may be remembered from the last datagram: not its sender, not its text.';

export const NO_STREAM =
  'Each datagram is a request of its own and gets one reply. The first one does, and so do all that follow; none gets two.';

export const LETTERS =
  'The bytes of a text are its UTF-8 encoding. A letter may take several of them, and its capital may take more: ΐ has two bytes, its capital six. So decode the bytes as UTF-8, let the string make its capitals (toUpperCase, which knows no language), and send that string’s bytes, however many they are.';

export const SAME_AGAIN =
  'Two datagrams with the same text are two requests, also where both come from the same client: nothing in a datagram says that it repeats another one. Whoever asks again wants an answer; the first may have been lost on its way.';

export const WHOLE_TEXT =
  'What comes in one datagram is one text, from its first byte to its last. The end of the datagram is the end of the text, so blanks, line ends and the rest behind the 2,048th or the 16,384th byte are part of it: nothing may be trimmed away, split off, or left in a buffer that is too small.';

export const BYTE_ORDER_MARK =
  'The bytes EF BB BF are U+FEFF, the byte order mark. Some editors put it before a text, to tell UTF-8 from other encodings, and TextDecoder takes it away unless ignoreBOM is set. It is a character of the text that came, and the client counts on getting all of it back.';

export const ONE_DATAGRAM =
  'One request is answered by one datagram. The client takes each datagram for a whole reply: nothing tells it that more will follow, where a piece belongs, or that one of them was lost. What is too long for a packet is cut into fragments and put together again by IP, below the program.';
