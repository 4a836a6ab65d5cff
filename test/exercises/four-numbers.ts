import type { Check } from '../../tools/system/check.ts';
import type { TcpPeer } from '../../tools/system/tcp-peer.ts';
import type { ListeningServer } from '../../tools/system/listening-server.ts';
import type { Trial } from '../../tools/system/trial.ts';
import type { Address } from '../../tools/system/udp-peer.ts';
import { readyCheck } from './contract/server.ts';

const CHAPTER = 'chapters/02-tcp-model.md';
const CONTRACT = `${CHAPTER}#exercise-four-numbers-tell-both-ends`;
const CALL = 'npx wirebook run 02/caller -- 127.0.0.1 12000';
const LISTEN = 'nc 127.0.0.1 12000';

export const checks: readonly Check[] = [
  readyCheck({
    id: 'four-numbers',
    transport: 'tcp',
    works: 'tells-four',
    serves: () => Promise.resolve(true),
    reads: { contract: CONTRACT, taken: CONTRACT, host: CONTRACT, stop: CONTRACT },
  }),
  {
    id: 'tells-four',
    title: 'tells a client the four numbers',
    task: 1,
    needs: ['ready-line'],
    reads: `${CHAPTER}#a-door-and-the-rooms-behind-it`,
    byHand: LISTEN,
    hint: 1,
    async run(trial) {
      const server = await trial.sharedServer('tcp');
      const client = await trial.connect(server);
      const expected = line(client, server);
      const told = await client.bytes(expected.length);
      if (told.equals(expected)) return;
      if (told.length === 0 && !client.isOver) return await isSilent(trial, client, expected);
      if (told.toString().trim() === `${show(server)} ${show(client)}`) {
        return trial.fail({
          says: 'The line names the server’s end first, and then the client’s.',
          misconception:
            'In a program, local means its own end and remote the other one. So the server’s remote end is the one that the client calls local. The task puts the client’s end first: for the server that is the remote one.',
          expected: `${show(client)} ${show(server)}`,
          seen: `${show(server)} ${show(client)}`,
        });
      }
      if (told.length === 0) {
        return trial.fail({
          says: 'The connection was over before the client had been told anything.',
          misconception: FOUR,
          expected,
          seen: client.error ?? 'an end without a byte before it',
        });
      }
      if (`${told.toString()}\n` === expected.toString()) {
        return trial.fail({
          says: 'The client was told its four numbers, but no newline behind them.',
          misconception:
            'A line is over when its newline has come. Until then, whoever reads lines waits for the rest.',
          expected,
          seen: told,
          isSilence: !client.isOver,
        });
      }
      return trial.fail({
        says: 'The client was told something else than its four numbers in one line.',
        misconception: FOUR,
        expected,
        seen: told,
        isSilence: !client.isOver,
      });
    },
  },
  {
    id: 'ends',
    title: 'ends its side behind the line',
    task: 1,
    needs: ['tells-four'],
    reads: `${CHAPTER}#what-reliable-promises`,
    byHand: LISTEN,
    hint: 3,
    async run(trial) {
      const server = await trial.sharedServer('tcp');
      const client = await trial.connect(server);
      await expectOwnLine(trial, client, server);
      const expected = line(client, server);
      const told = await client.rest();
      const misconception =
        'A stream doesn’t say where a message ends. That nothing more will come is said by the end: end() sends what is still to be sent, and then the end. It ends one direction; the client may go on.';
      if (told === undefined) {
        return trial.fail({
          says: 'The client was told its line; the end of the server’s side didn’t come.',
          misconception,
          expected: 'an end behind the line',
          isSilence: true,
        });
      }
      if (!client.hasEnded) {
        return trial.fail({
          says: 'The connection was broken off, not ended.',
          misconception,
          expected: 'an end behind the line',
          seen: client.error ?? 'a broken connection',
        });
      }
      if (told.equals(expected)) return;
      const says = 'The server’s side ended, but the line isn’t all that it had said.';
      return trial.fail({ says, misconception, expected, seen: told });
    },
  },
  {
    id: 'each-client',
    title: 'tells each client its own numbers, while others stay',
    task: 1,
    needs: ['tells-four'],
    reads: `${CHAPTER}#four-numbers`,
    byHand: `${LISTEN}, in two terminals`,
    hint: 2,
    async run(trial) {
      const server = await trial.sharedServer('tcp');
      const before: TcpPeer[] = [];
      for (let count = 1; count <= 4; count += 1) {
        const client = await trial.connect(server);
        await expectOwnLine(trial, client, server, before);
        before.push(client);
      }
    },
  },
  {
    id: 'any-address',
    title: 'names the address that the client came to',
    task: 2,
    needs: ['ends', 'each-client'],
    reads: 'chapters/01-udp-model.md#here-or-everywhere',
    byHand: `HOST=0.0.0.0 npx tsx answers/four-numbers.ts, and ${LISTEN}`,
    hint: 2,
    async run(trial) {
      const server = await trial.server('tcp', { HOST: '0.0.0.0' });
      // Only Linux has more than one address of its own without being asked.
      const hosts = process.platform === 'linux' ? ['127.0.0.1', '127.0.0.2'] : ['127.0.0.1'];
      for (const host of hosts) await expectOwnAddress(trial, { host, port: server.port });
    },
  },
  {
    id: 'tells-parting',
    title: 'prints the line when the client has ended',
    task: 3,
    needs: ['ends', 'each-client'],
    reads: `${CHAPTER}#four-numbers`,
    byHand: `${CALL}, and look at the server`,
    hint: 2,
    async run(trial) {
      const server = await trial.server('tcp'); // its output is to be about these two alone
      const stays = await trial.connect(server);
      await expectOwnLine(trial, stays, server);
      const leaves = await trial.connect(server);
      await expectOwnLine(trial, leaves, server);
      leaves.end();
      await expectParting(trial, leaves, server);
      if (countOf(stays, server) > 0) {
        return trial.fail({
          says: 'It printed the line of a client that had not ended its side.',
          misconception:
            'Each direction of a connection ends by itself. When the server has ended its own, the connection is still there: the client may send, and the server may receive. It is over when both have ended; then comes the event close.',
          expected: `no line ${show(stays)} ${show(server)} as long as this client stays`,
          seen: Buffer.from(server.subject.output),
        });
      }
      stays.end();
      await expectParting(trial, stays, server);
      if (countOf(leaves, server) === 1) return;
      return trial.fail({
        says: `It printed the line of one client ${countOf(leaves, server)} times.`,
        misconception:
          'The end of the client’s side and the close of the connection are two events. Each connection has one close, in whatever way it ends.',
        expected: 'one line for each client that has left',
        seen: Buffer.from(server.subject.output),
      });
    },
  },
  {
    id: 'talker',
    title: 'prints the line of a client that has said something, too',
    task: 3,
    needs: ['tells-parting'],
    reads: `${CHAPTER}#four-numbers`,
    byHand: `${CALL} hello, and look at the server`,
    hint: 3,
    async run(trial) {
      const server = await trial.server('tcp');
      const client = await trial.connect(server);
      for (let count = 0; count < 3; count += 1) await client.send(trial.random.word());
      await expectOwnLine(trial, client, server);
      client.end();
      if (await hasParted(client, server)) return;
      return trial.fail({
        says: 'A client said something and ended its side; its line was never printed.',
        misconception:
          'The end of a stream stands behind its bytes. Node hands out nothing of it, neither bytes nor end, until somebody takes what comes: a connection that nobody reads is never closed, and the server keeps it for good. Whoever doesn’t want the bytes takes them all the same and throws them away: resume().',
        expected: `${show(client)} ${show(server)}`,
        seen: Buffer.from(server.subject.output),
        isSilence: true,
      });
    },
  },
];

const FOUR =
  'A connection is named by address and port of both its ends. Nobody has to tell the server, and it needn’t guess: each connection that it is given knows all four, remoteAddress and remotePort for the client’s end, localAddress and localPort for its own.';

function show({ host, port }: Address): string {
  return `${host}:${port}`;
}

function line(client: Address, server: Address): Buffer {
  return Buffer.from(`${show(client)} ${show(server)}\n`);
}

/** Nothing was said to a client that says nothing: does the server wait for a word, or for an end? */
async function isSilent(trial: Trial, client: TcpPeer, expected: Buffer): Promise<void> {
  await client.send(trial.random.word());
  const hasHelped = (await client.bytes(1)).length > 0;
  if (!hasHelped) client.end();
  const hasEndHelped = !hasHelped && ((await client.rest())?.length ?? 0) > 0;
  const after = hasHelped
    ? 'Only when the client had said something was it told anything.'
    : 'Only when the client had ended its side was it told anything.';
  return trial.fail({
    says: hasHelped || hasEndHelped ? after : 'The client was told nothing.',
    misconception:
      'A connection stands before anybody has said a word, and either side may speak first. A server that has something to say to everyone says it when the client comes: Node calls the function given to createServer then.',
    expected,
    isSilence: true,
  });
}

/** A client gets its line; `others` came before it and are still connected. */
async function expectOwnLine(
  trial: Trial,
  client: TcpPeer,
  server: ListeningServer,
  others: readonly TcpPeer[] = [],
): Promise<void> {
  const expected = line(client, server);
  const told = await client.bytes(expected.length);
  if (told.equals(expected)) return;
  if (others.some((other) => line(other, server).equals(told))) {
    return trial.fail({
      says: 'A client was told the numbers of another one, who came before it.',
      misconception:
        'The server’s own two numbers are the same for all who came to one address. The client’s two are different for each, since no two connections have all four in common. So they have to be read anew, off each connection.',
      expected: `${show(client)} ${show(server)}`,
      seen: told.toString().trimEnd(),
    });
  }
  if (told.length === 0 && client.isOver && (await server.subject.end())) {
    return trial.fail({
      says: 'The program has ended; the next client was told nothing.',
      misconception:
        'A server serves whoever comes, until somebody stops it. That one client has left is no reason to leave, too.',
      expected,
      seen: 'an end of the program',
    });
  }
  if (told.length === 0 && others.length > 0) {
    return trial.fail({
      says: 'A client was told nothing while others, who had been told theirs, were still connected.',
      misconception:
        'Each client has a connection of its own, and none has to leave before the next one is served.',
      expected,
      ...(client.isOver ? { seen: client.error ?? 'an end' } : { isSilence: true }),
    });
  }
  return trial.fail({
    says: 'A client was not told its own four numbers.',
    misconception: FOUR,
    expected,
    seen: told,
    isSilence: !client.isOver,
  });
}

/** A server that listens at all addresses is reached at `server`, and says so. */
async function expectOwnAddress(trial: Trial, server: Address): Promise<void> {
  const client = await trial.tryToConnect(server);
  if (typeof client === 'string') {
    return trial.fail({
      says: `It was started with HOST=0.0.0.0 and can’t be reached at ${server.host}.`,
      misconception:
        'A socket that is bound to 0.0.0.0 takes what comes to any address of the computer. Give HOST to listen as it is.',
      expected: `a connection to ${show(server)}`,
      seen: client,
    });
  }
  const expected = line(client, server);
  const told = await client.bytes(expected.length);
  if (told.equals(expected)) return;
  return trial.fail({
    says: `A client came to ${server.host}; the line names something else.`,
    misconception:
      'A door that is open at all addresses, 0.0.0.0, has no address that a client could come to, and HOST names none. Each connection has one: its localAddress, to which this client came.',
    expected,
    seen: told,
    isSilence: !client.isOver,
  });
}

async function expectParting(
  trial: Trial,
  client: TcpPeer,
  server: ListeningServer,
): Promise<void> {
  if (await hasParted(client, server)) return;
  const { output } = server.subject;
  const isUndefined = /undefined/.test(output);
  return trial.fail({
    says: isUndefined
      ? 'When a client had left, it printed “undefined” for some of its numbers.'
      : 'A client ended its side, and its line was not printed.',
    misconception: isUndefined
      ? 'The numbers belong to a connection, and when it is over there is none to ask: Node answers undefined, at times for all four, at times for two. Read them when the client comes, and keep the text.'
      : 'When both sides have ended, the connection is over, and its last event comes: close. Print then the text that you sent when the client came.',
    expected: `${show(client)} ${show(server)}`,
    seen: Buffer.from(output),
    isSilence: !isUndefined,
  });
}

/** Whether the line of a client is printed, sooner or later. */
async function hasParted(client: TcpPeer, server: ListeningServer): Promise<boolean> {
  const { subject } = server;
  const isOver = () => countOf(client, server) > 0 || subject.ending !== undefined || undefined;
  await subject.until(isOver);
  return countOf(client, server) > 0;
}

function countOf(client: Address, server: ListeningServer): number {
  const wanted = `${show(client)} ${show(server)}`;
  return server.subject.output.split(/\r?\n/).filter((printed) => printed === wanted).length;
}
