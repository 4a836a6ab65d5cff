import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as tick } from 'node:timers/promises';
import type { Check } from '../../tools/system/check.ts';
import type { Subject } from '../../tools/system/subject.ts';
import type { TcpListener, TcpPeer } from '../../tools/system/tcp-peer.ts';
import type { Trial } from '../../tools/system/trial.ts';

const CHAPTER = 'chapters/05-uppercase-over-tcp.md';
const RUN = 'npx tsx answers/tcp-client.ts 127.0.0.1 12000';
const WITH_SERVER = `npx wirebook run 05/line-server, and in a second terminal: ${RUN}`;

/** Where the time-out isn't what is tried: longer than any check. */
const NEVER_MS = 600_000;

export const checks: readonly Check[] = [
  {
    id: 'sends-lines',
    title: 'sends each text as a line',
    task: 1,
    reads: `${CHAPTER}#whole-lines`,
    byHand: `${WITH_SERVER} one "two three" four`,
    hint: 2,
    async run(trial) {
      const texts = [trial.random.word(), words(trial), trial.random.word()];
      const { peer } = await begin(trial, texts);
      await expectRequest(trial, peer, texts);
    },
  },
  {
    id: 'ends-side',
    title: 'ends its side when all is sent',
    task: 1,
    needs: ['sends-lines'],
    reads: 'chapters/03-three-way-handshake.md#one-direction-at-a-time',
    byHand: `nc -l -p 12000, and in a second terminal: ${RUN} one two`,
    hint: 3,
    async run(trial) {
      const texts = [trial.random.word(), trial.random.word()];
      const { peer } = await begin(trial, texts);
      await expectRequest(trial, peer, texts);
      await expectEnd(trial, peer, texts);
    },
  },
  {
    id: 'prints-replies',
    title: 'prints the lines that come back',
    task: 2,
    needs: ['ends-side'],
    reads: `${CHAPTER}#a-client-that-knows-when-it-has-everything`,
    byHand: `${WITH_SERVER} one two three`,
    hint: 2,
    async run(trial) {
      const texts = [trial.random.word(), words(trial), trial.random.word()];
      const replies = texts.map(() => trial.random.word());
      const { peer, subject } = await asked(trial, texts);
      await peer.send(lines(replies));
      peer.end();
      await expectPrinted(trial, subject, replies, texts);
    },
  },
  {
    id: 'ends-well',
    title: 'ends with code 0 when the server has answered all and ended',
    task: 2,
    needs: ['prints-replies'],
    reads: `${CHAPTER}#a-client-that-knows-when-it-has-everything`,
    byHand: `${WITH_SERVER} one; echo $?`,
    async run(trial) {
      const texts = [trial.random.word(), trial.random.word()];
      const replies = texts.map(() => trial.random.word());
      const { peer, subject } = await asked(trial, texts);
      await peer.send(lines(replies));
      peer.end();
      await expectGoodEnd(trial, subject, replies);
    },
  },
  {
    id: 'split-lines',
    title: 'prints whole lines, whatever the pieces',
    task: 2,
    needs: ['ends-well'],
    reads: `${CHAPTER}#a-piece-is-not-a-message`,
    byHand: `python3 -c "import socket, time; c = socket.create_server(('127.0.0.1', 12000)).accept()[0]; c.sendall(b'O'); time.sleep(1); c.sendall(b'NE\\nTWO\\n')", and in a second terminal: ${RUN} one two`,
    hint: 2,
    async run(trial) {
      const texts = [trial.random.word(), trial.random.word(), trial.random.word()];
      const replies = texts.map(() => trial.random.word());
      const [first = '', second = '', third = ''] = replies;
      const { peer, subject } = await asked(trial, texts);
      const pieces = [
        first.slice(0, 3),
        `${first.slice(3)}\n${second.slice(0, 5)}`,
        `${second.slice(5)}`,
        `\n${third}`,
        '\n',
      ];
      await sendApart(peer, pieces);
      await expectWholeLines(trial, subject, { replies, pieces });
    },
  },
  {
    id: 'empty-line',
    title: 'keeps empty lines, there and back',
    task: 2,
    needs: ['split-lines'],
    reads: `${CHAPTER}#nothing-is-not-a-message`,
    byHand: `${WITH_SERVER} "" one ""`,
    async run(trial) {
      const texts = ['', trial.random.word(), ''];
      const { peer, subject } = await begin(trial, texts);
      await untilBytes(peer, byteLength(lines(texts)));
      if (peer.received.toString() !== lines(texts)) {
        return trial.fail({
          says: 'An empty text did not come as an empty line.',
          misconception: EMPTY,
          expected: Buffer.from(lines(texts)),
          seen: peer.received,
          isSilence: !peer.isOver,
        });
      }
      const replies = ['', trial.random.word(), ''];
      await peer.send(lines(replies));
      peer.end();
      await untilPrinted(subject, lines(replies));
      if (subject.outputBytes.equals(Buffer.from(lines(replies)))) return;
      return trial.fail({
        says: 'An empty reply line was not printed as an empty line.',
        misconception: EMPTY,
        expected: Buffer.from(lines(replies)),
        seen: subject.outputBytes,
        isSilence: !subject.ending,
      });
    },
  },
  {
    id: 'any-letter',
    title: 'keeps all letters, there and back',
    task: 2,
    needs: ['ends-well'],
    reads: 'chapters/04-uppercase-over-udp.md#what-uppercase-does-to-a-text',
    byHand: `${WITH_SERVER} straße жизнь`,
    async run(trial) {
      const texts = [`straße ${trial.random.word(3)}`, `жизнь 🚲 ${trial.random.word(3)}`];
      const { peer, subject } = await begin(trial, texts);
      await untilBytes(peer, byteLength(lines(texts)));
      if (peer.received.toString('utf8') !== lines(texts)) {
        return trial.fail({
          says: 'What came is not the UTF-8 encoding of the texts.',
          misconception: UTF8,
          expected: Buffer.from(lines(texts)),
          seen: peer.received,
          isSilence: !peer.isOver,
        });
      }
      const replies = [`ÄÖÜ ${trial.random.word(3)}`, `ЖИЗНЬ 🚲 ${trial.random.word(3)}`];
      await peer.send(lines(replies));
      peer.end();
      await untilPrinted(subject, lines(replies));
      if (subject.outputBytes.equals(Buffer.from(lines(replies)))) return;
      return trial.fail({
        says: 'The letters that were printed are not those that came.',
        misconception: UTF8,
        expected: Buffer.from(lines(replies)),
        seen: subject.outputBytes,
        isSilence: !subject.ending,
      });
    },
  },
  {
    id: 'split-letters',
    title: 'keeps letters whole, whatever the pieces',
    task: 2,
    needs: ['split-lines', 'any-letter'],
    reads: `${CHAPTER}#every-piece-every-error`,
    byHand: `python3 -c "import socket, time; c = socket.create_server(('127.0.0.1', 12000)).accept()[0]; c.sendall(b'\\xc3'); time.sleep(1); c.sendall(b'\\x89\\n')", and in a second terminal: ${RUN} é`,
    hint: 2,
    async run(trial) {
      const texts = [trial.random.word()];
      const replies = [`${trial.random.word(3)} É Ж 🚲 ${trial.random.word(3)}`];
      const bytes = Buffer.from(lines(replies));
      const { peer, subject } = await asked(trial, texts);
      const cuts = [5, 8, 11, 13].map((cut, index, all) =>
        bytes.subarray(all[index - 1] ?? 0, cut),
      );
      await sendApart(peer, [...cuts, bytes.subarray(13)]);
      await untilPrinted(subject, lines(replies));
      if (subject.outputBytes.equals(bytes)) return;
      return trial.fail({
        says: 'A letter whose bytes came in two pieces was not printed as it is.',
        misconception:
          'The pieces of a stream may end in the middle of a letter. Whoever turns each piece into text by itself reads half a letter twice, as two marks for what cannot be read. Keep bytes until a line is whole, pass the bytes on as they are, or let a decoder remember the half that is missing (setEncoding, StringDecoder).',
        expected: bytes,
        seen: subject.outputBytes,
        isSilence: !subject.ending,
      });
    },
  },
  {
    id: 'too-few',
    title: 'notices that reply lines are missing',
    task: 3,
    needs: ['split-lines'],
    reads: `${CHAPTER}#a-client-that-knows-when-it-has-everything`,
    byHand: `python3 test/peers/tcp_server.py 12000, and in a second terminal: ${RUN} "$(node -p '"a".repeat(3000)')"; echo $?`,
    hint: 2,
    async run(trial) {
      for (const missing of [1, 3]) {
        const texts = [trial.random.word(), trial.random.word(), trial.random.word()];
        const reply = lines(texts.slice(missing).map(() => trial.random.word()));
        const { peer, subject } = await asked(trial, texts);
        if (reply !== '') await peer.send(reply);
        peer.end();
        await expectTrouble(trial, subject, {
          although: `the server ended after ${3 - missing} of 3 lines`,
          misconception:
            'That the server has ended says that nothing more will come. It does not say that all has come: a server that is stopped, or that gives up on us, ends in the same way. Only the client knows how many lines it is owed, so it has to count them.',
          reply,
        });
      }
    },
  },
  {
    id: 'broken-line',
    title: 'takes no half line for a line',
    task: 3,
    needs: ['too-few'],
    reads: `${CHAPTER}#a-client-that-knows-when-it-has-everything`,
    byHand: `printf 'ONE\\nTW' | nc -N -l -p 12000, and in a second terminal: ${RUN} one two; echo $?`,
    async run(trial) {
      const texts = [trial.random.word(), trial.random.word()];
      const reply = `${trial.random.word()}\n${trial.random.word(4)}`;
      const { peer, subject } = await asked(trial, texts);
      await peer.send(reply);
      peer.end();
      await expectTrouble(trial, subject, {
        although: 'the server ended in the middle of the last line',
        misconception:
          'A line is whole when its newline has come. What stands behind the last newline when the stream ends may be a part of a line, and nobody can see how much of it is missing. Whoever splits the reply at newlines and counts the parts counts that rest as a line; so does a line reader that hands out the rest as if it were one.',
        reply,
      });
    },
  },
  {
    id: 'reads-to-end',
    title: 'reads until the server ends',
    task: 3,
    needs: ['ends-well'],
    reads: `${CHAPTER}#a-client-that-knows-when-it-has-everything`,
    byHand: `(printf 'ONE\\n'; sleep 1; printf 'MORE\\n') | nc -N -l -p 12000, and in a second terminal: ${RUN} one`,
    async run(trial) {
      const texts = [trial.random.word()];
      const replies = [trial.random.word(), trial.random.word()];
      const [first = '', more = ''] = replies;
      const { peer, subject } = await asked(trial, texts);
      await peer.send(`${first}\n`);
      await untilPrinted(subject, `${first}\n`);
      await peer.send(`${more}\n`);
      peer.end();
      const ending = await subject.end();
      if (ending?.code !== 0 || subject.output === lines(replies)) return;
      return trial.fail({
        says: 'The server sent one line more than there were texts; it ended with exit code 0 and without that line.',
        misconception:
          'A reply with a line too many is no better than one with a line too few: client and server don’t agree on what was asked. Whoever leaves at the last line that was owed never sees that. The end of the stream is the server’s word that this was all; read until it comes.',
        expected: `${JSON.stringify(more)} on standard output, or a message and an exit code other than 0`,
        seen: 'exit code 0, without that line',
      });
    },
  },
  {
    id: 'refused',
    title: 'says that it was refused',
    task: 4,
    needs: ['ends-well'],
    reads: `${CHAPTER}#a-client-that-slams-the-door`,
    byHand: `${RUN} one, without a server; echo $?`,
    hint: 3,
    async run(trial) {
      // The port of a connected socket: nobody listens there, and nobody else can.
      const { host, port: listened } = await trial.listen();
      const { port } = await trial.connect({ host, port: listened });
      const args = [host, `${port}`, trial.random.word()];
      const subject = trial.start(args, { TIMEOUT_MS: `${NEVER_MS}` });
      await expectTrouble(trial, subject, {
        although: 'nobody listens at that port',
        misconception:
          'That a connection cannot be had comes as an event, error, and not as an exception of connect. A program that has no listener for it dies with a stack trace, which tells the author much and the user nothing; one that only prints it ends with code 0. Whoever started the client needs two things: a message that says what went wrong, and an exit code other than 0.',
        reply: '',
        moreMs: trial.patience.startMs,
      });
    },
  },
  {
    id: 'reset',
    title: 'says that the connection was reset',
    task: 4,
    needs: ['refused', 'too-few'],
    reads: `${CHAPTER}#a-client-that-slams-the-door`,
    byHand: `npx tsx -e "require('node:net').createServer((c) => c.on('data', () => c.resetAndDestroy())).listen(12000)", and in a second terminal: ${RUN} one; echo $?`,
    hint: 3,
    async run(trial) {
      const texts = [trial.random.word(), trial.random.word(), trial.random.word()];
      const reply = `${trial.random.word()}\n`;
      const { peer, subject } = await asked(trial, texts);
      await peer.send(reply);
      await taken(peer);
      peer.reset();
      await expectTrouble(trial, subject, {
        although: 'the server reset the connection after 1 of 3 lines',
        misconception:
          'A connection that stands can still break, at any time: then error comes, and no end. So the listener has to stay for as long as the socket is there, and what is done after the last byte must not hang on the event end alone.',
        reply,
      });
    },
  },
  {
    id: 'silent',
    title: 'gives up a server that never answers',
    task: 4,
    needs: ['refused'],
    reads: `${CHAPTER}#a-client-that-knows-when-it-has-everything`,
    byHand: `nc -l -p 12000, and in a second terminal: TIMEOUT_MS=500 ${RUN} one; echo $?`,
    hint: 3,
    async run(trial) {
      const { subject, listener } = await launched(trial, [trial.random.word()], 300);
      await listener.next(trial.patience.startMs);
      await expectTrouble(trial, subject, {
        although: 'the server stayed silent, and TIMEOUT_MS was 300',
        misconception:
          'A server that takes the connection and says nothing gives its client no event at all, so only a clock ends that wait. And a clock only tells: setTimeout on a socket emits timeout and closes nothing, and end, which was called long ago, does nothing more. The client has to destroy the connection, say why, and end.',
        reply: '',
        moreMs: 300,
      });
    },
  },
  {
    id: 'stalls',
    title: 'gives up a server that stops in the middle',
    task: 4,
    needs: ['silent'],
    reads: `${CHAPTER}#a-client-that-knows-when-it-has-everything`,
    byHand: `nc -l -p 12000, and in a second terminal: TIMEOUT_MS=5000 ${RUN} one two; type one line at nc`,
    hint: 3,
    async run(trial) {
      const texts = [trial.random.word(), trial.random.word()];
      const reply = `${trial.random.word()}\n${trial.random.word(3)}`;
      const { subject, listener } = await launched(trial, texts, 500);
      const peer = await listener.next(trial.patience.startMs);
      await peer?.send(reply);
      await expectTrouble(trial, subject, {
        although: 'the server stopped in the middle of its reply, and TIMEOUT_MS was 500',
        misconception:
          'The first bytes show that the server was alive when it sent them, and no more. It may stop behind any of them. So the clock is set back when something comes, and runs again until the server has ended.',
        reply,
        moreMs: 500,
      });
    },
  },
  {
    id: 'own-host',
    title: 'connects to HOST',
    needs: ['ends-well'],
    reads: `${CHAPTER}#open-to-the-network`,
    byHand: `npx wirebook run 05/line-server --host 127.0.0.2, and in a second terminal: npx tsx answers/tcp-client.ts 127.0.0.2 12000 one`,
    async run(trial) {
      if (process.platform !== 'linux') return trial.notHere('only Linux has 127.0.0.2 by itself');
      const { subject, listener } = await launched(
        trial,
        [trial.random.word()],
        NEVER_MS,
        '127.0.0.2',
      );
      if (await listener.next(trial.patience.startMs)) return;
      return trial.fail({
        says: 'It was told to connect to 127.0.0.2, and no connection came there.',
        misconception:
          'The first argument says where the server is. 127.0.0.1 leads to this computer and nowhere else: a client that has it written in finds a server as long as both run on its author’s desk.',
        expected: `a connection to 127.0.0.2:${listener.port}`,
        isSilence: !subject.ending,
      });
    },
  },
];

const EMPTY =
  'A text without a letter is a text, and its line is the newline alone. It asks for an answer as every other line does: a client that leaves it out, on its way there or back, shifts all answers that follow. Empty strings are false in a condition, and that is how they get lost.';

const UTF8 =
  'Between client and server there are only bytes, and both sides take them for UTF-8. Another encoding, latin1 or ascii, has one byte for each letter: it breaks letters which in UTF-8 have two or more.';

interface Talk {
  readonly subject: Subject;
  readonly peer: TcpPeer;
}

async function launched(
  trial: Trial,
  texts: readonly string[],
  timeoutMs = NEVER_MS,
  host = '127.0.0.1',
): Promise<{ readonly subject: Subject; readonly listener: TcpListener }> {
  const listener = await trial.listen(host);
  const args = [host, `${listener.port}`, ...texts];
  return { subject: trial.start(args, { TIMEOUT_MS: `${timeoutMs}` }), listener };
}

async function begin(trial: Trial, texts: readonly string[]): Promise<Talk> {
  const { subject, listener } = await launched(trial, texts);
  const peer = await listener.next(trial.patience.startMs);
  if (peer) return { subject, peer };
  const { ending } = subject;
  return trial.fail({
    says: ending
      ? `It ended with exit code ${ending.code} and had not connected.`
      : 'It runs, and no connection came.',
    misconception:
      'The first two arguments say where the server is: HOST, then PORT, which is a number. They stand in process.argv behind the names of Node and of the program.',
    expected: `a connection to 127.0.0.1:${listener.port}`,
    isSilence: !ending,
  });
}

/** A client that has sent its lines and ended its side. */
async function asked(trial: Trial, texts: readonly string[]): Promise<Talk> {
  const talk = await begin(trial, texts);
  await expectRequest(trial, talk.peer, texts);
  await expectEnd(trial, talk.peer, texts);
  return talk;
}

async function untilBytes(peer: TcpPeer, count: number): Promise<void> {
  await peer.until(() => peer.receivedBytes >= count || peer.isOver || undefined);
}

async function expectRequest(trial: Trial, peer: TcpPeer, texts: readonly string[]): Promise<void> {
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

async function expectEnd(trial: Trial, peer: TcpPeer, texts: readonly string[]): Promise<void> {
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

/**
 * Waits until so many bytes and lines are printed, or the program has ended. What is other than the text may
 * go on; it is whole when the program has ended.
 */
async function untilPrinted(subject: Subject, text: string): Promise<void> {
  const isThere = () =>
    subject.outputBytes.length >= byteLength(text) && newlines(subject.output) >= newlines(text);
  const isInTime = await subject.until(() => isThere() || subject.ending);
  if (isInTime && subject.output !== text) await subject.until(() => subject.ending);
}

function newlines(text: string): number {
  return text.split('\n').length - 1;
}

async function expectPrinted(
  trial: Trial,
  subject: Subject,
  replies: readonly string[],
  texts: readonly string[],
): Promise<void> {
  await untilPrinted(subject, lines(replies));
  const seen = subject.output;
  if (seen === lines(replies)) return;
  const printed = seen.split('\n').slice(0, -1);
  const compared = { expected: Buffer.from(lines(replies)), seen: subject.outputBytes };
  const isSilence = !subject.ending;
  if (subject.errors.includes(replies.join('\n'))) {
    return trial.fail({
      says: 'The answers stand on standard error; the contract wants them on standard output.',
      misconception:
        'A program that is asked for something gives it on standard output, where a pipe or a file can take it. Standard error is for what went wrong.',
      ...compared,
    });
  }
  if (seen === '') {
    return trial.fail({
      says: subject.ending
        ? `It ended with exit code ${subject.ending.code} and printed nothing.`
        : 'It printed nothing, although the answers came and the server ended.',
      misconception:
        'To end our side closes one direction only. The answers come along the other one, and somebody has to be there to read them: a client that closes the whole connection, or ends, has hung up before it was answered.',
      ...compared,
      isSilence,
    });
  }
  if (seen === lines(texts.map((text) => text.toUpperCase()))) {
    return trial.fail({
      says: 'It printed its own texts in capital letters, and not what the server sent.',
      misconception:
        'What a server answers is the server’s business. A client that works out the answer by itself shows what it expects, also where nothing of the kind has come.',
      ...compared,
    });
  }
  if (printed.filter((line) => line !== '').join() === replies.join()) {
    return trial.fail({
      says: 'It printed empty lines that did not come.',
      misconception:
        'The newline that closes a line is a part of what came. console.log and print put one more behind what they are given; write the line as it came, or take its newline off before.',
      ...compared,
    });
  }
  if (printed.length > 0 && [...printed].sort().join() === [...replies].sort().join()) {
    return trial.fail({
      says: 'It printed the lines in another order.',
      misconception:
        'A stream keeps the order: the first line that comes answers the first text. That order is all that tells which answer belongs to which text, so the lines have to be printed as they came.',
      ...compared,
    });
  }
  if (replies.join('\n').startsWith(seen.trimEnd())) {
    return trial.fail({
      says:
        seen.trimEnd() === replies.join('\n')
          ? 'It printed the lines without the last newline.'
          : 'It printed only the beginning of the answers.',
      misconception:
        'Every answer is printed with its newline, and every line that comes is an answer, until the server ends. One piece may hold several lines, and the last of them is closed by a newline as the others are.',
      ...compared,
      isSilence,
    });
  }
  return trial.fail({
    says: 'What it printed is not the lines that the server sent.',
    misconception:
      'Standard output is for the answers alone, each as it came, so that another program can read them. What else there is to say belongs on standard error.',
    ...compared,
    isSilence,
  });
}

async function expectGoodEnd(
  trial: Trial,
  subject: Subject,
  replies: readonly string[],
): Promise<void> {
  const ending = await subject.end();
  const expected = 'an end with exit code 0';
  if (!ending) {
    return trial.fail({
      says: 'It has printed everything, the server has ended, and it still runs.',
      misconception:
        'Node ends when nothing is left to wait for. A socket that is open is waited for, and so is a timer that nobody has cleared: with a time-out of minutes, such a client stays for minutes after its work is done.',
      expected,
      isSilence: true,
    });
  }
  if (ending.code !== 0) {
    return trial.fail({
      says: 'The server answered each line and ended, and that was taken for trouble.',
      misconception:
        'The end of the server’s side is how a full answer ends. It is trouble only where it comes too early; a script looks at the exit code to learn which of the two it was.',
      expected,
      seen: `exit code ${ending.code}`,
    });
  }
  if (subject.output === lines(replies)) return;
  return trial.fail({
    says: 'Behind the answers it printed more.',
    misconception:
      'Standard output is for the answers alone, so that another program can read them. What else there is to say belongs on standard error.',
    expected: Buffer.from(lines(replies)),
    seen: subject.outputBytes,
  });
}

async function expectWholeLines(
  trial: Trial,
  subject: Subject,
  { replies, pieces }: { readonly replies: readonly string[]; readonly pieces: readonly string[] },
): Promise<void> {
  await untilPrinted(subject, lines(replies));
  const seen = subject.output;
  if (seen === lines(replies)) return;
  const compared = { expected: Buffer.from(lines(replies)), seen: subject.outputBytes };
  if (lines(replies).startsWith(seen.trimEnd()) || pieces[0] === seen.trimEnd()) {
    return trial.fail({
      says: 'It printed only the beginning of what came.',
      misconception:
        'What one data event brings, or one recv, is what has come so far. It is not the answer, and that it came doesn’t say that no more will. Read until the stream ends.',
      ...compared,
      isSilence: !subject.ending,
    });
  }
  return trial.fail({
    says: 'The answers came in pieces, and the pieces show in what it printed.',
    misconception:
      'Where the kernel and Node cut the stream has nothing to do with lines: a piece may hold half a line, or the end of one and the beginning of the next. A line is closed by its newline and by nothing else, so nothing may be added or left out where a piece ends.',
    ...compared,
    isSilence: !subject.ending && seen.length < lines(replies).length,
  });
}

interface Trouble {
  /** What happened to the client, behind "although". */
  readonly although: string;
  readonly misconception: string;
  /** What had come: the most that may be printed. */
  readonly reply: string;
  readonly moreMs?: number;
}

/** The client has to end by itself, with a message and a code that is not 0. */
async function expectTrouble(
  trial: Trial,
  subject: Subject,
  { although, misconception, reply, moreMs = 0 }: Trouble,
): Promise<void> {
  const ending = await subject.end(trial.deadlineMs + moreMs);
  const expected = 'a message on standard error, and an exit code other than 0';
  if (!ending) {
    const says = `It still runs, although ${although}.`;
    return trial.fail({ says, misconception, expected, isSilence: true });
  }
  if (ending.code === 0 && subject.errors.trim() !== '') {
    return trial.fail({
      says: `It said something on standard error and ended with exit code 0, although ${although}.`,
      misconception:
        'A message is read by people. A shell, a script, a supervisor look at the exit code, and 0 tells them that all went well. Whoever reports trouble has to set it, too: process.exitCode.',
      expected,
      seen: 'exit code 0',
    });
  }
  if (ending.code === 0) {
    const says = `It ended with exit code 0, as if all were well, although ${although}.`;
    return trial.fail({ says, misconception, expected, seen: 'exit code 0' });
  }
  if (/^Node\.js v\d|^Traceback \(most/m.test(subject.errors)) {
    const says = `It died of an error that nobody caught: ${although}.`;
    return trial.fail({ says, misconception, expected, seen: 'a stack trace' });
  }
  if (subject.errors.trim() === '') {
    const says = `It said nothing on standard error, although ${although}.`;
    const seen = `exit code ${ending.code}, and nothing on standard error`;
    return trial.fail({ says, misconception, expected, seen });
  }
  if (reply.startsWith(subject.output.replace(/\r?\n$/, ''))) return;
  return trial.fail({
    says: 'It printed something on standard output that the server had not sent.',
    misconception:
      'Standard output is for the answers alone, so that another program can read them. Trouble belongs on standard error.',
    expected: Buffer.from(reply),
    seen: subject.outputBytes,
  });
}

/** Sends pieces so that the client gets each of them by itself, and ends. */
async function sendApart(peer: TcpPeer, pieces: readonly (string | Uint8Array)[]): Promise<void> {
  peer.socket.setNoDelay(true);
  for (const piece of pieces) {
    await peer.send(piece);
    await taken(peer);
  }
  peer.end();
}

/** How long the client may leave bytes in its kernel before we go on all the same. */
const TAKEN_LOOKS = 500;

/**
 * Waits until the client has taken all bytes out of its kernel: Linux shows both ends of the connection, with
 * what waits in them. Elsewhere two pieces may be taken as one, which makes a check weaker and never wrong.
 */
async function taken({ socket }: TcpPeer): Promise<void> {
  for (let looks = 0; looks < TAKEN_LOOKS; looks += 1) {
    await tick(2);
    if (process.platform !== 'linux') return;
    if (queuedBytes(socket.localPort ?? 0, socket.remotePort ?? 0) === 0) return;
  }
}

/** What waits to be sent by the first port and to be read at the second (proc(5), net/tcp). */
function queuedBytes(sender: number, receiver: number): number {
  const sockets = ['/proc/net/tcp', '/proc/net/tcp6'].filter(existsSync);
  const rows = sockets.flatMap((path) => readFileSync(path, 'latin1').split('\n'));
  const sizes = rows.map((row) => {
    const found = /:(\w{4}) \w+:(\w{4}) \w\w (\w{8}):(\w{8})/.exec(row)?.slice(1) ?? [];
    const [local, remote, unsent, unread] = found.map((digits) => Number.parseInt(digits, 16));
    if (local === sender && remote === receiver) return unsent ?? 0;
    return local === receiver && remote === sender ? (unread ?? 0) : 0;
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}

function words({ random }: Trial): string {
  return `${random.word(3)} ${random.word(4)}`;
}

function byteLength(text: string): number {
  return Buffer.byteLength(text);
}
