import type { Check } from '../../../tools/system/check.ts';
import type { TcpPeer } from '../../../tools/system/tcp-peer.ts';
import { ASK, CHAPTER, PIECES } from './by-hand.ts';
import { NO_WAITING, OWN_LINE, TURNED_AWAY } from './misconceptions.ts';
import { expectSoFar } from './replies.ts';

export const noWaiting: Check = {
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
};

/** Whoever serves each client by a thread of a few stops somewhere below that. */
const CLIENTS = 40;

export const manyClients: Check = {
  id: 'many-clients',
  title: 'serves many clients at once',
  task: 2,
  needs: ['no-waiting'],
  reads: `${CHAPTER}#who-has-to-wait`,
  byHand: 'nc 127.0.0.1 12000, in many terminals at once',
  async run(trial) {
    const server = await trial.server('tcp'); // so that no client of another check counts
    const clients: { peer: TcpPeer; line: string }[] = [];
    for (let connected = 0; connected < CLIENTS; connected += 1) {
      const peer = await trial.connect(server);
      const line = `${trial.random.word()}\n`;
      await peer.send(line);
      await expectSoFar(trial, peer, line, NO_WAITING, (seen, _, isOver) => {
        if (seen !== '') return undefined;
        const before = `With ${connected} clients connected, the next one`;
        return isOver
          ? { says: `${before} lost its connection.`, misconception: TURNED_AWAY }
          : { says: `${before} got no reply.` };
      });
      clients.push({ peer, line });
    }
    for (const { peer, line } of clients) {
      const next = `${trial.random.word()}\n`;
      await peer.send(next);
      await expectSoFar(trial, peer, line + next, OWN_LINE);
    }
  },
};

export const ownLine: Check = {
  id: 'own-line',
  title: 'keeps the lines of different clients apart',
  task: 2,
  needs: ['many-clients', 'in-pieces'],
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
};
