import { readFileSync } from 'node:fs';
import type { Check } from '../../tools/system/check.ts';
import type { TcpPeer } from '../../tools/system/tcp-peer.ts';
import type { Reproach } from '../../tools/system/rejection.ts';
import type { Trial } from '../../tools/system/trial.ts';
import type { Address } from '../../tools/system/udp-peer.ts';
import { type Contract, contractChecks, readyCheck } from './contract/server.ts';
import { doWrong, sendNonsense } from './contract/stranger.ts';

const CHAPTER = 'chapters/05-uppercase-over-tcp.md';
const ASK = 'npx wirebook run 05/line-client -- 127.0.0.1 12000';
const PIECES = "(printf 'hel'; sleep 1; printf 'lo\\n') | nc 127.0.0.1 12000";

const contract: Contract = {
  id: 'tcp-server',
  transport: 'tcp',
  works: 'client-end',
  serves: async (trial, at) => {
    const client = await trial.tryToConnect(at);
    if (typeof client === 'string') return false;
    const word = trial.random.word();
    await client.send(`${word}\n`);
    client.end();
    return (await client.rest())?.toString() === `${word.toUpperCase()}\n`;
  },
  reads: {
    contract: `${CHAPTER}#exercise-tcp-server-answer-every-line`,
    taken: `${CHAPTER}#how-a-server-stops`,
    host: `${CHAPTER}#open-to-the-network`,
    stop: `${CHAPTER}#how-a-server-stops`,
  },
};

/** What the contract lets a client make the server hold, and the line that must be answered. */
const HELD_BYTES = 16_000_000;
const LINE_BYTES = 1_000_000;

export const checks: readonly Check[] = [
  readyCheck(contract),
  {
    id: 'one-line',
    title: 'answers a line',
    task: 1,
    needs: ['ready-line'],
    reads: `${CHAPTER}#a-server-for-lines`,
    byHand: `${ASK} hello`,
    hint: 2,
    async run(trial) {
      const server = await trial.sharedServer('tcp');
      const client = await trial.connect(server);
      const line = `${trial.random.word()}\n`;
      await client.send(line);
      await expectSoFar(trial, client, line, ONE_LINE, (seen, reply, isOver) => {
        if (seen === '' && !isOver) {
          return { says: 'A whole line was sent, and nothing came back.' };
        }
        if (seen === reply.trimEnd()) return { says: 'The reply lacks its newline.' };
        if (seen.startsWith(reply.trimEnd())) {
          const says = 'Behind the reply came something that is no part of it.';
          return seen.startsWith(reply) ? { says, misconception: NOTHING_ELSE } : undefined;
        }
        if (beginsAlike(seen, reply)) return undefined;
        return {
          says: 'Before the reply came something that is no part of it.',
          misconception: NOTHING_ELSE,
        };
      });
    },
  },
  {
    id: 'next-line',
    title: 'answers the next lines on the same connection',
    task: 1,
    needs: ['one-line'],
    reads: `${CHAPTER}#every-piece-every-error`,
    byHand: 'nc 127.0.0.1 12000, and type several lines',
    async run(trial) {
      const server = await trial.sharedServer('tcp');
      const client = await trial.connect(server);
      let sent = '';
      for (let count = 0; count < 5; count += 1) {
        const line = `${trial.random.word()}\n`;
        sent += line;
        await client.send(line);
        await expectSoFar(trial, client, sent, NEXT_LINE, (seen, replies) => {
          const known = sent.length - line.length;
          if (replies.startsWith(seen)) return undefined;
          if (beginsAlike(seen.slice(known), replies.slice(known))) return undefined;
          const says = 'Between two replies, something came that is no part of either.';
          return { says, misconception: NOTHING_ELSE };
        });
      }
    },
  },
  {
    id: 'client-end',
    title: 'ends its side when the client has ended its own',
    task: 3,
    needs: ['next-line'],
    reads: `${CHAPTER}#every-piece-every-error`,
    byHand: `${ASK} hello`,
    hint: 2,
    async run(trial) {
      const server = await trial.sharedServer('tcp');
      for (const line of [`${trial.random.word()}\n`, '']) {
        const client = await trial.connect(server);
        if (line !== '') await client.send(line);
        await expectSoFar(trial, client, line, ONE_LINE, (seen, _, isOver) =>
          seen === '' && isOver
            ? { says: overSays(client), misconception: TURNED_AWAY }
            : undefined,
        );
        client.end();
        await expectAll(trial, client, line, CLIENT_END, (seen, replies) => {
          if (!seen.startsWith(replies) || seen.length === replies.length) return undefined;
          const says = 'Every line had its reply, and then the client’s end was answered, too.';
          return { says, misconception: NO_REST };
        });
      }
    },
  },
  {
    id: 'together',
    title: 'answers all lines that come in one piece',
    task: 2,
    needs: ['client-end'],
    reads: `${CHAPTER}#whole-lines`,
    byHand: "printf 'one\\ntwo\\nthree\\n' | nc 127.0.0.1 12000",
    hint: 2,
    async run(trial) {
      const server = await trial.sharedServer('tcp');
      const client = await trial.connect(server);
      const lines = `${trial.random.word()}\n${trial.random.word()}\n${trial.random.word()}\n`;
      await client.send(lines);
      await expectSoFar(trial, client, lines, TOGETHER);
    },
  },
  {
    id: 'in-pieces',
    title: 'answers a line that comes in pieces',
    task: 2,
    needs: ['together'],
    reads: `${CHAPTER}#a-piece-is-not-a-message`,
    byHand: PIECES,
    hint: 2,
    async run(trial) {
      const server = await trial.sharedServer('tcp');
      const words = Array.from({ length: 4 }, () => [trial.random.word(5), trial.random.word(4)]);
      await sendCut(trial, server, words, IN_PIECES);
    },
  },
  {
    id: 'no-waiting',
    title: 'serves one client while another is silent',
    task: 2,
    needs: ['client-end'],
    reads: `${CHAPTER}#who-has-to-wait`,
    byHand: `nc 127.0.0.1 12000, and in another terminal ${ASK} hello`,
    async run(trial) {
      const server = await trial.sharedServer('tcp');
      const silent = await trial.connect(server);
      const busy = await trial.connect(server);
      const line = `${trial.random.word()}\n`;
      await busy.send(line);
      await expectSoFar(trial, busy, line, NO_WAITING, (seen) =>
        seen === ''
          ? { says: 'While one client was connected and silent, another got no reply.' }
          : undefined,
      );
      const late = `${trial.random.word()}\n`;
      await silent.send(late);
      await expectSoFar(trial, silent, late, OWN_LINE, () => {
        const all = `${silent.received}${busy.received}`;
        if (silent.received.includes(line.toUpperCase())) {
          return { says: 'A client got the reply to a line that another client had sent.' };
        }
        if (!all.includes(late.toUpperCase())) return { misconception: NO_WAITING };
        return { says: 'The reply to one client’s line went to another client.' };
      });
    },
  },
  {
    id: 'own-line',
    title: 'keeps the lines of different clients apart',
    task: 2,
    needs: ['no-waiting', 'in-pieces'],
    reads: `${CHAPTER}#whole-lines`,
    byHand: `${PIECES}, in two terminals at once`,
    hint: 2,
    async run(trial) {
      const server = await trial.sharedServer('tcp');
      const words = () => [trial.random.word(), trial.random.word(), trial.random.word()] as const;
      const clients: { peer: TcpPeer; words: ReturnType<typeof words> }[] = [];
      for (let count = 0; count < 5; count += 1) {
        clients.push({ peer: await trial.connect(server), words: words() });
      }
      for (const { peer, words } of clients) {
        await peer.send(`${words[0]}\n${words[1]}`);
        await peer.bytes(words[0].length + 1);
      }
      for (const { peer, words } of clients) {
        const [first, head, tail] = words;
        await peer.send(`${tail}\n`);
        const others = clients.filter((client) => client.peer !== peer);
        const foreign = others.flatMap((other) => other.words.map((word) => word.toUpperCase()));
        await expectSoFar(trial, peer, `${first}\n${head}${tail}\n`, OWN_LINE, (seen) =>
          foreign.some((word) => seen.includes(word))
            ? { says: 'A client got letters that another client had sent.' }
            : undefined,
        );
      }
    },
  },
  {
    id: 'any-letter',
    title: 'knows the capitals of all letters',
    task: 2,
    needs: ['one-line'],
    reads: 'chapters/04-uppercase-over-udp.md#what-uppercase-does-to-a-text',
    byHand: `${ASK} straße`,
    async run(trial) {
      const server = await trial.sharedServer('tcp');
      const client = await trial.connect(server);
      let sent = '';
      for (const letters of ['äöü', 'straße', 'жизнь', 'ñandú', 'ΐ', 'i 🚲']) {
        const line = `${trial.random.word(3)} ${letters}\n`;
        sent += line;
        await client.send(line);
        await expectSoFar(trial, client, sent, ANY_LETTER);
      }
    },
  },
  {
    id: 'cut-letter',
    title: 'puts together a letter that was cut in two',
    task: 2,
    needs: ['in-pieces', 'any-letter'],
    reads: `${CHAPTER}#every-piece-every-error`,
    byHand: "(printf 'caf\\303'; sleep 1; printf '\\251\\n') | nc 127.0.0.1 12000",
    async run(trial) {
      const server = await trial.sharedServer('tcp');
      const cuts = ['é', 'ж', '€', '🚲'].flatMap((letter) => {
        const bytes = Buffer.from(`${trial.random.word(3)}${letter}${trial.random.word(3)}`);
        const inside = Array.from(
          { length: Buffer.byteLength(letter) - 1 },
          (_, index) => 4 + index,
        );
        return inside.map((at) => [bytes.subarray(0, at), bytes.subarray(at)]);
      });
      await sendCut(trial, server, cuts, CUT_LETTER);
    },
  },
  {
    id: 'last-line',
    title: 'answers an unfinished last line',
    task: 3,
    needs: ['in-pieces'],
    reads: `${CHAPTER}#a-server-for-lines`,
    byHand: "printf 'one\\ntwo' | nc 127.0.0.1 12000",
    hint: 3,
    async run(trial) {
      const server = await trial.sharedServer('tcp');
      for (const before of [`${trial.random.word()}\n`, '']) {
        const client = await trial.connect(server);
        const last = trial.random.word();
        await client.send(before + last);
        client.end();
        await expectAll(trial, client, before + last, LAST_LINE, (seen, replies) => {
          if (seen === before.toUpperCase())
            return { says: 'The unfinished last line got no reply.' };
          if (seen !== `${replies}\n`) return undefined;
          return {
            says: 'The reply to an unfinished last line ends with a newline.',
            misconception: NO_NEWLINE,
          };
        });
      }
    },
  },
  {
    id: 'empty-line',
    title: 'answers an empty line',
    task: 2,
    needs: ['together'],
    reads: `${CHAPTER}#a-client-that-knows-when-it-has-everything`,
    byHand: `${ASK} one "" two`,
    async run(trial) {
      const server = await trial.sharedServer('tcp');
      const client = await trial.connect(server);
      const lines = `\n${trial.random.word()}\n\n\n${trial.random.word()}\n`;
      await client.send(lines);
      client.end();
      await expectAll(trial, client, lines, EMPTY_LINE, (seen, replies) =>
        seen === replies.replace(/^\n|(?<=\n)\n/g, '')
          ? { says: 'The lines with letters got their replies, and the empty lines none.' }
          : undefined,
      );
    },
  },
  {
    id: 'blanks',
    title: 'keeps blanks, carriage returns and all the rest of a line',
    task: 2,
    needs: ['empty-line'],
    reads: `${CHAPTER}#a-server-for-lines`,
    byHand: "printf ' one \\r\\n' | nc 127.0.0.1 12000 | od -c",
    async run(trial) {
      const server = await trial.sharedServer('tcp');
      const word = () => trial.random.word(4);
      const lines: readonly (readonly [line: string, fault: string])[] = [
        [`  ${word()} \t${word()}\t \n`, 'Blanks at the edges of a line are not in its reply.'],
        [`${word()}\r\n`, 'The carriage return before a newline is not in the reply.'],
        [`${word()}\r${word()}\r\n`, 'The reply differs where a carriage return was.'],
        [
          `${word()}\u2028${word()}\v${word()}\f${word()}\n`,
          'The reply differs where a character stands that some take for the end of a line.',
        ],
      ];
      for (const [line, fault] of lines) {
        const client = await trial.connect(server);
        await client.send(line);
        client.end();
        await expectAll(trial, client, line, BLANKS, () => ({ says: fault }));
      }
    },
  },
  {
    id: 'long-line',
    title: 'answers a line of a million bytes',
    task: 2,
    needs: ['in-pieces'],
    reads: `${CHAPTER}#whole-lines`,
    byHand: `${ASK} "$(printf '%0100000d' 0)"`,
    async run(trial) {
      const server = await trial.sharedServer('tcp');
      const client = await trial.connect(server);
      const line = `${trial.random
        .word(50)
        .repeat(LINE_BYTES / 50)
        .slice(1)}\n`;
      const flushed = client.send(line);
      await client.bytes(line.length, trial.patience.startMs);
      if (client.receivedBytes >= line.length) await flushed;
      await expectSoFar(trial, client, line, LONG_LINE, (seen, _, isOver) =>
        seen.length < line.length && isOver
          ? { says: 'The connection was over before a line of a million bytes had its reply.' }
          : undefined,
      );
    },
  },
  {
    id: 'reset',
    title: 'survives a client that resets',
    task: 4,
    needs: ['own-line'],
    reads: `${CHAPTER}#a-client-that-slams-the-door`,
    byHand: `npx wirebook run 05/resetter, then ${ASK} hello`,
    async run(trial) {
      const server = await trial.sharedServer('tcp');
      const other = await Clock.start(trial, server);
      const line = `${trial.random.word()}\n`;
      const idle = await trial.connect(server);
      await idle.send(line);
      await expectSoFar(trial, idle, line, ONE_LINE);
      idle.reset();
      await expectAlive(trial, server, other, AFTER_RESET);
      await doWrong(trial, server, async (hasty) => {
        hasty.socket.pause();
        await hasty.send(line.repeat(1_000));
        hasty.reset();
      });
      await doWrong(trial, server, async (half) => {
        await half.send('half a line');
        half.reset();
      });
      await expectAlive(trial, server, other, AFTER_RESET);
    },
  },
  {
    id: 'any-bytes',
    title: 'survives bytes that are no text',
    task: 4,
    needs: ['own-line'],
    reads: `${CHAPTER}#a-piece-is-not-a-message`,
    byHand: "printf '\\377\\376\\n' | nc 127.0.0.1 12000",
    async run(trial) {
      const server = await trial.sharedServer('tcp');
      const other = await Clock.start(trial, server);
      for (const bytes of [[0xff, 0xfe, 0x0a], [0xc3], [0xed, 0xa0, 0x80, 0x0a]]) {
        await doWrong(trial, server, async (stranger) => await sendNonsense(stranger, bytes));
        await expectAlive(trial, server, other, ANY_BYTES);
      }
    },
  },
  {
    id: 'endless-line',
    title: 'refuses a line without end',
    task: 5,
    needs: ['long-line'],
    reads: `${CHAPTER}#whole-lines`,
    byHand: "head -c 100000000 /dev/zero | tr '\\0' a | nc 127.0.0.1 12000",
    async run(trial) {
      const server = await trial.sharedServer('tcp');
      const other = await Clock.start(trial, server);
      const client = await trial.connect(server);
      const total = HELD_BYTES + kernelBytes(trial);
      const piece = Buffer.alloc(2 ** 20, 'a');
      // Whoever answers before the newline has come holds nothing, and may go on.
      const isRefused = () => client.isOver || client.receivedBytes > HELD_BYTES || undefined;
      let sentBytes = 0;
      trial.note(`sending   up to ${size(total)} letters without a newline`);
      while (sentBytes < total && !isRefused()) {
        if (!(await written(client, piece, isRefused, trial.patience.startMs))) break;
        sentBytes += piece.length;
      }
      if (!(await client.until(isRefused))) {
        return trial.fail({
          says:
            sentBytes >= HELD_BYTES
              ? `A line went beyond ${size(HELD_BYTES)} bytes, and the connection still stands.`
              : 'Of a line without end no more was taken, and the connection still stands.',
          misconception: ENDLESS_LINE,
          expected: 'an end of the connection',
          isSilence: true,
        });
      }
      client.close();
      await expectAlive(trial, server, other, ENDLESS_LINE);
    },
  },
  {
    id: 'slow-reader',
    title: 'makes a client wait that does not read',
    task: 5,
    needs: ['long-line'],
    reads: `${CHAPTER}#a-server-for-lines`,
    byHand: 'yes hello | nc 127.0.0.1 12000 | sleep 60, and look at the memory of your program',
    hint: 3,
    async run(trial) {
      const server = await trial.sharedServer('tcp');
      const other = await Clock.start(trial, server);
      const client = await trial.connect(server);
      client.socket.pause();
      const total = HELD_BYTES + 2 * kernelBytes(trial);
      const lines: string[] = [];
      let sentBytes = 0;
      let flushed = true;
      trial.note(`sending   up to ${size(total)} bytes of lines, reading nothing`);
      while (sentBytes < total && flushed) {
        const line = `${trial.random.word(4).repeat(2 ** 14)}\n`;
        lines.push(line);
        sentBytes += line.length;
        flushed = false;
        client.socket.write(line, () => (flushed = true));
        for (let turn = 0; turn < ROUND_TRIPS && !flushed && !client.isOver; turn += 1) {
          await other.tick(() => ({ says: WAITING, ...NO_REPLY }), OTHERS_WAIT);
        }
      }
      const hasWaited = !flushed;
      trial.note(`sent      ${size(sentBytes)} bytes${hasWaited ? ', then it had to wait' : ''}`);
      // Ends with a reply for which no room is left as long as the client reads slowly.
      const last = 'ΐ'.repeat(LINE_BYTES / 2 - 1);
      lines.push(last);
      client.socket.write(last);
      client.end();
      for (let turn = 0; turn < SLOW_TURNS && hasWaited && !client.isOver; turn += 1) {
        const before = client.receivedBytes;
        client.socket.resume();
        const hasMore = () => client.receivedBytes > before || client.isOver || undefined;
        if (!(await client.until(hasMore))) break;
        client.socket.pause();
        await other.tick(() => ({ says: WAITING, ...NO_REPLY }), OTHERS_WAIT);
      }
      client.socket.resume();
      const replies = Buffer.from(lines.join('').toUpperCase());
      const isOver = await client.until(() => client.isOver || undefined);
      const seen = client.received;
      trial.note(`received  ${size(seen.length)} bytes of replies in all`);
      if (seen.length < replies.length) {
        return trial.fail({
          says: 'A client read no reply until all its lines were sent. Then a part of the replies did not come.',
          misconception: hasWaited && isOver ? CUT_REPLIES : LOST_REPLIES,
          expected: 'a reply to every line',
          seen: `a part of the replies, then ${isOver ? 'the end of the connection' : 'nothing'}`,
          ...(isOver ? {} : { isSilence: true }),
        });
      }
      if (!seen.equals(replies)) {
        const says = 'The replies that had to wait are not the uppercase of the lines.';
        return trial.fail({ says, misconception: LOST_REPLIES, expected: replies, seen });
      }
      if (hasWaited) return;
      return trial.fail({
        says: 'It went on taking lines from a client that read no reply.',
        misconception: SLOW_READER,
        expected: 'a client that has to wait',
        seen: `${size(HELD_BYTES)} bytes more than the kernels of both sides can hold`,
      });
    },
  },
  ...contractChecks(contract),
  {
    id: 'stops-all',
    title: 'ends with code 0 on SIGTERM while clients are connected',
    needs: ['stops'],
    reads: `${CHAPTER}#how-a-server-stops`,
    byHand: 'nc 127.0.0.1 12000, then kill the server',
    hint: 1,
    async run(trial) {
      if (process.platform === 'win32') return trial.notHere('Windows has no SIGTERM');
      const server = await trial.server('tcp');
      const line = `${trial.random.word()}\n`;
      const client = await trial.connect(server);
      await client.send(line);
      await expectSoFar(trial, client, line, ONE_LINE);
      await (await trial.connect(server)).send('half a line');
      server.subject.signal('SIGTERM');
      trial.note('sent      SIGTERM');
      const ending = await server.subject.end();
      const expected = 'an end with exit code 0';
      if (!ending) {
        return trial.fail({
          says: 'After SIGTERM it goes on running, because clients are connected.',
          misconception: STOPS_ALL,
          expected,
          isSilence: true,
        });
      }
      if (ending.code === 0) return;
      return trial.fail({
        says: `On SIGTERM with clients connected, it ended with exit code ${ending.code}.`,
        misconception: STOPS_ALL,
        expected,
        seen: `exit code ${ending.code}`,
      });
    },
  },
];

const ONE_LINE =
  'A line is finished when its newline has come. Its reply is due then: the line in capital letters, and a newline. The client may be waiting for it, with its side of the connection still open; a server that waits for the client’s end waits for a client that waits for it.';

const NOTHING_ELSE =
  'The client counts on the contract: what comes is replies, and each of them ends with a newline. A greeting or a prompt is taken for a part of a reply, because nothing in a stream tells what a byte is meant to be.';

const NEXT_LINE =
  'A connection lasts until one side ends it, not until the first answer. The event data comes once for each piece; whoever listens with once hears the first, and whoever calls end after a reply says that there will never be another.';

const CLIENT_END =
  'The client’s end says that no more lines will come. All is answered then, so the server ends its own side; the client takes that for the sign that it has every reply. A connection that nobody ends stays, and with it a socket on both sides.';

const TURNED_AWAY =
  'Any number of clients may be connected at a time, and one that has ended may be followed by the next before its connection is gone. A server turns nobody away.';

const NO_REST =
  'What follows the last newline is the beginning of the next line. Where nothing follows, there is no such line, and nothing to answer: a text that is split at its newlines has an empty string behind the last one.';

const NO_WAITING =
  'Clients come when they like and speak when they like. While one is silent, the server has to serve all others: a server that waits for one connection, with the others in a queue behind it, can be stopped by anybody who connects and says nothing.';

const OWN_LINE =
  'Each connection is a stream of its own, and pieces of all of them arrive in any order. The unfinished line belongs to its connection: one variable for all of them mixes the clients’ letters, and may give one client what another one sent.';

const TOGETHER =
  'One piece may hold any number of lines: TCP keeps the order of bytes and nothing else. Three lines that were sent in three writes may arrive in one piece, too. After a line has been taken out, look for the next newline in what is left, before you wait for more.';

const IN_PIECES =
  'A piece is no line. The kernel and the network cut the stream where they like, so the event data may bring the beginning of a line, its middle, or the end of one and the beginning of the next. Only the newline says that a line is whole; keep what has no newline yet.';

const ANY_LETTER =
  'The bytes of a text are its UTF-8 encoding. A letter may take several of them, and its capital may take more: ΐ has two bytes, its capital six. So decode the bytes as UTF-8, let the string make its capitals (toUpperCase), and send that string’s bytes, however many they are.';

const CUT_LETTER =
  'In UTF-8 a letter may take two, three or four bytes, and a piece may end between them. Decoding each piece by itself turns both halves into the mark for what can’t be read (�). Keep bytes until a whole line is there, or use a decoder that remembers the first half. setNoDelay is no help: it concerns the bytes that we send, not the pieces that come.';

const LAST_LINE =
  'The client’s end closes the last line, too: it is the whole text of many a client. So the end is the moment to answer what is still held. And the reply must be able to leave: unless allowHalfOpen is set, Node ends our side as soon as the client has ended its own, and what is written afterwards is lost. A plain for await over a connection may destroy it when the loop is over, whatever allowHalfOpen says; iterator({ destroyOnReturn: false }) doesn’t.';

const NO_NEWLINE =
  'The reply has a newline where the line had one. By its absence the client can tell that it sent an unfinished line, or that a reply was cut off.';

const EMPTY_LINE =
  'An empty line is a line: its newline came, and the client counts the replies. Only where nothing follows the last newline is there no line.';

const BLANKS =
  'A line is all bytes before the byte 0x0A. Blanks, carriage returns and other separators are characters like any other: trim takes some away, and ready-made line readers (readline, splitlines, a split at \\r?\\n) end lines at more places than the contract does.';

const LONG_LINE =
  'A line is as long as the client makes it. Buffers have sizes, 64 KiB is that of many, but they are sizes of pieces: a line may go through many of them. A limit for lines is a decision of the contract, here 1,000,000 bytes at least.';

const AFTER_RESET =
  'A client can break its connection at any time, by a reset. Node tells of it by the event error of that connection, and an error event without a listener ends the process, with the connections of all others. Every connection needs its listener, as soon as it is there.';

const ANY_BYTES =
  'Anybody can send any bytes to a port. A decoder that throws at what is no UTF-8, in a listener in which nobody catches it, ends the service for all. Decode with one that puts a mark in the place of what it can’t read, or catch the error and end this one connection.';

const ENDLESS_LINE =
  'A client may never send a newline. If the server holds all that has come of a line, such a client decides how much memory the server takes, and one is enough to end it for all. So a line has a limit, and a connection that goes beyond it is ended.';

const WAITING = 'While one client sent and did not read, another got no reply.';

const OTHERS_WAIT =
  'A client that doesn’t read fills the buffers between it and the server. Then writing to it must wait, but nobody else may: a call that blocks until all is written stops the whole service.';

const LOST_REPLIES =
  'When write returns false, the bytes have been taken and wait in memory; it only asks to be patient. So no reply needs to be dropped. Stop reading from this client (pause), and go on (resume) when the event drain says that its replies have left.';

const CUT_REPLIES =
  'write takes bytes that the kernel has no room for, and keeps them until there is. destroy throws them away. A connection whose replies are still to leave has to be ended by end, which lets them go first; that a client reads slowly is no reason to cut it off.';

const SLOW_READER =
  'write never refuses. What the kernel doesn’t take waits in the memory of the server, without a limit, and a client that sends and never reads fills it with its own replies. When write returns false, read no more from this client until drain: then the client’s own writes stall.';

const STOPS_ALL =
  'server.close() refuses new clients and waits for those that are connected, who may never leave. node:net ends no connection by itself: keep a list of them, and destroy what is left when the server has to stop.';

const NO_REPLY = { expected: 'a reply to its line', seen: 'none' };

/** How many round trips of another client prove that a client’s bytes are stuck. */
const ROUND_TRIPS = 30;

/** After so many letters a clock connects anew, so that what it has to compare stays short. */
const MOST_SENT = 1_000;

/** How many pieces a slow client reads slowly, before it reads the rest at once. */
const SLOW_TURNS = 400;

/** What is to be told instead of the general words, where a fault shows in what came. */
type Told = (
  seen: string,
  replies: string,
  isOver: boolean,
) => Partial<Pick<Reproach, 'says' | 'misconception' | 'expected' | 'seen'>> | undefined;

/** Expects the replies to the lines that were sent on a connection so far, and nothing else. */
async function expectSoFar(
  trial: Trial,
  client: TcpPeer,
  sent: string,
  misconception: string,
  told: Told = () => undefined,
): Promise<void> {
  const expected = Buffer.from(sent.toUpperCase());
  const isDecided = () =>
    client.receivedBytes >= expected.length ||
    client.isOver ||
    (client.receivedBytes < 1_000 && !isStart(client.received, expected)) ||
    undefined;
  await client.until(isDecided);
  if (client.received.equals(expected)) return;
  const isOver = client.isOver;
  const isSilence = !isOver && isStart(client.received, expected);
  if (!isOver && !isSilence) {
    client.end(); // and show all that it has to say, not what came first by chance
    await client.rest();
  }
  const seen = client.received;
  return trial.fail({
    says: isOver ? overSays(client) : differsSays(seen, expected),
    misconception,
    expected,
    ...(seen.length > 0 || !isSilence ? { seen } : {}),
    ...told(seen.toString(), expected.toString(), isOver),
    isSilence,
  });
}

/** Expects the replies to all that was sent on a connection that was ended, and the server’s end. */
async function expectAll(
  trial: Trial,
  client: TcpPeer,
  sent: string,
  misconception: string,
  told: Told = () => undefined,
): Promise<void> {
  const expected = Buffer.from(sent.toUpperCase());
  const rest = await client.rest();
  const seen = rest ?? client.received;
  if (rest?.equals(expected) && client.error === undefined) return;
  const special = seen.equals(expected)
    ? undefined
    : told(seen.toString(), expected.toString(), rest !== undefined);
  if (!rest) {
    const isComplete = seen.equals(expected);
    const before = isComplete ? 'All replies came, but a' : 'A';
    return trial.fail({
      says: `${before}fter the client’s end, the server did not end its own side.`,
      misconception,
      ...special,
      expected: isComplete ? 'an end of the connection' : expected,
      ...(isComplete ? {} : { seen }),
      isSilence: true,
    });
  }
  const says = client.error === undefined ? differsSays(seen, expected) : overSays(client);
  return trial.fail({ says, misconception, ...special, expected, seen });
}

/**
 * Sends each line in two pieces, the second together with the first piece of the next line: when its reply
 * has come, that piece has been read, too, and is not in one piece with what follows.
 */
async function sendCut(
  trial: Trial,
  server: Address,
  lines: readonly (readonly (string | Uint8Array)[])[],
  misconception: string,
): Promise<void> {
  const client = await trial.connect(server);
  let sent = Buffer.alloc(0);
  let piece = Buffer.from(`${trial.random.word(4)}\n`);
  for (const [head = '', tail = ''] of lines) {
    const due = Buffer.concat([sent, piece]).toString();
    piece = Buffer.concat([piece, Buffer.from(head)]);
    await client.send(piece);
    sent = Buffer.concat([sent, piece]);
    const seen = await client.bytes(Buffer.byteLength(due.toUpperCase()));
    // Whoever answers before the newline has come may have said more by now.
    if (!isStart(Buffer.from(due.toUpperCase()), seen)) {
      return await expectSoFar(trial, client, due, misconception);
    }
    piece = Buffer.concat([Buffer.from(tail), Buffer.from('\n')]);
  }
  await client.send(piece);
  const all = Buffer.concat([sent, piece]).toString();
  return await expectSoFar(trial, client, all, misconception);
}

function size(bytes: number): string {
  return bytes.toLocaleString('en');
}

function differsSays(seen: Buffer, expected: Buffer): string {
  if (seen.length === 0) return 'Nothing came back.';
  if (isStart(seen, expected)) return 'A part of the replies is missing.';
  if (isStart(expected, seen)) return 'More came than the replies.';
  return 'What came is not the uppercase of the lines.';
}

function overSays({ error, receivedBytes }: TcpPeer): string {
  const how =
    error === undefined ? 'The server ended the connection' : `The connection broke (${error})`;
  return `${how} ${receivedBytes === 0 ? 'before any reply' : 'before all replies'} had come.`;
}

/** Whether two texts begin with the same letter, small or capital. */
function beginsAlike(one: string, other: string): boolean {
  return one.slice(0, 1).toLowerCase().startsWith(other.slice(0, 1).toLowerCase());
}

function isStart(bytes: Buffer, whole: Buffer): boolean {
  return bytes.length <= whole.length && whole.subarray(0, bytes.length).equals(bytes);
}

/**
 * A client that does nothing wrong. Each of its round trips takes a server at least one turn, in which it
 * comes by what others had sent before.
 */
class Clock {
  readonly #trial: Trial;
  readonly #server: Address;
  #peer: TcpPeer;
  readonly #word: string;
  #sent = '';

  private constructor(trial: Trial, server: Address, peer: TcpPeer) {
    this.#trial = trial;
    this.#server = server;
    this.#peer = peer;
    this.#word = trial.random.word();
  }

  static async start(trial: Trial, server: Address): Promise<Clock> {
    const clock = new Clock(trial, server, await trial.connect(server));
    await clock.tick();
    return clock;
  }

  async tick(told?: Told, misconception = NO_WAITING): Promise<void> {
    if (this.#sent.length > MOST_SENT) {
      this.#peer.close();
      this.#peer = await this.#trial.connect(this.#server);
      this.#sent = '';
    }
    const line = `${this.#word} ${this.#sent.length}\n`;
    this.#sent += line;
    await this.#peer.send(line);
    await expectSoFar(this.#trial, this.#peer, this.#sent, misconception, told);
  }
}

/** The server still answers who was connected, and who comes anew. */
async function expectAlive(
  trial: Trial,
  server: Address,
  other: Clock,
  misconception: string,
): Promise<void> {
  const says = 'Another client, who did nothing wrong, got no reply.';
  const told: Told = () => ({ says, ...NO_REPLY });
  await other.tick(told, misconception);
  const peer = await trial.tryToConnect(server);
  if (typeof peer === 'string') {
    const says = `The next client could not connect (${peer}): the service is gone.`;
    return trial.fail({ says, misconception, expected: 'a connection', seen: peer });
  }
  const line = `${trial.random.word()}\n`;
  await peer.send(line);
  await expectSoFar(trial, peer, line, misconception);
  await other.tick(told, misconception);
}

/** Whether the kernel took all bytes before something else was decided, or the time was over. */
async function written(
  client: TcpPeer,
  bytes: Buffer,
  isDecided: () => true | undefined,
  limitMs: number,
): Promise<boolean> {
  let isWritten: true | undefined;
  const wake = new Promise<void>((resolve) => {
    client.socket.write(bytes, () => {
      isWritten = true;
      resolve();
    });
  });
  await Promise.race([wake, client.until(() => isWritten ?? isDecided(), limitMs)]);
  return isWritten === true;
}

/** How much the kernel may hold of one direction of a connection, at both of its ends. */
function kernelBytes(trial: Trial): number {
  const bytes = most('tcp_rmem') + most('tcp_wmem');
  if (bytes <= 256 * 2 ** 20) return bytes;
  return trial.notHere('the kernel of this machine may hold more than 256 MiB for a connection');
}

function most(name: string): number {
  try {
    return Number(readFileSync(`/proc/sys/net/ipv4/${name}`, 'utf8').trim().split(/\s+/)[2]);
  } catch {
    return 16 * 2 ** 20; // elsewhere buffers are smaller than that
  }
}
