import type { Check } from '../../tools/system/check.ts';
import type { Trial } from '../../tools/system/trial.ts';
import type { UdpPeer } from '../../tools/system/udp-peer.ts';
import { type Asked, reachable, replyTo, silenceOf } from './contract/udp-reply.ts';

const CHAPTER = 'chapters/04-uppercase-over-udp.md';
const BYTES = 'npx wirebook run 04/bytes -- 127.0.0.1 12000';

/** What a datagram over IPv4 holds. */
const MOST_BYTES = 65_507;

export const checks: readonly Check[] = [
  {
    id: 'answers-as-ever',
    title: 'answers a text that fits, and nothing else',
    task: 3,
    reads: `${CHAPTER}#a-server-that-answers`,
    byHand: 'npx wirebook run 04/client -- 127.0.0.1 12000 hello',
    async run(trial) {
      const server = reachable(trial, await trial.sharedServer('udp'));
      const client = await trial.udp();
      for (const isFirst of [true, false, false]) {
        const word = trial.random.word(trial.random.integer(5, 12));
        await client.send(word, server);
        const reply = await replyTo(trial, client, server);
        const expected = Buffer.from(word.toUpperCase());
        if (!reply) {
          const said = silenceOf(server, 'A text that fits a datagram got no answer.');
          return trial.fail({ ...said, misconception: AS_EVER, expected });
        }
        if (reply.equals(expected)) continue;
        const seen = reply;
        if (!isFirst && reply.toString().startsWith('ERROR')) {
          return trial.fail({
            says: 'An error came where the uppercase of the next text was due.',
            misconception:
              'The callback of send is no alarm: Node calls it after every send, when the kernel has taken the datagram or has refused it. Its first argument tells which: null, or an error.',
            expected,
            seen,
          });
        }
        const says = 'The answer to a text that fits is not its uppercase.';
        return trial.fail({ says, misconception: AS_EVER, expected, seen });
      }
    },
  },
  {
    id: 'says-too-long',
    title: 'says that an answer doesn’t fit',
    task: 1,
    needs: ['answers-as-ever'],
    reads: `${CHAPTER}#how-long-may-a-text-be`,
    byHand: `${BYTES} ce90 32753`,
    hint: 1,
    async run(trial) {
      const server = reachable(trial, await trial.sharedServer('udp'));
      const client = await trial.udp();
      // More than 65,507 letters and 100,000 bytes in uppercase: too long however it is counted.
      const request = growing(trial, trial.random.integer(22_500, 30_000));
      const uppercase = Buffer.from(request.toUpperCase());
      const reply = await ask(trial, client, server, request);
      const expected = Buffer.from(`ERROR too long ${uppercase.length}`);
      if (!reply) {
        const size = commas(uppercase.length);
        const text = `a text whose uppercase has ${size} bytes`;
        const says = `There was no answer to ${text}.`;
        return trial.fail({ ...silenceOf(server, says), misconception: SILENT_SEND, expected });
      }
      if (reply.length > 0 && uppercase.subarray(0, reply.length).equals(reply)) {
        return trial.fail({
          says: 'The answer is a piece of the uppercase, with nothing that tells that the rest is missing.',
          misconception:
            'A datagram arrives whole or not at all, so whoever gets one takes it for the whole answer. Half an answer that looks like a whole one is worse than none: nobody asks again. A second datagram with the rest would be lost, or come first, and would be taken for the answer to another request.',
          expected,
          seen: `the first ${commas(reply.length)} bytes of the uppercase`,
        });
      }
      if (!/error|long/i.test(reply.toString())) {
        return trial.fail({
          says: 'The answer is neither the error nor a piece of the uppercase.',
          misconception:
            'The request is a good text, in UTF-8, and as long as a datagram may be. A program that receives less than 65,507 bytes, or takes the bytes for those of another encoding, makes another text of it.',
          expected,
          seen: reply,
        });
      }
      if (!/^ERROR too long \d+$/.test(reply.toString())) {
        return trial.fail({
          says: 'The answer does not have the form that the contract wants.',
          misconception:
            'A program reads this answer, and it knows the error by its words: ERROR too long, a blank, and a number in plain digits; nothing before it and nothing behind it, not even the end of a line.',
          expected,
          seen: reply,
        });
      }
      const word = trial.random.word();
      const next = await ask(trial, client, server, word);
      if (next?.equals(Buffer.from(word.toUpperCase()))) return;
      const misconception =
        'One request, one answer, whether it is the uppercase or the error. The next client wants to be served as ever.';
      if (next) {
        const says = 'After the error, the next text got an answer that is not its own.';
        const expected = Buffer.from(word.toUpperCase());
        return trial.fail({ says, misconception, expected, seen: next });
      }
      const said = silenceOf(server, 'After the error, the next text got no answer.');
      return trial.fail({ ...said, misconception, expected: Buffer.from(word.toUpperCase()) });
    },
  },
  {
    id: 'counts-bytes',
    title: 'counts the bytes of the answer',
    task: 2,
    needs: ['says-too-long'],
    reads: `${CHAPTER}#what-uppercase-does-to-a-text`,
    byHand: `${BYTES} ce90 12000`,
    hint: 2,
    async run(trial) {
      const server = reachable(trial, await trial.sharedServer('udp'));
      const client = await trial.udp();
      await expectNumber(trial, client, server);
      const request = growing(trial, trial.random.integer(11_500, 15_500));
      await expectError(trial, client, server, request, BYTES_NOT_LETTERS);
    },
  },
  {
    id: 'at-the-limit',
    title: 'knows what fits, to the byte',
    task: 3,
    needs: ['counts-bytes'],
    reads: `${CHAPTER}#how-long-may-a-text-be`,
    byHand: `${BYTES} 61 65507`,
    async run(trial) {
      const server = reachable(trial, await trial.sharedServer('udp'));
      const client = await trial.udp();
      await expectUppercase(trial, client, server, trial.random.word(1).repeat(32_000));
      const largest = trial.random.word(1) + 'x'.repeat(MOST_BYTES - 1);
      await expectUppercase(trial, client, server, largest);
      await expectUppercase(trial, client, server, withUppercaseOf(trial, MOST_BYTES));
      for (const bytes of [MOST_BYTES + 1, MOST_BYTES + trial.random.integer(2, 19), 65_535]) {
        await expectError(trial, client, server, withUppercaseOf(trial, bytes), WHOSE_LIMIT);
      }
    },
  },
];

const AS_EVER =
  'What is new concerns only what does not fit. The uppercase of every other text is the answer, and all of the answer, as before.';

const SILENT_SEND =
  'A request that fits a datagram may have an answer that does not: the request is shorter. And nothing tells of an answer that is too long unless it is asked: send without a callback swallows the refusal; it throws nothing and emits no error. So look at the answer, not at the request, before it is sent, or at the error that the callback gets.';

const BYTES_NOT_LETTERS =
  'The limit is one of bytes, since only bytes are in a datagram. The length of a string is the number of its letters (of its UTF-16 units, to be exact), and one letter takes one to four bytes in UTF-8. The uppercase has a number of bytes of its own, which is not that of the request.';

const NOT_THE_REQUEST =
  'How long the request was, the client knows. What it can’t know is how long the answer would have been: a letter’s uppercase may have more bytes than the letter, or fewer. So the answer has to be made, and its bytes counted.';

const NO_GUESS =
  'What fits is decided by the answer alone. That a text may grow to three times its bytes doesn’t mean that this one does: most texts don’t grow at all. Nor does it matter what a packet of the network below holds. Make the uppercase, and count its bytes.';

const THE_LIMIT_FITS =
  'The limit is the largest number of bytes that fits, not the smallest that doesn’t: a datagram of 65,507 bytes can be sent, one of 65,508 can’t.';

const WHOSE_LIMIT =
  'The 65,535 bytes of an IPv4 packet are those of the packet, and its own header and that of UDP take 28 of them. Over IPv6 it would be 65,527. Over IPv4 a datagram holds 65,507 bytes and no more.';

/** The number in the error is that of the bytes of the uppercase. */
async function expectNumber(trial: Trial, client: UdpPeer, server: Asked): Promise<void> {
  const request = `🚲${growing(trial, trial.random.integer(22_500, 30_000))}`;
  const uppercase = request.toUpperCase();
  const right = Buffer.byteLength(uppercase);
  const reply = await ask(trial, client, server, request);
  const found = /^ERROR too long (\d+)$/.exec(reply?.toString() ?? '')?.[1];
  if (found === `${right}`) return;
  const misconception = BYTES_NOT_LETTERS;
  const expected = `the number ${commas(right)} behind "ERROR too long"`;
  if (!reply) {
    const said = silenceOf(server, 'There was no answer to a text with a longer uppercase.');
    return trial.fail({ ...said, misconception, expected });
  }
  if (found === undefined) {
    const says = 'The answer has no number behind "ERROR too long".';
    return trial.fail({ says, misconception, expected, seen: reply });
  }
  const meanings = new Map([
    [uppercase.length, 'of the letters of the answer'],
    [[...uppercase].length, 'of the letters of the answer'],
    [Buffer.byteLength(request), 'of the bytes of the request'],
    [request.length, 'of the letters of the request'],
    [[...request].length, 'of the letters of the request'],
    [right - MOST_BYTES, 'of the bytes that are too many'],
    [MOST_BYTES, 'of the bytes that a datagram holds'],
  ]);
  const meaning = meanings.get(Number(found));
  return trial.fail({
    says: meaning
      ? `The number is that ${meaning}, not that of the bytes of the answer.`
      : 'The number is not that of the bytes of the answer.',
    misconception: meaning?.endsWith('request') ? NOT_THE_REQUEST : misconception,
    expected,
    seen: `the number ${commas(Number(found))}`,
  });
}

async function expectUppercase(
  trial: Trial,
  client: UdpPeer,
  server: Asked,
  request: string,
): Promise<void> {
  const uppercase = Buffer.from(request.toUpperCase());
  const reply = await ask(trial, client, server, request);
  if (reply?.equals(uppercase)) return;
  const size = commas(uppercase.length);
  const text = `a text of ${commas(Buffer.byteLength(request))} bytes, whose uppercase has ${size}`;
  const misconception = uppercase.length === MOST_BYTES ? THE_LIMIT_FITS : NO_GUESS;
  if (!reply) {
    const said = silenceOf(server, `There was no answer to ${text}.`);
    return trial.fail({ ...said, misconception, expected: uppercase });
  }
  if (!reply.toString().startsWith('ERROR')) {
    const says = `The answer to ${text}, is not its uppercase.`;
    return trial.fail({ says, misconception: AS_EVER, expected: uppercase, seen: reply });
  }
  return trial.fail({
    says: `The answer to ${text}, is the error.`,
    misconception,
    expected: `the uppercase, ${size} bytes`,
    seen: 'ERROR too long',
  });
}

/** Few letters of many bytes, or one byte too many: rejects what is not the error. */
async function expectError(
  trial: Trial,
  client: UdpPeer,
  server: Asked,
  request: string,
  misconception: string,
): Promise<void> {
  const uppercase = request.toUpperCase();
  const bytes = Buffer.byteLength(uppercase);
  const reply = await ask(trial, client, server, request);
  if (reply?.toString() === `ERROR too long ${bytes}`) return;
  const text = `a text whose uppercase has ${commas(bytes)} bytes, in ${commas(uppercase.length)} letters`;
  const expected = `ERROR too long, with the number ${commas(bytes)}`;
  if (reply) {
    const says = `The answer to ${text}, is not the error with the number of these bytes.`;
    return trial.fail({ says, misconception, expected, seen: reply });
  }
  const said = silenceOf(server, `There was no answer to ${text}.`);
  return trial.fail({ ...said, misconception, expected });
}

/** Asks for the uppercase of a text that may be as large as a datagram. */
async function ask(
  trial: Trial,
  client: UdpPeer,
  server: Asked,
  text: string,
): Promise<Buffer | undefined> {
  try {
    await client.send(text, server);
  } catch (error) {
    const isTooLarge = error instanceof Error && 'code' in error && error.code === 'EMSGSIZE';
    if (!isTooLarge) throw error;
    const size = commas(Buffer.byteLength(text));
    return trial.notHere(`this system sends no datagram of ${size} bytes`);
  }
  return await replyTo(trial, client, server);
}

/** A word and many letters of two bytes, each of which grows to three letters and six bytes. */
function growing(trial: Trial, times: number): string {
  return trial.random.word(trial.random.integer(3, 12)) + 'ΐ'.repeat(times);
}

/** A text that grows, and has that many bytes in uppercase. */
function withUppercaseOf(trial: Trial, bytes: number): string {
  const times = trial.random.integer(1_000, 5_000);
  return 'ΐ'.repeat(times) + trial.random.word(1).repeat(bytes - 6 * times);
}

function commas(number: number): string {
  return number.toLocaleString('en');
}
