import type { Check } from '../../tools/system/check.ts';
import type { UdpPeer } from '../../tools/system/udp-peer.ts';
import type { Contract } from './contract/contract.ts';
import { contractChecks, readyCheck } from './contract/server.ts';
import {
  LETTERS,
  NO_STREAM,
  ONE_SOCKET,
  RETURN_ADDRESS,
  SAME_AGAIN,
} from './udp-server/misconceptions.ts';
import {
  expectAlive,
  expectSocket,
  failReply,
  failText,
  failUnanswered,
  isReplyTo,
  onLoopback,
  USUAL_PORT,
  usualPort,
  wrongLetters,
} from './udp-server/replies.ts';

const CHAPTER = 'chapters/04-uppercase-over-udp.md';
const ASK = 'npx wirebook run 04/client -- 127.0.0.1 12000';

const contract: Contract = {
  id: 'udp-server',
  transport: 'udp',
  works: 'answers-sender',
  serves: async (trial, at) => {
    const client = await trial.udp(at.host);
    const word = trial.random.word();
    await client.send(word, at);
    return (await client.next())?.bytes.toString() === word.toUpperCase();
  },
  reads: {
    contract: `${CHAPTER}#exercise-udp-server-answer-the-sender`,
    taken: `${CHAPTER}#four-faults-of-a-server`,
    host: 'chapters/01-udp-model.md#here-or-everywhere',
    stop: `${CHAPTER}#four-faults-of-a-server`,
  },
};

/** About as much as fits a datagram; elsewhere less is allowed by default (9,216 on macOS). */
const LONG_BYTES = process.platform === 'linux' ? 65_000 : 9_000;

const [ownPort, ...restOfContract] = contractChecks(contract);

export const checks: readonly Check[] = [
  readyCheck(contract),
  {
    id: 'answers-sender',
    title: 'answers the sender',
    task: 1,
    needs: ['ready-line'],
    reads: `${CHAPTER}#a-server-that-answers`,
    byHand: `${ASK} hello`,
    hint: 2,
    async run(trial) {
      const server = onLoopback(await trial.sharedServer('udp'));
      const usual = await usualPort(trial);
      const client = await trial.udp();
      const word = trial.random.word();
      const expected = Buffer.from(word.toUpperCase());
      await client.send(word, server);
      const reply = await client.next();
      const astray = !reply && usual && usual.waiting > 0 ? await usual.next() : undefined;
      if (astray?.bytes.equals(expected)) {
        return trial.fail({
          says: `Its reply went to port ${USUAL_PORT}, not to the socket that asked.`,
          misconception: RETURN_ADDRESS,
          expected: `a datagram to 127.0.0.1:${client.port}`,
          seen: `a datagram to 127.0.0.1:${USUAL_PORT}`,
        });
      }
      if (!reply) {
        if (!server.subject.ending) await expectSocket(trial, server);
        return failUnanswered(trial, server, {
          says: 'Nothing came back to the socket that asked.',
          misconception: RETURN_ADDRESS,
          expected,
        });
      }
      if (reply.from.port !== server.port) {
        return trial.fail({
          says: `The reply came from port ${reply.from.port}; port ${server.port} was asked.`,
          misconception:
            'A reply carries the address of the socket that sends it. A second socket has a port of its own, so a client that takes replies only from the address it asked drops them. Send from the socket on which the request came.',
          expected: `a datagram from ${server.host}:${server.port}`,
          seen: `a datagram from ${reply.from.host}:${reply.from.port}`,
        });
      }
      if (reply.bytes.equals(expected)) return;
      const hasMore = reply.bytes.indexOf(expected) >= 0;
      return trial.fail({
        says: hasMore
          ? 'The reply has more in it than the uppercase of the request.'
          : 'The reply is not the uppercase of the request.',
        misconception: hasMore
          ? 'The reply is the text of this one request in capital letters, nothing before it, nothing behind it. A datagram is a whole by itself, so a reply needs no newline to end it and no word to begin it.'
          : LETTERS,
        expected,
        seen: reply.bytes,
      });
    },
  },
  ownPort,
  {
    id: 'serves-on',
    title: 'answers every request, one by one',
    task: 1,
    needs: ['answers-sender', 'own-port'],
    reads: 'chapters/01-udp-model.md#four-words-four-datagrams',
    byHand: `${ASK} hello, several times`,
    async run(trial) {
      const server = onLoopback(await trial.server('udp'));
      const client = await trial.udp();
      const words: string[] = [];
      for (let count = 1; count <= 20; count += 1) {
        const word = trial.random.word();
        await client.send(word, server);
        const reply = await client.next();
        const others = { before: words, misconception: NO_STREAM };
        if (!isReplyTo(reply, word)) return failReply(trial, server, { reply, word, ...others });
        words.push(word);
      }
      const [again = ''] = words;
      await client.send(again, server);
      const second = await client.next();
      if (!second) {
        return failUnanswered(trial, server, {
          says: 'A request got no reply when it came for the second time.',
          misconception: SAME_AGAIN,
          expected: Buffer.from(again.toUpperCase()),
        });
      }
      if (!isReplyTo(second, again)) {
        const others = { before: words, misconception: NO_STREAM };
        return failReply(trial, server, { reply: second, word: again, ...others });
      }
      const pair = [trial.random.word(), trial.random.word()];
      for (const word of pair) await client.send(word, server);
      const replies = [await client.next(), await client.next()];
      for (const word of pair) {
        if (replies.some((reply) => isReplyTo(reply, word))) continue;
        const reply = replies.find((one) => !pair.some((other) => isReplyTo(one, other)));
        const others = { before: [...words, ...pair], misconception: NO_STREAM };
        return failReply(trial, server, { reply, word, ...others });
      }
    },
  },
  {
    id: 'each-client',
    title: 'gives each client its own reply',
    task: 1,
    needs: ['serves-on'],
    reads: 'chapters/01-udp-model.md#one-socket-for-everybody',
    byHand: `${ASK} hello, in two terminals`,
    hint: 2,
    async run(trial) {
      const server = onLoopback(await trial.sharedServer('udp'));
      const clients = [await trial.udp(), await trial.udp(), await trial.udp()];
      const asked: { readonly word: string; readonly by: UdpPeer }[] = [];
      const expectOwn = async (client: UdpPeer, word: string, which: string) => {
        const reply = await client.next();
        if (isReplyTo(reply, word)) return;
        const expected = Buffer.from(word.toUpperCase());
        const misconception = ONE_SOCKET;
        if (!reply) {
          const says = `${which} got no reply.`;
          return failUnanswered(trial, server, { says, misconception, expected });
        }
        const isAnothers = asked.some(({ by, word }) => by !== client && isReplyTo(reply, word));
        const says = isAnothers
          ? `${which} got the reply to what another client had asked.`
          : `${which} got a reply that is not its own.`;
        return trial.fail({ says, misconception, expected, seen: reply.bytes });
      };
      for (const round of ['first', 'second']) {
        const now = clients.map((by) => ({ word: trial.random.word(), by }));
        asked.push(...now);
        for (const { word, by } of now) await by.send(word, server);
        for (const [index, { word, by }] of now.entries()) {
          await expectOwn(by, word, `In the ${round} round, client ${index + 1} of 3`);
        }
      }
      for (const [index, client] of clients.entries()) {
        const word = trial.random.word();
        asked.push({ word, by: client });
        await client.send(word, server);
        await expectOwn(client, word, `Client ${index + 1} of 3, asking once more,`);
      }
    },
  },
  {
    id: 'any-letter',
    title: 'knows the capitals of all letters',
    task: 1,
    needs: ['serves-on'],
    reads: `${CHAPTER}#what-uppercase-does-to-a-text`,
    byHand: `${ASK} straße`,
    async run(trial) {
      const server = onLoopback(await trial.sharedServer('udp'));
      const client = await trial.udp();
      for (const letters of ['äöü', 'straße', 'жизнь', 'ñandú', 'ΐ', 'i']) {
        const text = `${trial.random.word(3)} ${letters} 🚲`;
        const expected = Buffer.from(text.toUpperCase());
        await client.send(text, server);
        const reply = await client.next();
        if (isReplyTo(reply, text)) continue;
        if (!reply) {
          const says = 'A text with letters beyond a to z got no reply.';
          return failUnanswered(trial, server, { says, misconception: LETTERS, expected });
        }
        return trial.fail({ ...wrongLetters(text, reply.bytes), expected, seen: reply.bytes });
      }
    },
  },
  {
    id: 'whole-text',
    title: 'keeps blanks, line ends and all of a long text',
    task: 1,
    needs: ['serves-on'],
    reads: `${CHAPTER}#bytes-that-are-no-text`,
    byHand: `${ASK} ' hello '`,
    async run(trial) {
      const server = onLoopback(await trial.sharedServer('udp'));
      const client = await trial.udp();
      const [one, other] = [trial.random.word(), trial.random.word()];
      const lines = Array.from({ length: 1_000 }, () => `${trial.random.word()}\n`).join('');
      const texts = [
        `  ${one}\t${other} \r\n`,
        `\ufeff${one}`,
        lines.trimEnd(),
        lines.repeat(8).slice(0, LONG_BYTES),
      ];
      for (const text of texts) {
        await client.send(text, server);
        const reply = await client.next();
        if (!isReplyTo(reply, text)) return await failText(trial, server, { client, text, reply });
      }
    },
  },
  {
    id: 'empty',
    title: 'answers the empty datagram',
    task: 2,
    needs: ['serves-on'],
    reads: `${CHAPTER}#nothing-is-a-request-too`,
    byHand: `${ASK} ''`,
    async run(trial) {
      const server = onLoopback(await trial.sharedServer('udp'));
      const client = await trial.udp();
      const word = trial.random.word();
      await client.send('', server);
      await client.send(word, server);
      const replies = [await client.next(), await client.next()];
      const hasEmpty = replies.some((reply) => reply?.bytes.length === 0);
      const hasNext = replies.some((reply) => isReplyTo(reply, word));
      if (hasEmpty && hasNext) return;
      const misconception =
        'A datagram without a byte is a datagram: it arrives, it has a sender, and it asks for a reply, which is empty, too. It ends nothing; UDP has no end of input.';
      const odd = replies.find((reply) => reply && !isReplyTo(reply, word));
      if (odd && !hasEmpty) {
        const says = 'The reply to the empty datagram is not empty.';
        return trial.fail({ says, misconception, expected: Buffer.alloc(0), seen: odd.bytes });
      }
      const says = hasEmpty
        ? 'The request after the empty datagram got no reply.'
        : hasNext
          ? 'The empty datagram got no reply; the request after it did.'
          : 'The empty datagram got no reply, nor did the request after it.';
      const expected = hasEmpty ? Buffer.from(word.toUpperCase()) : Buffer.alloc(0);
      return failUnanswered(trial, server, { says, misconception, expected });
    },
  },
  {
    id: 'any-bytes',
    title: 'answers bytes that are no text',
    task: 2,
    needs: ['serves-on'],
    reads: `${CHAPTER}#bytes-that-are-no-text`,
    byHand: 'npx wirebook run 04/bytes -- 127.0.0.1 12000 fffe',
    async run(trial) {
      const server = onLoopback(await trial.sharedServer('udp'));
      const stranger = await trial.udp();
      const misconception =
        'Anybody can send any bytes to a UDP port. A decoder that throws at what is not UTF-8 gives every stranger a switch to turn the server off; Buffer’s toString puts a mark in the place of what it cannot read.';
      const requests = [[0xff, 0xfe], [0xc3], [0xed, 0xa0, 0x80], [0x61, 0xff, 0x62]];
      for (const bytes of requests) await stranger.send(Buffer.from(bytes), server);
      await expectAlive(trial, server, misconception);
      for (const _ of requests) {
        if (await stranger.next()) continue;
        return failUnanswered(trial, server, {
          says: 'Bytes that are no UTF-8 got no reply.',
          misconception: `${misconception} A reply with such a mark still tells the client that the request arrived.`,
          expected: 'a reply to each request, with any bytes in it',
        });
      }
    },
  },
  {
    id: 'too-big',
    title: 'survives a reply that fits no datagram',
    task: 3,
    needs: ['any-letter'],
    reads: `${CHAPTER}#how-long-may-a-text-be`,
    byHand: 'npx wirebook run 04/bytes -- 127.0.0.1 12000 ce90 25000',
    hint: 3,
    async run(trial) {
      const server = onLoopback(await trial.sharedServer('udp'));
      const client = await trial.udp();
      await client.send('ΐ'.repeat(process.platform === 'darwin' ? 4_000 : 25_000), server);
      await expectAlive(
        trial,
        server,
        'A request that fits a datagram may have a reply that doesn’t: ΐ has two bytes, its capital six. Then send fails. Node tells the callback of send, if there is one, and else stays silent; what must not happen is that one request ends the service for everybody.',
      );
    },
  },
  ...restOfContract,
];
