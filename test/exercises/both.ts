import type { Check } from '../../tools/system/check.ts';
import type { Trial } from '../../tools/system/trial.ts';
import type { Address, UdpPeer } from '../../tools/system/udp-peer.ts';
import {
  ask,
  askTcp,
  askUdp,
  capitals,
  hold,
  isRight,
  openService,
  readyPorts,
  type Reply,
  type Service,
  type Transport,
} from './both/service.ts';

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

const NO_GREETING =
  'Over UDP nobody connects. The first that a server hears of a client is its question, and the answer goes to the address and port that came with it, from the socket that was asked. Nothing that happens on the TCP side may come before it.';

const BOTH_END =
  'Over TCP a text has no border of its own; here it ends where its client ends its side. That is the event end. The server then has everything, sends the answer, and ends its own side, by which the client knows that the answer is whole. With allowHalfOpen nobody but the program does that.';

const ONE_FOR_ALL =
  'TCP gives the server a socket for each client, UDP one for all. Each datagram brings its own sender, so the answer goes where this datagram came from, and nothing may be kept from the last one.';

const EMPTY =
  'An empty datagram is a message: it arrives, it has a sender, and its answer is an empty datagram. To take a message of no bytes for the end belongs to TCP, where read gives 0 bytes when the client has ended.';

const EMPTY_END =
  'A client that ends its side without a byte has sent the empty text. There comes no data event for it; the event end is all that tells, and the answer is the end of our side.';

const NOT_FOR_ONE =
  'The UDP socket and the listening TCP socket are there for everybody. A client that leaves ends its own connection and nothing else; over UDP nobody even hears of it.';

const RESET =
  'A reset is an error event of that one connection, and an error event to which nobody listens ends the program. Both halves live in one process, so it takes the UDP half along. So each connection needs a listener for errors.';

const SAME_HOST =
  'The two sockets are bound each by itself, and each takes every address of the computer when it is given none. listen(port) takes :: and bind(port) 0.0.0.0. Give both the same host, and the service is found at one place.';

const TURNS =
  'A recipe that waits for a datagram, then for a connection, then again for a datagram, leaves each client waiting for a stranger. Node waits for all sockets at once: give each event its listener, on and not once, and let no half await the other.';

const OWN_TEXT =
  'Each question is a text of its own. What is kept of one client, in a variable that all share, comes back in the reply to the next one.';

const SERVES_ON =
  'Each half serves one client after the other, for as long as the program runs: a listener that is to stay is attached with on, not with once.';

function shown(transport: string): string {
  return transport.toUpperCase();
}

/** Tells of a reply that isn't right, by what was seen. */
function reproach(
  trial: Trial,
  question: string,
  { bytes, trouble, isSilence = false }: Reply,
  text: string,
  misconception: string,
): never {
  const expected = capitals(text);
  if (trouble === undefined) {
    const says = `${question} got a reply that is not its uppercase.`;
    return trial.fail({ says, misconception, expected, ...(bytes ? { seen: bytes } : {}) });
  }
  const says = `${question}: ${trouble}.`;
  const seen = bytes && bytes.length > 0 ? { seen: `${bytes.length} bytes, and no end` } : {};
  const wanted = bytes ? `${expected.length} bytes, and the end` : expected;
  return trial.fail({ says, misconception, expected: wanted, ...seen, isSilence });
}

/** Whether the half that fell silent speaks again after a client of the other half. */
async function expectNoTurns(
  trial: Trial,
  service: Service,
  transport: Transport,
  { reply, text, client }: { reply: Reply; text: string; client: UdpPeer },
): Promise<never> {
  const other = transport === 'udp' ? 'tcp' : 'udp';
  await ask(trial, service, other, trial.random.word(), client);
  const again = trial.random.word();
  const isTurn = isRight(await ask(trial, service, transport, again, client), again);
  if (!isTurn) {
    const misconception = reply.bytes ? OWN_TEXT : SERVES_ON;
    return reproach(
      trial,
      `A second question over ${shown(transport)}`,
      reply,
      text,
      misconception,
    );
  }
  return trial.fail({
    says: `It answered over ${shown(transport)} once, and again only after somebody had asked over ${shown(other)}.`,
    misconception: TURNS,
    expected: capitals(text),
    ...(reply.bytes ? { seen: reply.bytes } : { isSilence: true }),
  });
}

function expectWhole(trial: Trial, reply: Reply, text: string): void {
  if (isRight(reply, text)) return;
  const expected = capitals(text);
  const { bytes, trouble } = reply;
  if (trouble !== undefined || !bytes)
    return reproach(trial, 'A text over TCP', reply, text, BOTH_END);
  const known = bytes.toString().replace(/\uFFFD+$/, '');
  if (text.toUpperCase().startsWith(known)) {
    return trial.fail({
      says: `Only the beginning came back: ${bytes.length} bytes of ${expected.length}.`,
      misconception:
        'One data event is one piece, as many bytes as lay there when Node looked, and not the text. Over UDP one event brings all that was sent at once; over TCP more may follow, until the event end.',
      expected,
      seen: bytes,
    });
  }
  if (bytes.includes('�')) {
    return trial.fail({
      says: 'A letter whose bytes came in two pieces is lost.',
      misconception:
        'What one data event brings is a piece, and its border can go through the middle of a letter. Each half alone is no letter, and toString puts a mark in its place. Over UDP this cannot happen, since a datagram is whole. Keep the pieces as bytes, and make a text of them when all are there.',
      expected,
      seen: bytes,
    });
  }
  return reproach(trial, 'A text over TCP', reply, text, BOTH_END);
}

/** Both halves still serve; asked twice, since a program may be about to end. */
async function expectAlive(
  trial: Trial,
  service: Service,
  event: string,
  misconception: string,
): Promise<void> {
  for (const transport of ['udp', 'tcp', 'udp', 'tcp'] as const) {
    const text = trial.random.word();
    const reply = await ask(trial, service, transport, text);
    if (isRight(reply, text)) continue;
    const question = `After a TCP client ${event}, a question over ${shown(transport)}`;
    return reproach(trial, question, reply, text, misconception);
  }
}

async function expectRefusal(trial: Trial, taken: Transport, free: Transport): Promise<void> {
  const { port, release } = await hold();
  try {
    await release(free);
    trial.note(`held      ${taken} 127.0.0.1:${port}, so that nobody else can bind it`);
    const subject = trial.start([], { PORT: `${port}`, HOST: '127.0.0.1' });
    const ending = await subject.end(trial.patience.startMs);
    const why = `its number was taken for ${shown(taken)} and free for ${shown(free)}`;
    const misconception =
      'UDP and TCP count their ports apart, so one half may get the number and the other not. Half a service is worse than none: clients of the other half reach a stranger. Each socket tells of it by its event error. So print neither line before both listen.';
    const expected = `a message with ${port} on standard error, an exit code other than 0, no line`;
    const promised = Object.keys(readyPorts(subject)).join(' and on ');
    if (promised !== '') {
      const says = `It said that it listens on ${promised}, although ${why}.`;
      return trial.fail({ says, misconception, expected, seen: Buffer.from(subject.output) });
    }
    if (!ending) {
      const says = `It neither says that it listens nor ends, although ${why}.`;
      return trial.fail({ says, misconception, expected, isSilence: true });
    }
    if (ending.code === 0) {
      const says = `It ended with exit code 0, as if all were well, although ${why}.`;
      return trial.fail({ says, misconception, expected, seen: 'exit code 0' });
    }
    if (/^Node\.js v\d|^Traceback \(most|^\s+at .+:\d+:\d+\)?$/m.test(subject.errors)) {
      const says = `It died of an error that nobody caught, because ${why}.`;
      return trial.fail({ says, misconception, expected, seen: 'a stack trace' });
    }
    if (subject.errors.includes(`${port}`)) return;
    const says = `It ended without a message that names ${port}, although ${why}.`;
    return trial.fail({ says, misconception, expected, seen: Buffer.from(subject.errors) });
  } finally {
    await release('udp');
    await release('tcp');
  }
}

/** Says what of the service goes on after SIGTERM. */
async function expectStopped(trial: Trial, service: Service): Promise<never> {
  const text = trial.random.word();
  const open: string[] = [];
  if (isRight(await askUdp(trial, service.udp, text), text)) open.push('UDP');
  if (typeof (await trial.tryToConnect(service.tcp)) !== 'string') open.push('TCP');
  const says =
    open.length > 0
      ? `After SIGTERM it goes on running, and still serves over ${open.join(' and over ')}.`
      : 'After SIGTERM it serves nobody any more, and goes on running with the connection that a client has open.';
  const misconception =
    open.length > 0
      ? 'A program runs as long as one of its sockets is open, and a service of two sockets has two to close. A listener for SIGTERM takes the place of the end that the signal would bring.'
      : 'close of a UDP socket is all there is to do, since UDP has no connections. close of a TCP server refuses new clients and waits for those that are connected, for as long as they like. To end in spite of them, keep a list of the connections and destroy them.';
  return trial.fail({ says, misconception, expected: 'an end with exit code 0', isSilence: true });
}

/** Whether somebody is at an address: nobody refuses a connection, and answers no datagram. */
async function isOpen(trial: Trial, transport: Transport, at: Address): Promise<boolean> {
  if (transport === 'tcp') return typeof (await trial.tryToConnect(at)) !== 'string';
  const socket = await trial.udp();
  await socket.connect(at);
  await socket.send('is anybody there?');
  return typeof (await Promise.race([socket.told(), socket.next()])) === 'object';
}
