import type { Check } from '../../tools/system/check.ts';
import type { TcpPeer } from '../../tools/system/tcp-peer.ts';
import { type Contract, contractChecks, readyCheck } from './contract/server.ts';
import { doWrong, sendNonsense } from './contract/stranger.ts';
import { kernelBytes, written } from './tcp-server/buffers.ts';
import { Clock, expectAlive, NO_REPLY } from './tcp-server/clock.ts';
import {
  AFTER_RESET,
  ANY_BYTES,
  ANY_LETTER,
  BLANKS,
  CLIENT_END,
  CUT_LETTER,
  CUT_REPLIES,
  EMPTY_LINE,
  ENDLESS_LINE,
  IN_PIECES,
  LAST_LINE,
  LONG_LINE,
  LOST_REPLIES,
  NEXT_LINE,
  NO_NEWLINE,
  NO_REST,
  NO_WAITING,
  NOTHING_ELSE,
  ONE_LINE,
  OTHERS_WAIT,
  OWN_LINE,
  SLOW_READER,
  STOPS_ALL,
  TOGETHER,
  TURNED_AWAY,
} from './tcp-server/misconceptions.ts';
import { beginsAlike, expectAll, expectSoFar, overSays, sendCut } from './tcp-server/replies.ts';

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

const WAITING = 'While one client sent and did not read, another got no reply.';

/** How many round trips of another client prove that a client’s bytes are stuck. */
const ROUND_TRIPS = 30;

/** How many pieces a slow client reads slowly, before it reads the rest at once. */
const SLOW_TURNS = 400;

function size(bytes: number): string {
  return bytes.toLocaleString('en');
}
