import type { Check } from '../../tools/system/check.ts';
import type { Contract } from './contract/contract.ts';
import { contractChecks, readyCheck } from './contract/server.ts';
import { doWrong, sendNonsense } from './contract/stranger.ts';
import { ASK, CHAPTER, PIECES } from './tcp-server/by-hand.ts';
import { manyClients, noWaiting, ownLine } from './tcp-server/clients.ts';
import { Clock, expectAlive } from './tcp-server/clock.ts';
import { endlessLine, slowReader } from './tcp-server/memory.ts';
import {
  AFTER_RESET,
  ANY_BYTES,
  CLIENT_END,
  EMPTY_LINE,
  IN_PIECES,
  LAST_LINE,
  NEXT_LINE,
  NO_NEWLINE,
  NO_REST,
  NOTHING_ELSE,
  ONE_LINE,
  STOPS_ALL,
  TOGETHER,
  TURNED_AWAY,
} from './tcp-server/misconceptions.ts';
import { beginsAlike, expectAll, expectSoFar, overSays, sendCut } from './tcp-server/replies.ts';
import { anyLetter, blanks, cutLetter, longLine } from './tcp-server/text.ts';

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
  noWaiting,
  manyClients,
  ownLine,
  anyLetter,
  cutLetter,
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
  blanks,
  longLine,
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
  endlessLine,
  slowReader,
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
