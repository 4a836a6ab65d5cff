import type { Check } from '../../tools/system/check.ts';
import type { ListeningServer } from '../../tools/system/listening-server.ts';
import type { Trial } from '../../tools/system/trial.ts';

const CHAPTER = 'chapters/02-tcp-model.md';
const STREAM = `${CHAPTER}#a-stream-not-messages`;
const SAYS = `npx wirebook run 02/caller -- 127.0.0.1 12000 one two "" "and a longer one"`;
const BY_HAND = `npx wirebook run 02/piece-door, and ${SAYS}`;
const WORDS = ['one', 'two', '', 'and a longer one'];
const WRITES = WORDS.filter((word) => word !== '').length;
const RUNS = 3;

export const checks: readonly Check[] = [
  {
    id: 'text',
    title: 'knows the text that comes out',
    task: 1,
    reads: STREAM,
    byHand: BY_HAND,
    hint: 2,
    async run(trial) {
      const text = await predicted(trial, 'text');
      const door = await openDoor(trial);
      for (let run = 0; run < RUNS; run += 1) {
        const report = await whatComes(trial, door, () => sayWords(trial, door));
        if (text === report.text) continue;
        const hasMore =
          text.length > report.text.length &&
          text.replaceAll(/[\s,"]+/g, '') === report.text.replaceAll(' ', '');
        return trial.fail({
          says: hasMore
            ? 'You predict the words, and something besides them that nobody sent.'
            : 'The two programs were run, and another text came out.',
          misconception:
            'A stream has the bytes that were written, in their order, and nothing else: no blank, no line, no mark where one write ended and the next began. Whoever wants something between two words has to write it.',
          expected: Buffer.from(report.text),
          seen: Buffer.from(text),
        });
      }
    },
  },
  {
    id: 'bytes',
    title: 'knows how many bytes come',
    task: 2,
    needs: ['text'],
    reads: STREAM,
    byHand: BY_HAND,
    hint: 3,
    async run(trial) {
      const bytes = await predictedNumber(trial, 'bytes');
      const door = await openDoor(trial);
      for (let run = 0; run < RUNS; run += 1) {
        const report = await whatComes(trial, door, () => sayWords(trial, door));
        if (bytes === `${report.bytes}`) continue;
        return trial.fail({
          says: `The two programs were run, and ${report.bytes} bytes came; you predict ${bytes}.`,
          misconception: isOver(bytes, report.bytes)
            ? 'A write costs no bytes of its own in the stream: no count before it, no mark behind it. The empty write puts nothing in, and the peer never learns that there was one.'
            : 'Every byte that was written comes, once, whatever pieces the stream is cut into. The number of bytes is what is certain about a stream; count every character of every word, the blanks in the last one, too.',
          expected: `bytes ${report.bytes}`,
          seen: `bytes ${bytes}`,
        });
      }
    },
  },
  {
    id: 'fewest',
    title: 'knows the fewest pieces',
    task: 3,
    needs: ['bytes'],
    reads: STREAM,
    byHand: BY_HAND,
    hint: 2,
    async run(trial) {
      const fewest = await predictedNumber(trial, 'fewest');
      const door = await openDoor(trial);
      const words = await takeWords(trial);
      const { pieces } = await whatComes(trial, door, () => passOnAtOnce(trial, door, words));
      if (fewest === '1') return;
      const few = `${pieces} ${pieces === 1 ? 'piece' : 'pieces'}`;
      return trial.fail({
        says: `A program between the two waited for all the words and passed them on together; ${few} came. You predict ${fewest} at least.`,
        misconception: isOver(fewest, 1)
          ? 'A write doesn’t travel, its bytes do. They join the row of those that wait to be sent or read, and the receiver takes as many as lie there. So two writes may come as one piece, or all of them.'
          : 'Bytes come in pieces and in no other way: where bytes have come, there was one piece at least.',
        expected: 'fewest 1',
        seen: `fewest ${fewest}`,
      });
    },
  },
  {
    id: 'most',
    title: 'knows the most pieces',
    task: 4,
    needs: ['bytes'],
    reads: STREAM,
    byHand: BY_HAND,
    hint: 3,
    async run(trial) {
      const most = await predictedNumber(trial, 'most');
      const door = await openDoor(trial);
      const words = await takeWords(trial);
      const { pieces } = await whatComes(trial, door, () => passOnOneByOne(trial, door, words));
      if (most === `${pieces}`) return;
      return trial.fail({
        says: `A program between the two passed on each byte by itself; ${pieces} pieces came. You predict ${most} at most.`,
        misconception: isOver(most, pieces)
          ? 'A piece brings one byte at least: where nothing has come, there is no event. So there can’t be more pieces than bytes.'
          : tooFew(most),
        expected: `most ${pieces}`,
        seen: `most ${most}`,
      });
    },
  },
];

function tooFew(most: string): string {
  const anywhere =
    'A network may cut the stream wherever it likes, and does: where a packet is full, where one is lost and comes later, where a program in between passes on what it has. A piece is what has come when Node looks.';
  if (most === '1') return `A few bytes can be cut as well as many. ${anywhere}`;
  if (most === `${WRITES}` || most === `${WORDS.length}`) {
    return `Where one write ended isn’t in the stream, so a cut needn’t be there: it may go through the middle of a word. ${anywhere}`;
  }
  return anywhere;
}

function isOver(predicted: string, count: number): boolean {
  return Number(predicted) > count;
}

/** What the answer predicts, by the word at the beginning of its line. */
async function predicted(trial: Trial, name: string): Promise<string> {
  const subject = trial.start();
  const ending = await subject.end(trial.patience.startMs);
  const misconception =
    'Each prediction is a line of its own on standard output, its name first, so that it can be compared with what comes.';
  const expected = `a line that begins with "${name} "`;
  const seen = Buffer.from(subject.output);
  if (!ending) {
    return trial.fail({
      says: 'Your program doesn’t end.',
      misconception: 'It has four lines to print, and then nothing keeps it running.',
      expected: 'four lines and an end',
      isSilence: true,
    });
  }
  const lines = subject.output.split(/\r?\n/);
  const line = lines.find((line) => line === name || line.startsWith(`${name} `));
  if (line !== undefined) return line.slice(name.length).trim();
  return trial.fail({ says: `It predicts no ${name}.`, misconception, expected, seen });
}

async function predictedNumber(trial: Trial, name: string): Promise<string> {
  const number = await predicted(trial, name);
  if (/^\d+$/.test(number)) return number;
  return trial.fail({
    says: `What it predicts for ${name} is no whole number.`,
    misconception:
      'Each of the three is a number: bytes can be counted, a piece brings one of them at least, and where some have come there was a piece.',
    expected: `a line that begins with "${name} " and has nothing else but digits`,
    seen: Buffer.from(number),
  });
}

/** The door of the book that tells of every piece. */
async function openDoor(trial: Trial): Promise<ListeningServer> {
  const env = { PORT: '0', HOST: '127.0.0.1' };
  return await trial.listening(await trial.listing('02-tcp-model/piece-door.ts', [], env), 'tcp');
}

interface Report {
  readonly text: string;
  readonly bytes: number;
  readonly pieces: number;
}

/** The programs of the book are right; where they can't be run, nothing can be said of an answer. */
function noReport(what: string): Error {
  return new Error(`${what}: the programs of the book could not be run here`);
}

const REPORT = /^(?<bytes>\d+) bytes, (?<pieces>\d+) pieces$/m;

/** What the door prints of one connection, while `say` fills it. */
async function whatComes(
  trial: Trial,
  { subject }: ListeningServer,
  say: () => Promise<unknown>,
): Promise<Report> {
  const before = subject.output.length;
  const printed = () => subject.output.slice(before);
  await say();
  const found = await subject.until(() => REPORT.exec(printed())?.groups, trial.patience.startMs);
  if (!found) throw noReport('the door gave no report');
  const texts = [...printed().matchAll(/^piece \d+: "(.*)"$/gm)].map(([, text = '']) => text);
  return { text: texts.join(''), bytes: Number(found.bytes), pieces: Number(found.pieces) };
}

/** The book's client says the words to `to`, and is gone. */
async function sayWords(trial: Trial, to: { readonly port: number }): Promise<void> {
  const args = ['127.0.0.1', `${to.port}`, ...WORDS];
  const caller = await trial.listing('02-tcp-model/caller.ts', args);
  await caller.end(trial.patience.startMs);
}

/** The bytes of the words, as the book's client sends them to somebody in between. */
async function takeWords(trial: Trial): Promise<Buffer> {
  const between = await trial.listen();
  const said = sayWords(trial, between);
  const peer = await between.next(trial.patience.startMs);
  const words = await peer?.rest(trial.patience.startMs);
  peer?.end();
  await said;
  if (!words) throw noReport('the client said nothing');
  return words;
}

async function passOnAtOnce(trial: Trial, door: ListeningServer, words: Buffer): Promise<void> {
  const client = await trial.connect(door);
  await client.send(words);
  client.end();
}

/** Passes on the next byte when the door has told of the one before it. */
async function passOnOneByOne(trial: Trial, door: ListeningServer, words: Buffer): Promise<void> {
  const client = await trial.connect(door);
  for (let at = 0; at < words.length; at += 1) {
    await client.send(words.subarray(at, at + 1));
    const isTold = () => door.subject.output.includes(`piece ${at + 1}: `) || undefined;
    if (await door.subject.until(isTold, trial.patience.startMs)) continue;
    throw noReport(`the door told of no piece ${at + 1}`);
  }
  client.end();
}
