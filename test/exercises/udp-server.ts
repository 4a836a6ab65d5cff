import { isUtf8 } from 'node:buffer';
import type { Check } from '../../tools/system/check.ts';
import type { ListeningServer, Trial } from '../../tools/system/trial.ts';
import type { Datagram, UdpPeer } from '../../tools/system/udp-peer.ts';
import { type Contract, contractChecks, readyCheck, whoTakes } from './contract/server.ts';

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

/** The port of the book's servers, to which a reply may be sent by a program that takes all ports for one. */
const USUAL_PORT = 12_000;

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
      const words = Array.from({ length: 1_000 }, () => trial.random.word());
      for (const text of [`  ${words[0]}\t${words[1]} \r\n`, words.join('\n')]) {
        const expected = Buffer.from(text.toUpperCase());
        await client.send(text, server);
        const reply = await client.next();
        if (isReplyTo(reply, text)) continue;
        const misconception =
          'What comes in one datagram is one text, from its first byte to its last. The end of the datagram is the end of the text, so blanks, line ends and the rest behind the 2048th byte are part of it: nothing may be trimmed away, split off, or left in a buffer that is too small.';
        if (!reply) {
          const says = `A text of ${text.length} bytes got no reply.`;
          return failUnanswered(trial, server, { says, misconception, expected });
        }
        const missing = expected.length - reply.bytes.length;
        const says =
          missing > 0
            ? `The reply to a text of ${text.length} bytes lacks ${missing} of them.`
            : 'The reply is not the uppercase of the text.';
        return trial.fail({ says, misconception, expected, seen: reply.bytes });
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

const RETURN_ADDRESS =
  'A UDP server has no connection along which a reply would find its way. Each datagram brings the address and port of its sender along, as the second argument of the event message; the reply has to be sent there. No client has a port that you could know beforehand.';

const ONE_SOCKET =
  'One socket serves everybody, and between two datagrams of one client any number of others may come. All that tells clients apart is the sender’s address. So the socket may not be tied to one of them, and nothing may be remembered from the last datagram: not its sender, not its text.';

const NO_STREAM =
  'Each datagram is a request of its own and gets one reply. The first one does, and so do all that follow; none gets two.';

const LETTERS =
  'The bytes of a text are its UTF-8 encoding. A letter may take several of them, and its capital may take more: ΐ has two bytes, its capital six. So decode the bytes as UTF-8, let the string make its capitals (toUpperCase, which knows no language), and send that string’s bytes, however many they are.';

/** The server where its HOST has put it, whatever address its line names. */
function onLoopback(server: ListeningServer): ListeningServer {
  return { ...server, host: '127.0.0.1' };
}

function isReplyTo(reply: Datagram | undefined, text: string): boolean {
  return reply?.bytes.equals(Buffer.from(text.toUpperCase())) ?? false;
}

/** Rejects a server whose line names a port that refuses datagrams. */
async function expectSocket(trial: Trial, { host, port }: ListeningServer): Promise<void> {
  if ((await whoTakes(trial, 'udp', { host, port })) !== 'nobody') return;
  const isTcp = (await whoTakes(trial, 'tcp', { host, port })) === 'somebody';
  return trial.fail({
    says: `The line says that it listens on udp port ${port}. That port refuses datagrams${isTcp ? ' and takes TCP connections' : ''}.`,
    misconception: isTcp
      ? 'A UDP port and a TCP port of the same number have nothing to do with each other. This exercise wants a socket of node:dgram, which is never connected to and which answers each datagram for itself.'
      : 'The line is a promise: from now on a datagram to this port reaches the program. It may be printed when the event listening says that the socket is bound, with the port that the socket really has.',
    expected: 'a UDP socket on that port',
    seen: 'ECONNREFUSED',
  });
}

/** Rejects for a reply that didn't come: because the program ended, or for silence. */
function failUnanswered(
  trial: Trial,
  { subject }: ListeningServer,
  { says, ...told }: { says: string; misconception: string; expected: string | Uint8Array },
): never {
  if (!subject.ending) return trial.fail({ says, ...told, isSilence: true });
  const seen = `an end with exit code ${subject.ending.code}`;
  return trial.fail({ says: `${says} The program had ended.`, ...told, seen });
}

/** Rejects for a reply of one client that isn't the one to `word`. */
function failReply(
  trial: Trial,
  server: ListeningServer,
  {
    reply,
    word,
    before,
    misconception,
  }: {
    readonly reply: Datagram | undefined;
    readonly word: string;
    readonly before: readonly string[];
    readonly misconception: string;
  },
): never {
  const expected = Buffer.from(word.toUpperCase());
  if (!reply) {
    const says =
      before.length === 0
        ? 'A request got no reply.'
        : 'A request got no reply. The same client had sent others before it.';
    return failUnanswered(trial, server, { says, misconception, expected });
  }
  const isSecond = before.some((one) => isReplyTo(reply, one));
  const text = reply.bytes.toString();
  const isHeap = !isSecond && before.some((one) => text.includes(one.toUpperCase()));
  const says = isSecond
    ? 'A request that had its reply was answered a second time.'
    : isHeap
      ? 'The reply holds the text of another request, too.'
      : 'The reply is not the uppercase of the request.';
  const isOther = isSecond || isHeap;
  const told = { misconception: isOther ? misconception : LETTERS, expected };
  return trial.fail({ says, ...told, seen: reply.bytes });
}

/** What went wrong with letters beyond a to z, from what came of them. */
function wrongLetters(text: string, seen: Buffer): { says: string; misconception: string } {
  const expected = Buffer.from(text.toUpperCase());
  const isCut = seen.length < expected.length && expected.subarray(0, seen.length).equals(seen);
  if (isCut) {
    return {
      says: `The last ${expected.length - seen.length} bytes of the reply are missing.`,
      misconception:
        'A string’s length counts UTF-16 units, not bytes. In UTF-8 a letter beyond a to z takes two to four bytes, so a text has more bytes than its length says. Send the string and let Node count, or count by Buffer.byteLength.',
    };
  }
  const ascii = text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
  if (seen.equals(Buffer.from(ascii))) {
    const says = 'Only the letters a to z became capitals.';
    return { says, misconception: LETTERS };
  }
  const single = Buffer.from(text).toString('latin1').toUpperCase();
  if (seen.equals(Buffer.from(single)) || seen.equals(Buffer.from(single, 'latin1'))) {
    return { says: 'Each byte was taken for a letter of its own.', misconception: LETTERS };
  }
  const says = isUtf8(seen)
    ? 'The reply is not the uppercase of the text.'
    : 'The reply is no UTF-8.';
  return { says, misconception: LETTERS };
}

/** The server still answers somebody who did nothing wrong, again and again. */
async function expectAlive(
  trial: Trial,
  server: ListeningServer,
  misconception: string,
): Promise<void> {
  const client = await trial.udp();
  for (let count = 0; count < 3; count += 1) {
    const word = trial.random.word();
    await client.send(word, server);
    const reply = await client.next();
    if (isReplyTo(reply, word)) continue;
    const expected = Buffer.from(word.toUpperCase());
    if (!reply) {
      const says = 'The next client got no reply.';
      return failUnanswered(trial, server, { says, misconception, expected });
    }
    const says = 'The next client got a wrong reply.';
    return trial.fail({ says, misconception, expected, seen: reply.bytes });
  }
}

/** A socket where a fixed reply would arrive; none where somebody else has the port. */
async function usualPort(trial: Trial): Promise<UdpPeer | undefined> {
  try {
    return await trial.udp('127.0.0.1', USUAL_PORT);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return undefined;
    throw error;
  }
}
