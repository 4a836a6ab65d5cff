import type { Check } from '../../tools/system/check.ts';
import type { TcpPeer } from '../../tools/system/tcp-peer.ts';
import type { ListeningServer } from '../../tools/system/listening-server.ts';
import type { Trial } from '../../tools/system/trial.ts';
import { doWrong, sendNonsense } from './contract/stranger.ts';

const CHAPTER = 'chapters/05-uppercase-over-tcp.md';
const LETTERS = 'npx wirebook run 05/letters -- 127.0.0.1 12000';
const WORD = 'printf hello | nc -N 127.0.0.1 12000 (on macOS, nc without -N)';
const LIMIT_BYTES = 1_048_576;

export const checks: readonly Check[] = [
  {
    id: 'answers-text',
    title: 'answers a text when the client has ended its side',
    task: 1,
    reads: `${CHAPTER}#a-server-for-lines`,
    byHand: WORD,
    hint: 2,
    async run(trial) {
      const server = await trial.sharedServer('tcp');
      const client = await trial.connect(server);
      const text = ` ${trial.random.word(4)} ${trial.random.word(4)}\n`;
      await client.send(text);
      client.end();
      await client.bytes(text.length);
      if (client.received.length === 0) {
        return trial.fail({
          says: client.isOver
            ? 'The client ended its side, and the connection was over without an answer.'
            : 'The client ended its side, and nothing came back.',
          misconception:
            'That the client has ended its side comes as the event end. It says that the text is complete, and that now is the time for the answer, along the direction that is still open. The event close comes when both directions are over: too late to say anything. A plain for await over a connection may destroy it when the loop is over, whatever allowHalfOpen says; iterator({ destroyOnReturn: false }) doesn’t.',
          expected: Buffer.from(text.toUpperCase()),
          seen: client.received,
          isSilence: !client.isOver,
        });
      }
      await expectAnswer(trial, client, text, ANSWER);
    },
  },
  {
    id: 'ends-too',
    title: 'ends its own side behind the answer',
    task: 1,
    needs: ['answers-text'],
    reads: 'chapters/03-three-way-handshake.md#one-direction-at-a-time',
    byHand: WORD,
    hint: 2,
    async run(trial) {
      const server = await trial.sharedServer('tcp');
      const client = await trial.connect(server);
      const text = trial.random.word();
      await client.send(text);
      client.end();
      if (await client.rest()) return await expectAnswer(trial, client, text, ANSWER);
      return trial.fail({
        says: 'The answer came, and no end behind it.',
        misconception:
          'The client finds the end of the answer as the server finds the end of the text: by the end of the stream. Without it, it has a text of which it can’t know whether more will come. With allowHalfOpen, Node leaves it to the program to end its side.',
        expected: 'an end (FIN) behind the answer',
        isSilence: true,
      });
    },
  },
  {
    id: 'empty-text',
    title: 'answers the empty text',
    task: 1,
    needs: ['ends-too'],
    reads: `${CHAPTER}#nothing-is-not-a-message`,
    byHand: `${LETTERS} 0`,
    hint: 2,
    async run(trial) {
      const server = await trial.sharedServer('tcp');
      const client = await trial.connect(server);
      client.end();
      if (await client.rest()) return await expectAnswer(trial, client, '', EMPTY);
      return trial.fail({
        says: 'A client ended its side without a byte, and the server did not end its own.',
        misconception: EMPTY,
        expected: 'an end (FIN), and no byte before it',
        isSilence: true,
      });
    },
  },
  {
    id: 'others',
    title: 'answers one client while another is in the middle of its text',
    task: 2,
    needs: ['empty-text'],
    reads: `${CHAPTER}#who-has-to-wait`,
    byHand: `nc 127.0.0.1 12000, type a line, and in another terminal: ${LETTERS} 5`,
    async run(trial) {
      const server = await trial.sharedServer('tcp');
      const slow = await trial.connect(server);
      const [beginning, rest] = [trial.random.word(), trial.random.word()];
      await slow.send(beginning);
      for (const text of [trial.random.word(), trial.random.word()]) {
        const hasty = await trial.connect(server);
        await hasty.send(text);
        hasty.end();
        const answer = await hasty.rest();
        if (answer?.includes(beginning.toUpperCase())) {
          return trial.fail({
            says: 'A client got letters that another client had sent.',
            misconception: OTHERS,
            expected: Buffer.from(text.toUpperCase()),
            seen: answer,
          });
        }
        if (!answer) {
          return trial.fail({
            says: 'While one client was in the middle of its text, another one’s text got no full answer.',
            misconception: OTHERS,
            expected: Buffer.from(text.toUpperCase()),
            seen: hasty.received,
            isSilence: true,
          });
        }
        await expectAnswer(trial, hasty, text, OTHERS);
      }
      await slow.send(rest);
      slow.end();
      const answer = await slow.rest();
      // A server that doesn't wait for the end is told so by the next check.
      const hasLetters = answer?.includes(beginning.toUpperCase());
      if (!hasLetters) await expectWhole(trial, slow, beginning + rest, OTHERS);
    },
  },
  {
    id: 'waits-for-end',
    title: 'answers nothing before the client has ended its side',
    task: 2,
    needs: ['others'],
    reads: `${CHAPTER}#a-piece-is-not-a-message`,
    byHand: '(printf hel; sleep 1; printf lo) | nc -N 127.0.0.1 12000',
    hint: 2,
    async run(trial) {
      const server = await trial.sharedServer('tcp');
      const client = await trial.connect(server);
      const first = `${trial.random.word()}\n`;
      const second = trial.random.word();
      await client.send(first);
      await roundTrip(trial, server);
      if (client.receivedBytes > 0 || client.isOver) {
        return trial.fail({
          says:
            client.receivedBytes > 0
              ? 'A piece of a text was answered, and the client had not ended its side.'
              : 'The connection was ended behind a piece, and the client had not ended its side.',
          misconception:
            'What one data event brings is what has come so far. It is neither the whole text nor a text of its own. Only the client’s end says that the text is whole; until then, the pieces have to be kept.',
          expected: Buffer.alloc(0),
          seen: client.received,
        });
      }
      await client.send(second);
      client.end();
      await expectWhole(trial, client, first + second, PIECES);
    },
  },
  {
    id: 'any-letter',
    title: 'knows the capitals of all letters',
    task: 2,
    needs: ['ends-too'],
    reads: 'chapters/04-uppercase-over-udp.md#what-uppercase-does-to-a-text',
    byHand: 'printf straße | nc -N 127.0.0.1 12000',
    async run(trial) {
      const server = await trial.sharedServer('tcp');
      for (const letters of ['äöü', 'straße', 'жизнь', 'ñandú', 'ΐ', 'i 🚲']) {
        const client = await trial.connect(server);
        const text = `${trial.random.word(3)} ${letters}`;
        await client.send(text);
        client.end();
        await expectWhole(trial, client, text, ANY_LETTER);
      }
    },
  },
  {
    id: 'cut-letter',
    title: 'puts together a letter that was cut in two',
    task: 2,
    needs: ['waits-for-end', 'any-letter'],
    reads: `${CHAPTER}#every-piece-every-error`,
    byHand: "(printf 'caf\\303'; sleep 1; printf '\\251') | nc -N 127.0.0.1 12000",
    hint: 2,
    async run(trial) {
      const server = await trial.sharedServer('tcp');
      for (const [letter, cut] of [
        ['é', 1],
        ['ж', 1],
        ['€', 2],
        ['🚲', 3],
      ] as const) {
        const text = `${trial.random.word(3)}${letter}${trial.random.word(3)}`;
        const bytes = Buffer.from(text);
        const client = await trial.connect(server);
        await client.send(bytes.subarray(0, 3 + cut));
        await roundTrip(trial, server);
        await client.send(bytes.subarray(3 + cut));
        client.end();
        await expectWhole(trial, client, text, CUT_LETTER);
      }
    },
  },
  {
    id: 'long-text',
    title: 'answers a text of 1,048,576 bytes',
    task: 3,
    needs: ['cut-letter'],
    reads: `${CHAPTER}#whole-lines`,
    byHand: `${LETTERS} 1048576`,
    async run(trial) {
      const server = await trial.sharedServer('tcp');
      const client = await trial.connect(server);
      const word = trial.random.word(64);
      const text = word.repeat(LIMIT_BYTES / word.length);
      void client.send(text).then(() => client.end());
      await expectWhole(
        trial,
        client,
        text,
        'A limit has a first value beyond it and a last one within it. 1,048,576 bytes are 1 MiB and no more than that, so they get their answer, in whatever number of pieces they come.',
      );
    },
  },
  {
    id: 'reset',
    title: 'survives a client that resets',
    task: 3,
    needs: ['waits-for-end'],
    reads: `${CHAPTER}#a-client-that-slams-the-door`,
    byHand: `npx wirebook run 05/resetter, then ${LETTERS} 5`,
    hint: 3,
    async run(trial) {
      const server = await trial.sharedServer('tcp');
      const idle = await trial.connect(server);
      await roundTrip(trial, server);
      idle.reset();
      const word = trial.random.word();
      await doWrong(trial, server, async (half) => {
        await half.send(word);
        half.reset();
      });
      for (let count = 0; count < 3; count += 1) await expectAlive(trial, server, RESET);
    },
  },
  {
    id: 'any-bytes',
    title: 'survives bytes that are no text',
    task: 3,
    needs: ['waits-for-end'],
    reads: `${CHAPTER}#a-piece-is-not-a-message`,
    byHand: `printf '\\377' | nc -N 127.0.0.1 12000, then ${LETTERS} 5`,
    async run(trial) {
      const server = await trial.sharedServer('tcp');
      for (const bytes of [[0xff, 0xfe], [0xc3], [0x00], [0xed, 0xa0, 0x80]]) {
        await doWrong(trial, server, async (stranger) => await sendNonsense(stranger, bytes));
        await expectAlive(trial, server, ANY_BYTES);
      }
    },
  },
  {
    id: 'too-long',
    title: 'refuses a longer text as soon as it is too long',
    task: 3,
    needs: ['long-text', 'reset'],
    reads: `${CHAPTER}#whole-lines`,
    byHand: `${LETTERS} 1048577`,
    hint: 3,
    async run(trial) {
      const server = await trial.sharedServer('tcp');
      const saidBefore = server.subject.errors.length;
      const client = await trial.connect(server);
      const text = `${'é'.repeat(LIMIT_BYTES / 2)}a`;
      await expectRefusal(trial, client, text);
      const hasSaid = () => server.subject.errors.length > saidBefore || server.subject.ending;
      await server.subject.until(() => hasSaid() || undefined);
      if (server.subject.errors.length === saidBefore) {
        return trial.fail({
          says: 'A text of 1,048,577 bytes was refused without a word on standard error.',
          misconception:
            'Whoever runs the server hears nothing of a connection that is only closed, and a client that complains is not believed. One line says which limit was met.',
          expected: 'a line on standard error',
          isSilence: true,
        });
      }
      await expectAlive(trial, server, TOO_LONG);
    },
  },
];

const ANSWER =
  'The answer is the text in capital letters, nothing before it, nothing behind it. Without lines, a newline is a character of the text like any other: none is added, none is taken away.';

const EMPTY =
  'Over TCP a text of no bytes can’t be seen as a piece: no data event comes for it. But its end can be seen, as that of every other text. That is what the end as a mark gives us and the first piece did not: an empty text is a text, and its answer is an empty one.';

const OTHERS =
  'A server has many connections at a time, and what comes on them is mixed in time. What has come so far of a text belongs to its connection: a memory that all share, or a server that waits for one client at a time, makes each client depend on all others.';

const PIECES =
  'The text is all that came before the end, in its order: every piece is kept and none is answered by itself.';

const ANY_LETTER =
  'The bytes of a text are its UTF-8 encoding. A letter may take several of them, and its capital may take more: ΐ has two bytes, its capital six. So decode the bytes as UTF-8, let the string make its capitals (toUpperCase), and send that string’s bytes, however many they are.';

const CUT_LETTER =
  'The cut between two pieces can go through the middle of a letter. Whoever turns each piece into text by itself (toString, or += with a string) reads two broken letters. Keep bytes and decode them when all are there, or let a decoder remember the half that is missing.';

const RESET =
  'A client that drops its connection makes it break on our side: error comes on that connection. Where nobody listens to it, it is thrown and ends the server, for all clients.';

const ANY_BYTES =
  'Anybody can send any bytes to a port. A decoder that throws at what is not UTF-8 throws in the middle of an event, and nobody catches that: one stranger ends the server for all. Buffer’s toString puts a mark in the place of what it cannot read; whoever wants to refuse such bytes has to catch the error and end that one connection.';

const TOO_LONG =
  'Until a text has ended, somebody has to keep it, and a client may send for ever: without a limit, a single one decides how much memory the server uses. So bytes, which take the memory, are counted with each piece. At the end of the text it is too late, and letters are fewer than bytes.';

/** Waits for all of the answer and compares it. */
async function expectWhole(
  trial: Trial,
  client: TcpPeer,
  text: string,
  misconception: string,
): Promise<void> {
  if (await client.rest()) return await expectAnswer(trial, client, text, misconception);
  return trial.fail({
    says: 'A text got no full answer: the end did not come.',
    misconception,
    expected: Buffer.from(text.toUpperCase()),
    seen: client.received,
    isSilence: true,
  });
}

async function expectAnswer(
  trial: Trial,
  client: TcpPeer,
  text: string,
  misconception: string,
): Promise<void> {
  const expected = Buffer.from(text.toUpperCase());
  if (client.received.equals(expected)) return;
  return trial.fail({
    says:
      client.receivedBytes === 0
        ? 'A text got no answer: the connection was over before.'
        : 'The answer is not the uppercase of the text.',
    misconception,
    expected,
    seen: client.received,
  });
}

/** A server that has answered another client has taken what was sent before. */
async function roundTrip(trial: Trial, server: ListeningServer): Promise<void> {
  await expectAlive(trial, server, OTHERS);
}

/** The server answers somebody who does nothing wrong. */
async function expectAlive(
  trial: Trial,
  server: ListeningServer,
  misconception: string,
): Promise<void> {
  const client = await trial.tryToConnect(server);
  const text = trial.random.word();
  const expected = Buffer.from(text.toUpperCase());
  const nothing = Buffer.alloc(0);
  const gone = 'The next client got no answer.'; // or not even a connection, as chance has it
  if (typeof client === 'string') {
    return trial.fail({ says: gone, misconception, expected, seen: nothing });
  }
  await client.send(text);
  client.end();
  const answer = await client.rest();
  if (answer?.equals(expected)) return;
  return trial.fail({
    says: client.receivedBytes === 0 ? gone : 'The next client got a wrong answer.',
    misconception,
    expected,
    seen: client.received,
    isSilence: answer === undefined,
  });
}

/** Sends more than may be sent, and not the end: the connection has to be over, without an answer. */
async function expectRefusal(trial: Trial, client: TcpPeer, text: string): Promise<void> {
  void client.send(text);
  const expected = 'an end of the connection, and no byte of an answer';
  if (!(await client.rest())) {
    client.end();
    await client.rest();
    if (client.receivedBytes > 0) {
      const says = 'A text of 1,048,577 bytes was answered.';
      const seen = 'an answer, when the client had ended its side';
      return trial.fail({ says, misconception: TOO_LONG, expected, seen });
    }
    return trial.fail({
      says: 'A text went beyond 1,048,576 bytes, and the connection stood until the client ended its side.',
      misconception: TOO_LONG,
      expected,
      isSilence: true,
    });
  }
  if (client.receivedBytes === 0) return;
  return trial.fail({
    says: 'A text of 1,048,577 bytes was refused, and an answer came all the same.',
    misconception:
      'To the client, all that comes is the answer. Whatever a server says to it there, also that the text was too long, is taken for the text in capital letters. The trouble belongs on standard error.',
    expected,
    seen: client.received,
  });
}
