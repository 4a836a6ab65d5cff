import type { Check } from '../../tools/system/check.ts';
import type { TcpPeer } from '../../tools/system/tcp-peer.ts';
import type { ListeningServer } from '../../tools/system/listening-server.ts';
import type { Trial } from '../../tools/system/trial.ts';

const CHAPTER = 'chapters/06-side-by-side.md';
const TCP_CHAPTER = 'chapters/05-uppercase-over-tcp.md';
const SEND = 'npx wirebook run 05/pieces -- 127.0.0.1 12000';

export const checks: readonly Check[] = [
  {
    id: 'one-message',
    title: 'answers one message by one message',
    task: 1,
    reads: `${CHAPTER}#boundaries-and-nothing`,
    byHand: `${SEND} 000568656c6c6f`,
    hint: 1,
    async run(trial) {
      const server = await trial.server('tcp');
      const peer = await trial.connect(server);
      const text = trial.random.word();
      await peer.send(framed(text));
      await peer.bytes(2);
      if (peer.receivedBytes === 0) return await expectReason(trial, server, peer);
      await expectAnswers(trial, { server, peer }, [text], LENGTH);
    },
  },
  {
    id: 'bytes-counted',
    title: 'counts bytes, not letters',
    task: 1,
    needs: ['one-message'],
    reads: `${TCP_CHAPTER}#a-piece-is-not-a-message`,
    byHand: `${SEND} 0006c3a4c3b6c3bc`,
    hint: 3,
    async run(trial) {
      const server = await trial.server('tcp');
      const peer = await trial.connect(server);
      const text = `äöü жизнь ŉ ﬁ ΐ 🚲 ${trial.random.word(3)}`;
      await peer.send(framed(text));
      await expectAnswers(trial, { server, peer }, [text], BYTES);
    },
  },
  {
    id: 'several-at-once',
    title: 'answers every message of a piece',
    task: 2,
    needs: ['one-message'],
    reads: 'chapters/02-tcp-model.md#a-stream-not-messages',
    byHand: `${SEND} 00036f6e650000000374776f`,
    hint: 2,
    async run(trial) {
      const server = await trial.server('tcp');
      const peer = await trial.connect(server);
      const texts = [trial.random.word(), '', trial.random.word(), trial.random.word(4)];
      const last = trial.random.word(5);
      await peer.send(Buffer.concat(texts.map(framed)));
      await peer.bytes(framed(answer(texts[0] ?? '', 1)).length);
      await peer.send(framed(last));
      await expectAnswers(trial, { server, peer }, [...texts, last], SEVERAL);
    },
  },
  {
    id: 'ends',
    title: 'ends its side behind the client, and answers no broken message',
    task: 4,
    needs: ['several-at-once'],
    reads: `${TCP_CHAPTER}#nothing-is-not-a-message`,
    byHand: "printf '\\0\\5hel' | nc -N 127.0.0.1 12000",
    async run(trial) {
      const server = await trial.server('tcp');
      const peer = await trial.connect(server);
      const text = trial.random.word();
      const expected = framed(answer(text, 1));
      await peer.send(Buffer.concat([framed(text), framed(trial.random.word()).subarray(0, 6)]));
      await peer.bytes(expected.length);
      peer.end();
      const seen = await peer.rest();
      if (!seen) {
        return trial.fail({
          says: 'The client has ended its side, and the server does not end its own.',
          misconception:
            'Each side of a connection ends by itself. Node ends ours behind the client’s, unless allowHalfOpen asks it not to; then the program has to call end.',
          expected: 'the end of the stream',
          isSilence: true,
        });
      }
      if (seen.length <= expected.length) {
        return await expectAnswers(trial, { server, peer }, [text], LENGTH);
      }
      return trial.fail({
        says: 'A message that broke off got an answer.',
        misconception:
          'Where the end of the stream ends the message, as it may with lines, nobody can tell a whole one from one that broke off. A length before it tells: fewer bytes came than it promised, so this is no message, and what it would have said nobody knows.',
        expected,
        seen,
      });
    },
  },
  {
    id: 'in-pieces',
    title: 'waits for a message that comes in pieces',
    task: 3,
    needs: ['ends'],
    reads: `${TCP_CHAPTER}#a-piece-is-not-a-message`,
    byHand: "{ printf '\\0'; sleep 1; printf '\\5hello'; } | nc 127.0.0.1 12000",
    hint: 2,
    async run(trial) {
      const server = await trial.server('tcp');
      const peer = await trial.connect(server);
      const texts = [trial.random.word(2), `é${trial.random.word(2)}🚲`];
      peer.socket.setNoDelay(true); // else the kernel gathers what the server hasn't confirmed
      for (const byte of Buffer.concat(texts.map(framed))) {
        await peer.send(Buffer.of(byte));
        await tick(trial, server);
      }
      await expectAnswers(trial, { server, peer }, texts, PIECES);
    },
  },
  {
    id: 'each-connection',
    title: 'keeps the messages of its clients apart',
    task: 4,
    needs: ['in-pieces'],
    reads: 'chapters/02-tcp-model.md#four-numbers',
    byHand: "{ printf '\\0\\5he'; sleep 9; printf llo; } | nc 127.0.0.1 12000, in two terminals",
    hint: 2,
    async run(trial) {
      const server = await trial.server('tcp');
      const [slow, quick] = [await trial.connect(server), await trial.connect(server)];
      const [first, second] = [trial.random.word(), trial.random.word()];
      slow.socket.setNoDelay(true);
      await slow.send(framed(first).subarray(0, 5));
      await tick(trial, server);
      await quick.send(framed(second));
      await expectAnswers(
        trial,
        { server, peer: quick },
        [second],
        OWN,
        'While another one paused, a client',
      );
      await slow.send(framed(first).subarray(5));
      await expectAnswers(
        trial,
        { server, peer: slow },
        [first],
        OWN,
        'The client that had paused',
      );
    },
  },
  {
    id: 'long-messages',
    title: 'reads and writes lengths of two bytes',
    task: 1,
    needs: ['several-at-once', 'bytes-counted'],
    reads: `${CHAPTER}#exercise-no-boundaries-put-the-borders-back`,
    byHand: `${SEND} 0100$(node -p '"61".repeat(256)')`,
    hint: 3,
    async run(trial) {
      const server = await trial.server('tcp');
      const peer = await trial.connect(server);
      const word = trial.random.word(4);
      const texts = [word.repeat(64), word.repeat(5_000), word + 'ΐ'.repeat(9_990), word];
      for (const [index, text] of texts.entries()) {
        await peer.send(framed(text));
        await expectAnswers(trial, { server, peer }, texts.slice(0, index + 1), TWO_BYTES);
      }
    },
  },
];

const LENGTH =
  'In both directions a message is its length in two bytes, the higher byte first, and its text. The length counts the text’s bytes and not itself. Over UDP the kernel kept the border of each answer; over TCP the program has to, also for what it sends.';

const BYTES =
  'A length tells the receiver how many bytes to read. The length of a string counts units of UTF-16: é is one and has two bytes, and a capital may have more bytes than its small letter, or fewer. So make the bytes of the answer first, Buffer.from(text), and take their length.';

const SEVERAL =
  'One data event is a piece of the stream and not a message. Several messages that are sent one behind the other may come in one piece, the empty one as two bytes of 0; no option of the socket keeps them apart. Take whole messages off the front of what is held, again and again, until no whole one is left.';

const PIECES =
  'A cut can go through everything: through a text, through a letter, between the two bytes of a length. What is not whole has to be held as bytes until the rest has come. So ask first whether two bytes are there, then whether as many are as they say, and make a text only of a whole message.';

const OWN =
  'A datagram is never unfinished, so a UDP server holds nothing between two of them. Over TCP a client may pause in the middle of a message. What is held of it, and how many it has sent, belongs to its connection: to variables that are made when the connection comes, not to one for all.';

const TWO_BYTES =
  'Two bytes without a sign count from 0 to 65,535: 256 for each unit of the first, one for each of the second. Messages that one tries by hand are short, and then the first byte is 0 and a sign makes no difference.';

function answer(text: string, number: number): string {
  return `${number} ${text.toUpperCase()}`;
}

function framed(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 255), bytes]);
}

/** A connection that comes and goes: behind it the server has read what was sent before. */
async function tick(trial: Trial, server: ListeningServer): Promise<void> {
  const clock = await trial.tryToConnect(server);
  if (typeof clock === 'string') return;
  clock.end();
  await clock.rest();
  clock.close();
}

/** Why nothing came back to a whole message. */
async function expectReason(trial: Trial, server: ListeningServer, peer: TcpPeer): Promise<never> {
  if (peer.isOver) return await unanswered(trial, server, LENGTH);
  const text = trial.random.word();
  const turned = await trial.tryToConnect(server);
  if (typeof turned !== 'string') {
    await turned.send(framed(text).swap16());
    await turned.bytes(2);
    if (turned.receivedBytes > 0) {
      return trial.fail({
        says: 'It answers when the length comes with its lower byte first, and not as the contract has it.',
        misconception:
          'Two bytes can be read in either order. Processors mostly keep the lower one first (LE, little-endian), and protocols send the higher one first (BE, big-endian), which is called network byte order. A length of 8 read the wrong way round is 2048, and so the program waits for more.',
        expected: 'an answer to 00 08 and eight bytes',
        seen: 'an answer to 08 00 and eight bytes',
      });
    }
  }
  peer.end();
  await peer.rest();
  if (peer.receivedBytes > 0) {
    return trial.fail({
      says: 'The answer came only when the client had ended its side.',
      misconception:
        'The length says where the message ends, so there is nothing to wait for. A client that reads the answer before it asks on keeps its side open, and the two would wait for each other for ever.',
      expected: 'the answer while the connection is open',
      seen: 'the answer behind the end',
    });
  }
  return trial.fail({
    says: 'A whole message got no answer.',
    misconception: LENGTH,
    expected: 'an answer',
    isSilence: true,
  });
}

/** A connection to a server, from the checker's end. */
interface Talk {
  readonly server: ListeningServer;
  readonly peer: TcpPeer;
}

/** Nothing can come any more: the program has ended, or its end of the connection. */
async function unanswered(
  trial: Trial,
  { subject }: ListeningServer,
  misconception: string,
  sent = 'A client got no answer',
): Promise<never> {
  const ending = await subject.end();
  const what = ending
    ? `the program ended with exit code ${ending.code}`
    : 'the connection was over';
  const says = `${sent}: ${what}.`;
  const expected = 'an answer to each message, and the connection open';
  return trial.fail({ says, misconception, expected, seen: what });
}

/** All answers to `texts`, from the first on this connection. */
async function expectAnswers(
  trial: Trial,
  { server, peer }: Talk,
  texts: readonly string[],
  misconception: string,
  who = 'A client',
): Promise<void> {
  const answers = texts.map((text, index) => framed(answer(text, index + 1)));
  const all = Buffer.concat(answers);
  await peer.bytes(all.length);
  const came = peer.received;
  if (came.equals(all)) return;
  let right = 0;
  let offset = 0;
  for (const expected of answers) {
    if (!came.subarray(offset, offset + expected.length).equals(expected)) break;
    right += 1;
    offset += expected.length;
  }
  const expected = answers[right] ?? Buffer.alloc(0);
  const seen = came.subarray(offset);
  if (seen.length === 0 && peer.isOver) {
    const sent = `${who} sent ${counted(texts.length, 'message')} and got ${counted(right, 'answer')}`;
    return await unanswered(trial, server, misconception, sent);
  }
  if (seen.length === 0) {
    const says = `${who} sent ${counted(texts.length, 'message')} and got ${counted(right, 'answer')}.`;
    return trial.fail({ says, misconception, expected, isSilence: true });
  }
  const says = `${who} ${fault(seen, expected, texts.slice(right + 1))}.`;
  return trial.fail({
    says,
    misconception,
    expected,
    seen: seen.subarray(0, expected.length + MORE_BYTES),
  });
}

/** How much of what came is shown beyond an answer's length. */
const MORE_BYTES = 40;

/** What is wrong with an answer, as far as one can see. */
function fault(seen: Buffer, expected: Buffer, later: readonly string[]): string {
  const text = expected.subarray(2);
  if (seen.subarray(0, text.length).equals(text)) return 'got an answer with no length before it';
  if (expected.subarray(0, seen.length).equals(seen)) return 'got only the beginning of an answer';
  const length = seen.length < 2 ? 0 : seen.readUInt16BE(0);
  const rest = seen.subarray(2);
  const message = rest.subarray(0, length);
  const next = message.toString().replace(/^\d+ /, '');
  const isPassed = later.some((text) => text !== '' && text.toUpperCase() === next);
  if (isPassed) return 'got an answer to a later message where one to an earlier was due';
  const isGlued = later.some((text) => text !== '' && message.includes(text.toUpperCase()));
  if (isGlued) return 'got one answer for several messages';
  if (rest.subarray(0, text.length).equals(text) && length !== text.length) {
    return `got an answer whose length says ${length}, and which has ${counted(text.length, 'byte')}`;
  }
  if (seen.includes('\uFFFD')) return 'got an answer in which a letter is lost';
  return 'got an answer that is not the one to its message';
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
