import type { TcpPeer } from '../../../tools/system/tcp-peer.ts';
import type { Trial } from '../../../tools/system/trial.ts';
import { untilBytes } from './sending.ts';
import { byteLength, lines } from './texts.ts';

export async function expectRequest(
  trial: Trial,
  peer: TcpPeer,
  texts: readonly string[],
): Promise<void> {
  const request = lines(texts);
  await untilBytes(peer, byteLength(request));
  const seen = peer.received.toString();
  if (seen === request) return;
  const whole = seen.split('\n').length - 1;
  const isStart = whole > 0 && seen === lines(texts.slice(0, whole));
  const expected = Buffer.from(request);
  const reproach = { expected, seen: peer.received };
  if (seen === '') {
    return trial.fail({
      says: peer.isOver
        ? 'It connected and ended without a byte.'
        : 'It connected and sent nothing.',
      misconception:
        'A connection alone asks for nothing. A line server answers lines: each text with a newline behind it.',
      expected,
      isSilence: !peer.isOver,
    });
  }
  if (seen.startsWith(request)) return failForMore(trial, peer, expected);
  if (isStart && peer.isOver) {
    return trial.fail({
      says: `It ended its side after ${whole} of ${texts.length} lines.`,
      misconception:
        'A connection is not for one text alone. The newline says where a text ends, so any number of them can follow each other along the same connection; the end of our side says that no more will follow.',
      ...reproach,
    });
  }
  if (isStart) {
    return trial.fail({
      says: `After ${whole} of ${texts.length} lines nothing more came.`,
      misconception:
        'A client need not have the answer to one line before it sends the next: a connection carries both directions at the same time. Waiting costs a round trip for each line, and where a server answers only when it has everything, both wait for ever. The contract wants all lines sent before any answer has come.',
      ...reproach,
      isSilence: true,
    });
  }
  if (`${seen}\n` === request) {
    return trial.fail({
      says: 'The last text came without a newline.',
      misconception:
        'A newline doesn’t stand between lines, it closes each of them, the last one too. A join puts it only between. Without it the server holds an unfinished line, waits for the rest, and answers without a newline at last.',
      ...reproach,
      isSilence: !peer.isOver,
    });
  }
  if (!seen.includes('\n')) {
    return trial.fail({
      says: 'No newline came.',
      misconception:
        'write puts bytes into the stream and nothing between them: two writes arrive as one run of bytes. What closes a line is the newline, and the client has to send it behind each text.',
      ...reproach,
      isSilence: !peer.isOver,
    });
  }
  if (seen.includes('\r\n')) {
    return trial.fail({
      says: 'The lines end in \\r\\n.',
      misconception:
        'In this book a line is closed by one byte, 0x0A. A carriage return before it belongs to the text, for the server keeps it: the answer is one byte longer than it should be.',
      ...reproach,
    });
  }
  if (seen.trimEnd().split('\n').length === 1 && texts.every((text) => seen.includes(text))) {
    return trial.fail({
      says: `The ${texts.length} texts came as one line.`,
      misconception:
        'Each argument behind HOST and PORT is a text of its own and wants a line of its own. A blank belongs to a text, as in "one two": put between two texts, it makes one of them.',
      ...reproach,
    });
  }
  return trial.fail({
    says: 'What came is not the texts, each with a newline behind it.',
    misconception:
      'The server gets nothing but the bytes that are written. They are to be each text as it was given, in its order, each with one newline behind it.',
    ...reproach,
    isSilence: !peer.isOver && request.startsWith(seen),
  });
}

function failForMore(trial: Trial, peer: TcpPeer, expected: Buffer): never {
  return trial.fail({
    says: 'Behind the lines of the texts more came.',
    misconception:
      'The request is the lines of the texts and the end of our side. To the server every other line is one more text, and it answers it.',
    expected,
    seen: peer.received,
  });
}

export async function expectEnd(
  trial: Trial,
  peer: TcpPeer,
  texts: readonly string[],
): Promise<void> {
  await peer.until(() => peer.isOver || undefined);
  const expected = Buffer.from(lines(texts));
  if (!peer.received.equals(expected)) return failForMore(trial, peer, expected);
  if (peer.hasEnded) return;
  const misconception =
    'The end of our side tells the server that no line will follow. A server that answers at the end, and one that stops when its client does, wait for it. It closes one direction only: the answers still come. So end right behind the last line; whoever waits for the answers first, or never ends, leaves both sides waiting for each other.';
  if (peer.isOver) {
    const says = `It broke the connection (${peer.error ?? 'closed'}) and did not end its side.`;
    return trial.fail({ says, misconception, expected: 'an end (FIN) behind the lines' });
  }
  return trial.fail({
    says: 'All lines came, and no end: it keeps its side open.',
    misconception,
    expected: 'an end (FIN) behind the lines, before any answer',
    isSilence: true,
  });
}
