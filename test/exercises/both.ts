import type { Check } from '../../tools/system/check.ts';
import { expectRefusal, expectStopped, isOpen } from './both/listening.ts';
import {
  NO_GREETING,
  BOTH_END,
  ONE_FOR_ALL,
  EMPTY,
  EMPTY_END,
  NOT_FOR_ONE,
  RESET,
  SAME_HOST,
} from './both/misconceptions.ts';
import { expectAlive, expectNoTurns, expectWhole, reproach, shown } from './both/replies.ts';
import { ask, askTcp, askUdp, capitals, hold, isRight, openService } from './both/service.ts';

const CHAPTER = 'chapters/06-side-by-side.md';
const TCP_CHAPTER = 'chapters/05-uppercase-over-tcp.md';
const RUN = 'npx tsx answers/both.ts';
const ASK = 'npx wirebook run 06/boundaries -- 127.0.0.1 12000';

export const checks: readonly Check[] = [
  {
    id: 'ready-lines',
    title: 'says where it listens, once for each transport',
    reads: `${CHAPTER}#one-service-two-transports`,
    byHand: RUN,
    hint: 1,
    async run(trial) {
      const { udp, tcp } = await openService(trial);
      for (const [transport, { port }] of Object.entries({ udp, tcp })) {
        if (port > 0 && port < 65_536) continue;
        return trial.fail({
          says: `The line for ${transport} names port ${port}, on which nobody can be reached.`,
          misconception:
            'PORT=0 asks the system for any number. Which one it gave is known when the socket is bound; the socket tells it (address().port), and the line must name it.',
          expected: 'the number that the system gave',
          seen: `port ${port}`,
        });
      }
    },
  },
  {
    id: 'one-number',
    title: 'has one number for both',
    task: 2,
    needs: ['ready-lines'],
    reads: `${CHAPTER}#one-service-two-transports`,
    byHand: `PORT=0 ${RUN}`,
    hint: 2,
    async run(trial) {
      const { udp, tcp } = await openService(trial);
      if (udp.port === tcp.port) return;
      return trial.fail({
        says: `It listens on udp port ${udp.port} and on tcp port ${tcp.port}.`,
        misconception:
          'UDP and TCP count their ports apart, so each socket that asks for port 0 gets a number of its own, and the two are equal by chance at most. To have one number for both, open one socket, read the number that it got, and ask for that number with the other.',
        expected: 'the same number twice',
        seen: `${udp.port} and ${tcp.port}`,
      });
    },
  },
  {
    id: 'answers',
    title: 'answers over UDP, and over TCP when the client has ended its side',
    task: 1,
    needs: ['ready-lines'],
    reads: `${CHAPTER}#one-service-two-transports`,
    byHand: `${ASK} hello`,
    hint: 3,
    async run(trial) {
      const service = await openService(trial);
      for (const [transport, misconception] of Object.entries({
        udp: NO_GREETING,
        tcp: BOTH_END,
      })) {
        const text = trial.random.word();
        const reply = await ask(trial, service, transport === 'udp' ? 'udp' : 'tcp', text);
        if (isRight(reply, text)) continue;
        const first = transport === 'udp' ? 'The first question' : 'A question';
        return reproach(trial, `${first} over ${shown(transport)}`, reply, text, misconception);
      }
    },
  },
  {
    id: 'no-turns',
    title: 'lets no client of one transport wait for one of the other',
    task: 3,
    needs: ['answers'],
    reads: `${CHAPTER}#the-same-in-python`,
    byHand: 'npx wirebook run 04/client -- 127.0.0.1 12000 hello, twice',
    async run(trial) {
      const service = await openService(trial);
      const client = await trial.udp();
      for (const transport of ['udp', 'udp', 'tcp', 'tcp'] as const) {
        const text = trial.random.word();
        const reply = await ask(trial, service, transport, text, client);
        if (isRight(reply, text)) continue;
        return await expectNoTurns(trial, service, transport, { reply, text, client });
      }
    },
  },
  {
    id: 'each-datagram',
    title: 'answers each datagram to its sender, the empty one too',
    task: 1,
    needs: ['answers'],
    reads: `${CHAPTER}#boundaries-and-nothing`,
    byHand: `${ASK} one "" two, in two terminals`,
    async run(trial) {
      const { udp: to } = await openService(trial);
      const clients = [await trial.udp(), await trial.udp(), await trial.udp()];
      for (let round = 0; round < 2; round += 1) {
        const texts = clients.map(() => trial.random.word());
        for (const [index, client] of clients.entries()) await client.send(texts[index] ?? '', to);
        for (const [index, client] of clients.entries()) {
          const reply = await client.next();
          const text = texts[index] ?? '';
          if (reply?.bytes.equals(capitals(text))) continue;
          const says = `Of three clients that asked over UDP, number ${index + 1} got ${reply ? 'another reply than its own' : 'no reply'}.`;
          const seen = reply ? { seen: reply.bytes } : { isSilence: true };
          return trial.fail({
            says,
            misconception: ONE_FOR_ALL,
            expected: capitals(text),
            ...seen,
          });
        }
      }
      const reply = await askUdp(trial, to, '');
      if (isRight(reply, '')) return;
      return reproach(trial, 'The empty datagram', reply, '', EMPTY);
    },
  },
  {
    id: 'apart',
    title: 'goes on for all when a TCP client has left, or broken its connection',
    task: 3,
    needs: ['answers'],
    reads: `${TCP_CHAPTER}#a-client-that-slams-the-door`,
    byHand: 'npx wirebook run 05/resetter, then ask again over UDP',
    async run(trial) {
      const service = await openService(trial);
      await askTcp(trial, service.tcp, [trial.random.word()]);
      await expectAlive(trial, service, 'had ended its connection', NOT_FOR_ONE);
      const peer = await trial.tryToConnect(service.tcp);
      if (typeof peer !== 'string') {
        await peer.send(trial.random.word());
        await askTcp(trial, service.tcp, [trial.random.word()]); // by now it knows the connection
        peer.reset();
      }
      await expectAlive(trial, service, 'had reset its connection', RESET);
    },
  },
  {
    id: 'whole-text',
    title: 'takes all that a TCP client sent for one text, whatever the pieces',
    task: 1,
    needs: ['answers'],
    reads: `${TCP_CHAPTER}#a-piece-is-not-a-message`,
    byHand: 'npx wirebook run 05/letters -- 127.0.0.1 12000 1000000',
    hint: 3,
    async run(trial) {
      const { tcp: to } = await openService(trial);
      const text = `${trial.random.word(4)} straße жизнь 🚲 ${trial.random.word(4)}`;
      const bytes = Buffer.from(text);
      const cuts = [bytes.indexOf('ß') + 1, bytes.indexOf('ж') + 1, bytes.indexOf('🚲') + 2];
      const pieces = [0, ...cuts].map((from, index) => bytes.subarray(from, cuts[index]));
      const clock = async () => void (await askTcp(trial, to, [trial.random.word()]));
      expectWhole(trial, await askTcp(trial, to, pieces, clock), text);
      const long = trial.random.word(10).repeat(50_000);
      expectWhole(trial, await askTcp(trial, to, [long]), long);
      const nothing = await askTcp(trial, to, []);
      if (isRight(nothing, '')) return;
      return reproach(trial, 'The empty text over TCP', nothing, '', EMPTY_END);
    },
  },
  {
    id: 'own-place',
    title: 'listens on PORT at HOST and nowhere else, over both',
    task: 2,
    needs: ['one-number', 'answers'],
    reads: `${CHAPTER}#call-for-call`,
    byHand: `HOST=127.0.0.2 ${RUN}`,
    async run(trial) {
      if (process.platform !== 'linux') return trial.notHere('only Linux has 127.0.0.2 by itself');
      const { port, release } = await hold();
      await Promise.all([release('udp'), release('tcp')]);
      const service = await openService(trial, { PORT: `${port}`, HOST: '127.0.0.2' });
      if (service.udp.port !== port) {
        return trial.fail({
          says: `It was started with PORT=${port} and says that it listens on ${service.udp.port}.`,
          misconception:
            'Whoever starts a server decides on its port, by the variable PORT. A number in the program is what it takes when nobody decides.',
          expected: `port ${port}`,
          seen: `port ${service.udp.port}`,
        });
      }
      for (const transport of ['udp', 'tcp'] as const) {
        const text = trial.random.word();
        const reply = await ask(trial, service, transport, text);
        const what = `Started with HOST=127.0.0.2, a question over ${shown(transport)} to 127.0.0.2`;
        if (!isRight(reply, text)) return reproach(trial, what, reply, text, SAME_HOST);
        if (!(await isOpen(trial, transport, { host: '127.0.0.1', port }))) continue;
        return trial.fail({
          says: `It was started with HOST=127.0.0.2 and takes what comes over ${shown(transport)} to 127.0.0.1, too.`,
          misconception: SAME_HOST,
          expected: `nobody at 127.0.0.1:${port} over ${shown(transport)}`,
          seen: 'somebody who takes it',
        });
      }
    },
  },
  {
    id: 'gives-up',
    title: 'gives up as a whole where one half cannot listen',
    task: 4,
    needs: ['one-number', 'answers'],
    reads: `${CHAPTER}#call-for-call`,
    byHand: `npx wirebook run 04/server, and beside it ${RUN}`,
    hint: 2,
    async run(trial) {
      await expectRefusal(trial, 'udp', 'tcp');
      await expectRefusal(trial, 'tcp', 'udp');
    },
  },
  {
    id: 'stops',
    title: 'ends as a whole with code 0 on SIGTERM, also with a client connected',
    task: 5,
    needs: ['answers'],
    reads: `${TCP_CHAPTER}#how-a-server-stops`,
    byHand: `${RUN} & kill $!`,
    hint: 3,
    async run(trial) {
      if (process.platform === 'win32') return trial.notHere('Windows has no SIGTERM');
      const service = await openService(trial);
      const guest = await trial.connect(service.tcp);
      await guest.send(trial.random.word());
      await askTcp(trial, service.tcp, [trial.random.word()]); // by now it knows the guest
      service.subject.signal('SIGTERM');
      trial.note('sent      SIGTERM');
      const ending = await service.subject.end();
      if (!ending) return await expectStopped(trial, service);
      if (ending.code === 0) return;
      return trial.fail({
        says: ending.code === 128 + 15 ? 'SIGTERM killed it.' : 'It ended, but not with code 0.',
        misconception:
          'Without a listener for SIGTERM, Node is killed by the signal, and the exit code tells of a failure. With one, the program closes what keeps it running, and ends with 0.',
        expected: 'an end with exit code 0',
        seen: `exit code ${ending.code}`,
      });
    },
  },
];
