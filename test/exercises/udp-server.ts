import type { Check } from '../../tools/system/check.ts';
import type { Trial } from '../../tools/system/trial.ts';
import type { Address, UdpPeer } from '../../tools/system/udp-peer.ts';
import { type Contract, contractChecks, readyCheck } from './contract/server.ts';

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

/** The port from which a server of the notes would be asked, and to which it might answer. */
const USUAL_PORT = 12_000;

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
      const server = await trial.sharedServer('udp');
      const usual = await usualPort(trial);
      const client = await trial.udp();
      const word = trial.random.word();
      await client.send(word, server);
      const reply = await client.next();
      const other = usual && usual.waiting > 0 ? await usual.next() : undefined;
      // Somebody else on this computer may send there, too.
      const astray = other?.from.port === server.port ? other : undefined;
      const expected = Buffer.from(word.toUpperCase());
      if (astray) {
        return trial.fail({
          says: `Its reply went to port ${USUAL_PORT}, not to the socket that asked.`,
          misconception: RETURN_ADDRESS,
          expected: `a datagram to 127.0.0.1:${client.port}`,
          seen: `a datagram to 127.0.0.1:${USUAL_PORT}`,
        });
      }
      if (!reply) {
        return trial.fail({
          says: 'Nothing came back to the socket that asked.',
          misconception: RETURN_ADDRESS,
          expected,
          isSilence: true,
        });
      }
      if (reply.from.port !== server.port) {
        return trial.fail({
          says: `The reply came from port ${reply.from.port}, not from port ${server.port}, which was asked.`,
          misconception:
            'A reply carries the address of the socket that sends it. A second socket has a port of its own, so a client that takes replies only from the address it asked drops them. Send from the socket on which the request came.',
          expected: `a datagram from 127.0.0.1:${server.port}`,
          seen: `a datagram from 127.0.0.1:${reply.from.port}`,
        });
      }
      if (reply.bytes.equals(expected)) return;
      return trial.fail({
        says: 'The reply is not the uppercase of the request.',
        misconception:
          'The reply is the text of this one request in capital letters, nothing before it, nothing behind it.',
        expected,
        seen: reply.bytes,
      });
    },
  },
  {
    id: 'each-client',
    title: 'gives each client its own reply',
    task: 1,
    needs: ['answers-sender'],
    reads: 'chapters/01-udp-model.md#one-socket-for-everybody',
    byHand: `${ASK} hello, in two terminals`,
    hint: 2,
    async run(trial) {
      const server = await trial.sharedServer('udp');
      const clients = [await trial.udp(), await trial.udp(), await trial.udp()];
      for (let round = 0; round < 2; round += 1) {
        const words = clients.map(() => trial.random.word());
        for (const [index, client] of clients.entries()) {
          await client.send(words[index] ?? '', server);
        }
        for (const [index, client] of clients.entries()) {
          await expectReply(trial, client, words[index] ?? '', ONE_SOCKET);
        }
      }
      for (const client of clients) await expectNoMore(trial, client, server);
    },
  },
  {
    id: 'serves-on',
    title: 'answers every request, one by one',
    task: 1,
    needs: ['answers-sender'],
    reads: 'chapters/01-udp-model.md#four-words-four-datagrams',
    byHand: `${ASK} hello, several times`,
    async run(trial) {
      const server = await trial.sharedServer('udp');
      const client = await trial.udp();
      for (let count = 0; count < 20; count += 1) {
        const word = trial.random.word();
        await client.send(word, server);
        await expectReply(trial, client, word, NO_STREAM);
      }
      const pair = [trial.random.word(), trial.random.word()];
      for (const word of pair) await client.send(word, server);
      for (const word of pair) await expectReply(trial, client, word, NO_STREAM);
    },
  },
  {
    id: 'any-letter',
    title: 'knows the capitals of all letters',
    task: 1,
    needs: ['answers-sender'],
    reads: `${CHAPTER}#what-uppercase-does-to-a-text`,
    byHand: `${ASK} straße`,
    async run(trial) {
      const server = await trial.sharedServer('udp');
      const client = await trial.udp();
      for (const letters of ['äöü', 'straße', 'жизнь', 'ñandú', 'ΐ', 'i']) {
        const text = `${trial.random.word(3)} ${letters} 🚲`;
        await client.send(text, server);
        await expectReply(
          trial,
          client,
          text,
          'The bytes of a text are its UTF-8 encoding. A letter may take several of them, its capital others and more: ß becomes SS. So decode the bytes as UTF-8, let the string make its capitals (toUpperCase), and send that string’s bytes, however many they are.',
        );
      }
    },
  },
  {
    id: 'empty',
    title: 'answers the empty datagram',
    task: 2,
    needs: ['answers-sender'],
    reads: `${CHAPTER}#nothing-is-a-request-too`,
    byHand: `${ASK} ''`,
    async run(trial) {
      const server = await trial.sharedServer('udp');
      const client = await trial.udp();
      const word = trial.random.word();
      await client.send('', server);
      await client.send(word, server);
      const reply = await client.next();
      if (reply?.bytes.length === 0) return await expectReply(trial, client, word, ONE_REPLY);
      return trial.fail({
        says: reply
          ? 'The empty datagram got no reply: the next request was answered first.'
          : 'The empty datagram got no reply, nor did the next request.',
        misconception:
          'A datagram without a byte is a datagram: it arrives, it has a sender, and it asks for a reply, which is empty, too. It ends nothing; UDP has no end of input.',
        expected: Buffer.alloc(0),
        ...(reply ? { seen: reply.bytes } : { isSilence: true }),
      });
    },
  },
  {
    id: 'any-bytes',
    title: 'survives bytes that are no text',
    task: 2,
    needs: ['answers-sender'],
    reads: `${CHAPTER}#bytes-that-are-no-text`,
    byHand: "printf '\\377\\376' | nc -u -w1 127.0.0.1 12000",
    async run(trial) {
      const server = await trial.sharedServer('udp');
      const stranger = await trial.udp();
      for (const bytes of [[0xff, 0xfe], [0xc3], [0x00], [0xed, 0xa0, 0x80]]) {
        await stranger.send(Buffer.from(bytes), server);
      }
      await expectAlive(
        trial,
        server,
        'Anybody can send any bytes to a UDP port. A decoder that throws at what is not UTF-8 gives every stranger a switch to turn the server off; Buffer’s toString puts a mark in the place of what it can not read.',
      );
    },
  },
  {
    id: 'too-big',
    title: 'survives a reply that fits no datagram',
    task: 3,
    needs: ['any-letter'],
    reads: `${CHAPTER}#how-long-may-a-text-be`,
    byHand: `${ASK} "$(node -p '"ΐ".repeat(25000)')"`,
    hint: 3,
    async run(trial) {
      const server = await trial.sharedServer('udp');
      const client = await trial.udp();
      await client.send('ΐ'.repeat(25_000), server);
      await expectAlive(
        trial,
        server,
        'A request that fits a datagram may have a reply that doesn’t: ΐ has two bytes, its capital six. Then send fails. Node tells the callback of send, if there is one, and else stays silent; what must not happen is that one request ends the service for everybody.',
      );
    },
  },
  ...contractChecks(contract),
];

const RETURN_ADDRESS =
  'A UDP server has no connection along which a reply would find its way. Each datagram brings the address and port of its sender along, as the second argument of the event message; the reply has to be sent there. No client has a port that you could know beforehand.';

const ONE_SOCKET =
  'One socket serves everybody, and between two datagrams of one client any number of others may come. All that tells clients apart is the sender’s address, so nothing may be remembered from the last datagram: not its sender, not its text.';

const NO_STREAM =
  'Each datagram is a request of its own and wants one reply: not only the first, not all of them together, and not twice.';

const ONE_REPLY = 'One request, one reply: whoever gets two takes the second for the next one’s.';

async function expectReply(
  trial: Trial,
  client: UdpPeer,
  text: string,
  misconception: string,
): Promise<void> {
  const expected = Buffer.from(text.toUpperCase());
  const reply = await client.next();
  if (!reply) {
    const says = 'A request got no reply.';
    return trial.fail({ says, misconception, expected, isSilence: true });
  }
  if (reply.bytes.equals(expected)) return;
  const says = 'A request got a reply that is not its own.';
  return trial.fail({ says, misconception, expected, seen: reply.bytes });
}

/** Loopback keeps the order of datagrams: what comes behind the reply to one more request is all. */
async function expectNoMore(trial: Trial, client: UdpPeer, server: Address): Promise<void> {
  const word = trial.random.word();
  await client.send(word, server);
  await expectReply(trial, client, word, `${ONE_SOCKET} ${ONE_REPLY}`);
}

/** The server still answers somebody who did nothing wrong. */
async function expectAlive(trial: Trial, server: Address, misconception: string): Promise<void> {
  const client = await trial.udp();
  const word = trial.random.word();
  await client.send(word, server);
  const reply = await client.next();
  const expected = Buffer.from(word.toUpperCase());
  if (reply?.bytes.equals(expected)) return;
  const says = reply
    ? 'The next client got a wrong reply.'
    : 'The next client got no reply: the service is gone.';
  const seen = reply ? { seen: reply.bytes } : { isSilence: true };
  return trial.fail({ says, misconception, expected, ...seen });
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
