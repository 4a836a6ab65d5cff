import type { Check } from '../../tools/system/check.ts';
import type { Subject } from '../../tools/system/subject.ts';
import type { Trial } from '../../tools/system/trial.ts';
import { hold, readyPorts, type Transport } from './both/service.ts';

const CHAPTER = 'chapters/06-side-by-side.md';
const HOST = '127.0.0.1';
const STARTS = 3;

type Pair = Readonly<Record<Transport, string>>;

/** What a program of the book really did, in the words of a prediction, and as it printed it. */
interface Truth {
  readonly words: Pair;
  readonly lines: Pair;
}

export const checks: readonly Check[] = [
  {
    id: 'closed',
    title: 'knows what is heard of a port that nobody has',
    task: 1,
    reads: `${CHAPTER}#nobody-there`,
    byHand: 'npx wirebook run 06/closed -- 127.0.0.1 12001',
    hint: 1,
    async run(trial) {
      if (process.platform === 'win32') {
        return trial.notHere('06/closed may wait for ever on Windows');
      }
      const predicted = await readPredictions(trial, 'closed', (text) => {
        if (/refus/i.test(text)) return 'refusal';
        return /nothing|none|silence/i.test(text) ? 'nothing' : undefined;
      });
      const truth = await again(trial, '06/closed', readClosed);
      expectTruth(trial, predicted, truth, {
        udp: 'Something does come back from a port that nobody has: an ICMP message of the other kernel. But a plain UDP socket may send to anybody, and the kernel does not say to it which of its datagrams found nobody. A connected UDP socket has one peer, and is told; and this client heard nothing.',
        tcp: 'That no program listens does not mean that nobody is there. The first packet of TCP asks for a connection, and the kernel at the other end answers for a port without a listener, too: with a reset. The client is told before it has sent a byte of its text.',
      });
    },
  },
  {
    id: 'empty',
    title: 'knows what becomes of the empty text',
    task: 2,
    reads: `${CHAPTER}#boundaries-and-nothing`,
    byHand: 'npx wirebook run 06/boundaries -- 127.0.0.1 12000 ""',
    hint: 1,
    async run(trial) {
      const predicted = await readPredictions(trial, 'empty', (text) =>
        /nothing|none|^no /i.test(text) ? '0' : /\d+/.exec(text)?.[0],
      );
      const truth = await again(trial, '06/boundaries', (trial) =>
        readBoundaries(trial, [''], (line) => / (\d+) (?:replies|bytes)/.exec(line)?.[1]),
      );
      expectTruth(trial, predicted, truth, {
        udp: 'One send makes one datagram, however long its text is. One without a byte has a header all the same: it leaves, arrives, brings its sender along, and is answered, by an empty one.',
        tcp: 'TCP carries bytes and nothing else. A write of no bytes adds nothing to the stream, so the server is not told that anything was asked. It sees the end of the stream and ends its own side.',
      });
    },
  },
  {
    id: 'two',
    title: 'knows what two sends in a row look like',
    task: 3,
    reads: `${CHAPTER}#boundaries-and-nothing`,
    byHand: 'npx wirebook run 06/boundaries -- 127.0.0.1 12000 stra ße',
    hint: 2,
    async run(trial) {
      const plain = (text: string) =>
        text
          .replaceAll(/["'`“”,]+/g, ' ')
          .trim()
          .replaceAll(/\s+/g, ' ');
      const predicted = await readPredictions(trial, 'two', plain);
      const truth = await again(trial, '06/boundaries', (trial) =>
        readBoundaries(trial, ['stra', 'ße'], (line) => plain(/: ("[^:]*)$/.exec(line)?.[1] ?? '')),
      );
      const isSpelt = (text: string) => text.replaceAll(' ', '') === 'STRASSE';
      expectTruth(trial, predicted, truth, {
        udp: !isSpelt(predicted.udp)
          ? CAPITALS
          : 'UDP has messages. Each send is a packet of its own and each packet an event of its own, with its own reply; nothing puts two of them together, however fast one follows the other.',
        tcp: !isSpelt(predicted.tcp)
          ? CAPITALS
          : 'TCP has only bytes and their order. Where one write ended is in no packet, so nobody at the other end can find the border again, and what comes back is one stream, too.',
      });
    },
  },
  {
    id: 'late',
    title: 'knows what a listener hears that comes late',
    task: 4,
    reads: `${CHAPTER}#listening-late`,
    byHand: 'npx wirebook run 06/late',
    hint: 1,
    async run(trial) {
      const plain = (text: string) =>
        text
          .replaceAll(/["'`“”]/g, '')
          .trim()
          .toLowerCase();
      const predicted = await readPredictions(trial, 'late', plain);
      const truth = await again(trial, '06/late', readLate);
      expectTruth(trial, predicted, truth, {
        udp: 'Node reads a UDP socket from the moment it is bound, and offers each datagram once, as an event. Where nobody listens for it, it is gone; a listener that comes later hears what comes later. In Python it would have waited in the kernel, since nothing reads there before recvfrom is called.',
        tcp: 'Bytes of a connection are never dropped for want of a listener: TCP has promised them. Node keeps what it has read, leaves the rest in the kernel, and hands out all of it, in order, when somebody listens for data. The two texts come as one stream.',
      });
    },
  },
];

/** Both predictions on a question, in plain words. */
async function readPredictions(
  trial: Trial,
  question: string,
  plain: (text: string) => string | undefined,
): Promise<Pair> {
  const subject = trial.start();
  const read = (transport: Transport) => predictionIn(subject, question, transport);
  const look = () => (read('udp') !== undefined && read('tcp') !== undefined) || subject.ending;
  await subject.until(() => look() || undefined, trial.patience.startMs);
  const found = (transport: Transport): string => {
    const text = read(transport) ?? '';
    const word = plain(text);
    if (!/^\W*$/.test(text) && word !== undefined) return word;
    if (word === undefined && !/^\W*$/.test(text)) {
      return trial.fail({
        says: `Its prediction for ${question} over ${transport.toUpperCase()} is none that the task asks for.`,
        misconception:
          'The task names what may be predicted, nothing or refusal for the one, a number for the other, so that it can be compared with what the program does.',
        expected: 'a prediction in the words of the task',
        seen: text,
      });
    }
    const isThere = read(transport) !== undefined;
    return trial.fail({
      says: isThere
        ? `There is no prediction yet for ${question} over ${transport.toUpperCase()}.`
        : `It printed no line that begins with "${question} ${transport}:".`,
      misconception:
        'A prediction is worth most before one has looked. Whether it is right or wrong: it shows what one thinks, and a wrong one shows where to read on.',
      expected: `${question} ${transport}: and what you expect`,
      ...(isThere || subject.ending ? { seen: subject.output.trimEnd() } : { isSilence: true }),
    });
  };
  return { udp: found('udp'), tcp: found('tcp') };
}

function predictionIn(
  { output, ending }: Subject,
  question: string,
  transport: Transport,
): string | undefined {
  const lines = output.split(/\r?\n/).slice(0, ending ? undefined : -1);
  const start = `${question} ${transport}:`;
  return lines
    .find((line) => line.startsWith(start))
    ?.slice(start.length)
    .trim();
}

/** The letters may be wrong as well as the borders between them. */
const CAPITALS =
  'The server puts each text into capitals, in the order in which the texts come. toUpperCase makes SS of ß.';

function expectTruth(trial: Trial, predicted: Pair, { words, lines }: Truth, why: Pair): void {
  for (const transport of ['udp', 'tcp'] as const) {
    if (predicted[transport] === words[transport]) continue;
    return trial.fail({
      says: `Over ${transport.toUpperCase()} the program did not do what is predicted.`,
      misconception: why[transport],
      expected: `what it printed: ${lines[transport]}`,
      seen: `the prediction:  ${predicted[transport]}`,
    });
  }
}

/** Runs a program of the book; once more where the machine came between, a port that was taken for one. */
async function again(
  trial: Trial,
  name: string,
  read: (trial: Trial) => Promise<Truth | undefined>,
): Promise<Truth> {
  for (let starts = 0; starts < STARTS; starts += 1) {
    const truth = await read(trial);
    if (truth) return truth;
  }
  return trial.notHere(`${name} did not come to its end here`);
}

async function readClosed(trial: Trial): Promise<Truth | undefined> {
  const { port, release } = await hold();
  await Promise.all([release('udp'), release('tcp')]);
  const output = await outputOf(trial, 'closed.ts', [HOST, `${port}`]);
  const udp = lineOf(output, 'udp since then:');
  const tcp = lineOf(output, 'tcp:');
  if (udp === undefined || tcp === undefined) return undefined;
  const word = (line: string) => (line.endsWith(': nothing') ? 'nothing' : 'refusal');
  return { words: { udp: word(udp), tcp: word(tcp) }, lines: { udp, tcp } };
}

async function readBoundaries(
  trial: Trial,
  texts: readonly string[],
  find: (line: string) => string | undefined,
): Promise<Truth | undefined> {
  const env = { PORT: '0', HOST };
  const server = await trial.listing('06-side-by-side/server.ts', [], env);
  const isReady = () => readyPorts(server).tcp !== undefined || server.ending !== undefined;
  await server.until(() => isReady() || undefined, trial.patience.startMs);
  const { tcp: port } = readyPorts(server);
  if (port === undefined) return undefined;
  const output = await outputOf(trial, 'boundaries.ts', [HOST, `${port}`, ...texts]);
  await server.stop();
  return pairOf(output, find);
}

async function readLate(trial: Trial): Promise<Truth | undefined> {
  const output = await outputOf(trial, 'late.ts', []);
  return pairOf(output, (line) => line.slice('udp:'.length).trim());
}

function pairOf(output: string, find: (line: string) => string | undefined): Truth | undefined {
  const udp = lineOf(output, 'udp:');
  const tcp = lineOf(output, 'tcp:');
  if (udp === undefined || tcp === undefined) return undefined;
  return { words: { udp: find(udp) ?? '', tcp: find(tcp) ?? '' }, lines: { udp, tcp } };
}

async function outputOf(trial: Trial, file: string, args: readonly string[]): Promise<string> {
  const subject = await trial.listing(`06-side-by-side/${file}`, args);
  await subject.end(trial.patience.startMs);
  await subject.stop();
  return subject.output;
}

function lineOf(output: string, start: string): string | undefined {
  return output.split(/\r?\n/).find((line) => line.startsWith(start));
}
