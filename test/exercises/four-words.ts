import type { Check } from '../../tools/system/check.ts';
import type { Subject } from '../../tools/system/subject.ts';
import type { Trial } from '../../tools/system/trial.ts';

const CHAPTER = 'chapters/01-udp-model.md';
const BY_HAND = 'npx wirebook run 01/tally, and the two clients in another terminal';

/** What the first client is given, what it sends, and what the second one is given. */
const GIVEN = ['come', '', 'at noon', 'please'];
const SECOND = 'come';

export const checks: readonly Check[] = [
  {
    id: 'form',
    title: 'prints lines such as tally does',
    reads: `${CHAPTER}#one-socket-for-everybody`,
    byHand: 'npx tsx answers/four-words.ts',
    async run(trial) {
      const odd = (await predicted(trial)).find((line) => !FORM.test(line));
      if (odd === undefined) return;
      const hasSender = /^".*" is number \d+ from/.test(odd);
      return trial.fail({
        says: hasSender
          ? 'A line names the sender of the datagram.'
          : 'A line doesn’t have the form in which tally reports a datagram.',
        misconception: hasSender
          ? 'Port 12000 is where the clients write to. Each client writes from a port of its own, which the kernel picks; nobody can foretell it, so the prediction leaves it out.'
          : 'Whether a prediction is right is seen best when it looks like what is predicted: what stands in front of “from” in the lines of tally, with the quotation marks.',
        expected: '"TEXT" is number N',
        seen: odd,
      });
    },
  },
  {
    id: 'datagrams',
    title: 'has one line for each datagram',
    task: 1,
    needs: ['form'],
    reads: `${CHAPTER}#four-words-four-datagrams`,
    byHand: BY_HAND,
    hint: 2,
    async run(trial) {
      const mine = (await predicted(trial)).map(textOf);
      const real = (await printed(trial)).map(textOf);
      if (sorted(mine).join('\n') === sorted(real).join('\n')) return;
      const [says, misconception] = wrongDatagrams(mine, real);
      return trial.fail({
        says,
        misconception,
        expected: `${real.length} datagrams`,
        seen: `${mine.length}: ${mine.map((text) => `"${text}"`).join(', ')}`,
      });
    },
  },
  {
    id: 'order',
    title: 'has them in the order in which they come',
    task: 1,
    needs: ['datagrams'],
    reads: `${CHAPTER}#what-may-happen-on-the-way`,
    byHand: BY_HAND,
    hint: 2,
    async run(trial) {
      const mine = (await predicted(trial)).map(textOf);
      const real = (await printed(trial)).map(textOf);
      const index = real.findIndex((text, index) => text !== mine[index]);
      if (index < 0) return;
      const isAsGiven = GIVEN.every((text, index) => text === mine[index]);
      return trial.fail({
        says: isAsGiven
          ? 'The lines are in the order of the arguments; the server printed them in another one.'
          : 'The server printed the same texts in another order.',
        misconception: isAsGiven
          ? 'A receiver sees datagrams in the order in which they arrive. Nothing in them says that there should be another, so nobody puts them in order: not UDP, not the kernel, not Node. On a bad road, the third may well come before the second.'
          : 'On one computer, what one socket sends to another comes in the order in which it was sent. Look at what the first client sends, one datagram after the other; the second client is started when the first has ended.',
        expected: `line ${index + 1}: "${real[index]}"`,
        seen: `line ${index + 1}: "${mine[index]}"`,
      });
    },
  },
  {
    id: 'numbers',
    title: 'numbers them as the server counts',
    task: 2,
    needs: ['order'],
    reads: `${CHAPTER}#one-socket-for-everybody`,
    byHand: BY_HAND,
    hint: 3,
    async run(trial) {
      const mine = await predicted(trial);
      const real = await printed(trial);
      const index = real.findIndex((line, index) => line !== mine[index]);
      if (index < 0) return;
      const [says, misconception] = wrongNumber(real, index);
      return trial.fail({
        says,
        misconception,
        expected: `line ${index + 1}: ${real[index]}`,
        seen: `line ${index + 1}: ${mine[index]}`,
      });
    },
  },
];

const FORM = /^"(?<text>.*)" is number (?<number>\d+)$/;

function textOf(line: string): string {
  return FORM.exec(line)?.groups?.text ?? '';
}

function sorted(texts: readonly string[]): readonly string[] {
  return texts.map((text) => `"${text}"`).toSorted();
}

function wrongDatagrams(
  mine: readonly string[],
  real: readonly string[],
): readonly [says: string, misconception: string] {
  const words = [...new Set(real)].filter((text) => text !== '');
  const count = (texts: readonly string[], text: string) =>
    texts.filter((other) => other === text).length;
  const piece = mine.find(
    (text) => text !== '' && words.some((word) => word.split(' ').includes(text) && word !== text),
  );
  if (piece !== undefined) {
    return [
      `The prediction has a line for "${piece}", which is only a part of a datagram.`,
      'One send is one datagram, and one datagram is one message, whatever is in it. A blank is a byte like any other: the quotation marks on the command line keep “at noon” together, and nobody on the way takes it apart.',
    ];
  }
  const mixture = mine.find(
    (text) => !words.includes(text) && words.filter((word) => text.includes(word)).length > 1,
  );
  if (mixture !== undefined) {
    return [
      `The prediction has several datagrams in one line: "${mixture}".`,
      'Datagrams don’t run together, not even when they come at once and from the same sender. Each send comes out as a message of its own.',
    ];
  }
  const missing = words.find((word) => !mine.includes(word));
  if (missing !== undefined) {
    return [
      `The prediction has no line for "${missing}".`,
      'The client sends each word by itself, and on one computer each of so few datagrams arrives. Each is a line: those of the first client, and behind them that of the second.',
    ];
  }
  if (!mine.includes('')) {
    return [
      'The prediction has no line for the empty datagram.',
      'An argument without a character is an argument, and the client sends it: a datagram with a header and no payload. It arrives as a message with nothing in it, and the server counts it.',
    ];
  }
  const [fewer] = words.filter((word) => count(mine, word) < count(real, word));
  if (fewer === SECOND) {
    return [
      `The prediction has "${fewer}" once; each of the two clients sent it.`,
      'Two clients are two senders, and each of them may say the same. The server prints a line for each datagram that comes, whoever has said it before.',
    ];
  }
  if (fewer !== undefined) {
    return [
      `The prediction has "${fewer}" once; it was sent twice, and it came twice.`,
      'The first client, bad-road, sends its fourth word twice. UDP doesn’t compare a datagram with the ones before it: what comes twice is delivered twice. Whoever doesn’t want that has to say in the payload which message it is.',
    ];
  }
  return [
    'The prediction has lines for datagrams that did not come.',
    'The first client, bad-road, sends the first of its words, the third, the second, and twice the fourth; a fifth word it would not have sent. The second client, sender, sends the one word that it is given. Nobody else sends anything.',
  ];
}

function wrongNumber(
  real: readonly string[],
  index: number,
): readonly [says: string, misconception: string] {
  if (index === real.length - 1) {
    return [
      'The number of the second client’s datagram is wrong.',
      'The server counts by address and port. Each run of a client opens a new socket, and the kernel gives it another port: for the server, that is somebody who has never written before. That the word is known, or the computer, makes no difference.',
    ];
  }
  return [
    'The number of one of the first client’s datagrams is wrong.',
    'The server counts datagrams, from 1 on. The empty one counts, and one that came twice counts twice: nothing in the second says that it is the first one’s double.',
  ];
}

/** The lines of the answer, which has to end by itself. */
async function predicted(trial: Trial): Promise<readonly string[]> {
  const subject = trial.start();
  const ending = await subject.end(trial.patience.startMs);
  const misconception =
    'The answer to this exercise needs no socket: it prints what you expect, line for line, and ends.';
  const expected = 'the predicted lines, and the end with exit code 0';
  if (!ending) {
    const says = 'It printed its lines, if any, and did not end.';
    return trial.fail({ says, misconception, expected, isSilence: true });
  }
  if (ending.code !== 0) {
    const says = `It ended with exit code ${ending.code}.`;
    return trial.fail({ says, misconception, expected, seen: Buffer.from(ending.output) });
  }
  const lines = ending.output.split(/\r?\n/).map((line) => line.trim());
  return lines.filter((line) => line !== '');
}

/** What the programs of the book really print, without the senders. */
async function printed(trial: Trial): Promise<readonly string[]> {
  const tally = await trial.listing('01-udp-model/tally.ts', [], { PORT: '0', HOST: '127.0.0.1' });
  const ready = /^listening on udp 127\.0\.0\.1:(\d+)\r?\n/m;
  const [, port = ''] = await bookOnly(trial, tally, 'a line that says where it listens', () =>
    ready.exec(tally.output),
  );
  const first = ['127.0.0.1', port, ...GIVEN];
  await toTheEnd(trial, await trial.listing('01-udp-model/bad-road.ts', first));
  await toTheEnd(trial, await trial.listing('01-udp-model/sender.ts', ['127.0.0.1', port, SECOND]));
  const reports = () =>
    [...tally.output.matchAll(/^(".*" is number \d+) from .*\n/gm)].map(([, line = '']) => line);
  const isAll = () => (reports().length >= GIVEN.length + 2 ? reports() : null);
  const lines = await bookOnly(trial, tally, 'a line for each datagram', isAll);
  trial.note(`printed   ${lines.length} lines, by 01/tally`);
  return lines;
}

async function toTheEnd(trial: Trial, client: Subject): Promise<void> {
  const ending = await bookOnly(trial, client, 'an end', () => client.ending ?? null);
  if (ending.code !== 0) throw new Error(`a client of the book failed: ${client.errors}`);
}

/** Waits for what a program of the book does. That it doesn't is no fault of the answer. */
async function bookOnly<T>(
  { patience }: Trial,
  subject: Subject,
  what: string,
  find: () => T | null,
): Promise<T> {
  const found = await subject.until(() => find() ?? undefined, patience.startMs);
  if (found !== undefined) return found;
  throw new Error(`a program of the book gave no ${what}: ${subject.output}${subject.errors}`);
}
