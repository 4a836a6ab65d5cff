import type { Check } from '../../tools/system/check.ts';
import type { Subject } from '../../tools/system/subject.ts';
import type { TcpPeer } from '../../tools/system/tcp-peer.ts';
import type { Trial } from '../../tools/system/trial.ts';

const CHAPTER = 'chapters/03-three-way-handshake.md';
const HALVES = `${CHAPTER}#one-direction-at-a-time`;
const RUN = 'npx tsx answers/half-close.ts 127.0.0.1 12000 hello';
const HOST = '127.0.0.1';

export const checks: readonly Check[] = [
  {
    id: 'ends-its-side',
    title: 'sends its text and ends its side',
    task: 1,
    reads: HALVES,
    byHand: `npx wirebook run 03/deaf-server, ${RUN}, and npx wirebook run 03/states`,
    hint: 2,
    async run(trial) {
      await asked(trial);
    },
  },
  {
    id: 'answer',
    title: 'prints an answer that comes after its end',
    task: 2,
    needs: ['ends-its-side'],
    reads: HALVES,
    byHand: `npx wirebook run 05/piece-server, and ${RUN}`,
    hint: 3,
    async run(trial) {
      const { peer, subject } = await asked(trial);
      const answer = Buffer.from(trial.random.word(12));
      const seen = await whatIsPrinted(trial, { peer, subject }, answer);
      if (seen.equals(answer)) return expectGoodEnd(trial, subject);
      if (seen.length === 0) {
        return trial.fail({
          says: 'The server answered after the client’s end, and the client printed nothing.',
          misconception:
            'To have said all is not to have heard all. An end closes one direction, and the answer comes in the other. Whoever gives the socket back with destroy gives up both: what comes then, the kernel throws away.',
          expected: answer,
          seen,
        });
      }
      return trial.fail({
        says: seen.includes(answer)
          ? 'It printed the answer, and something besides that nobody sent.'
          : 'It printed something else than what the server sent.',
        misconception: AS_IT_COMES,
        expected: answer,
        seen,
      });
    },
  },
  {
    id: 'all-of-it',
    title: 'prints all of a long answer',
    task: 2,
    needs: ['answer'],
    reads: 'chapters/02-tcp-model.md#a-stream-not-messages',
    byHand: `npx wirebook run 05/piece-server, and ${RUN.replace('hello', '"$(seq 20000)"')} | wc -c`,
    hint: 2,
    async run(trial) {
      const asking = await asked(trial);
      const answer = Buffer.from(longText(trial));
      const seen = await whatIsPrinted(trial, asking, answer);
      if (seen.equals(answer)) return expectGoodEnd(trial, asking.subject);
      trial.note(`printed   ${inWords(seen.length)} of ${inWords(answer.length)} bytes`);
      if (answer.subarray(0, seen.length).equals(seen)) {
        return trial.fail({
          says: 'It printed the beginning of the answer, and ended.',
          misconception:
            'A stream comes in pieces, and a piece is what has arrived when Node looks. The first one is not the answer, and no piece is marked as the last one: only the server’s end says that all has come.',
          expected: `all ${inWords(answer.length)} bytes`,
          seen: 'the beginning of them',
        });
      }
      return trial.fail({ ...changeOf(seen, answer), misconception: AS_IT_COMES });
    },
  },
  {
    id: 'broken-off',
    title: 'doesn’t take a reset for an end',
    task: 3,
    needs: ['answer'],
    reads: `${CHAPTER}#the-kernels-own-list`,
    byHand: `npx wirebook run 03/deaf-server, ${RUN}, and Ctrl-C at the server`,
    async run(trial) {
      const { peer, subject } = await asked(trial);
      // No answer before it: a reset right behind bytes may look like an end to a Node that hasn't read them.
      peer.reset();
      const ending = await subject.end();
      const misconception =
        'An end says that no more will come. A reset says that the connection is gone, perhaps in the middle of the answer. Whoever reads the output can’t see the difference: the program has to tell, by a message and by its exit code. The event error comes before close.';
      const expected = 'a message on standard error, and an exit code other than 0';
      if (!ending) {
        const says = 'The server reset the connection, and the client goes on running.';
        return trial.fail({ says, misconception, expected, isSilence: true });
      }
      if (ending.code === 0) {
        const isTold = subject.errors.trim() !== '';
        const says = isTold
          ? 'The server reset the connection; the client told of it, and ended with exit code 0.'
          : 'The server reset the connection, and the client ended with exit code 0, as if all had come.';
        const seen = 'exit code 0';
        return trial.fail({
          says,
          misconception: isTold ? SCRIPTS : misconception,
          expected,
          seen,
        });
      }
      if (/^Node\.js v\d|^Traceback \(most/m.test(subject.errors)) {
        const says = 'The server reset the connection, and the client died of it.';
        return trial.fail({ says, misconception: CAUGHT, expected, seen: 'a stack trace' });
      }
      if (subject.errors.trim() !== '') return;
      const says = 'The server reset the connection, and the client ended without a message.';
      return trial.fail({ says, misconception, expected, seen: 'nothing on standard error' });
    },
  },
];

const AS_IT_COMES =
  'What the server sends are bytes. A piece of them is no line and needs no newline. Nor is it a text: a letter may begin in one piece and end in the next. Written as they came, the pieces make up the answer again.';

const SCRIPTS =
  'A message is for people. A script that started the client goes by the exit code, and 0 tells it that the answer is whole.';

const CAUGHT =
  'Trouble with a connection comes as an event, error. Where nobody listens for it, Node ends the program and prints a stack trace, which tells its user nothing.';

interface Asking {
  readonly peer: TcpPeer;
  readonly subject: Subject;
}

/** Starts the client and takes its text and its end; rejects it where one of them doesn't come. */
async function asked(trial: Trial): Promise<Asking> {
  const listener = await trial.listen(HOST);
  const text = `${trial.random.word()} ${trial.random.word()}`;
  const subject = trial.start([HOST, `${listener.port}`, text]);
  const peer = await listener.next(trial.patience.startMs);
  if (!peer) {
    return trial.fail({
      says: 'The client didn’t connect to the server.',
      misconception: 'The place is given as two arguments, HOST and PORT; the text is the third.',
      expected: `a connection to ${HOST}:${listener.port}`,
      isSilence: true,
    });
  }
  const expected = Buffer.from(text);
  const seen = await peer.rest();
  if (!seen) {
    return trial.fail({
      says: peer.received.equals(expected)
        ? 'The client has sent its text, and no end behind it; the server answers when it has seen the end.'
        : 'The client has sent neither its whole text nor an end.',
      misconception:
        'Here each waits for the other: the client for an answer, and the server for the end of the question. In a stream, nothing but an end says that no more will come. An end closes only the direction from the client to the server, so say it at once, and go on listening.',
      expected: `${JSON.stringify(text)}, and an end`,
      seen: peer.received,
      isSilence: true,
    });
  }
  if (peer.error !== undefined) {
    return trial.fail({
      says: `The connection broke: ${peer.error}. The client sent no end.`,
      misconception:
        'A reset ends both directions on the spot; what was on its way may be lost. An end says only that one direction is over.',
      expected: `${JSON.stringify(text)}, and an end`,
      seen: peer.error,
    });
  }
  if (seen.equals(expected)) return { peer, subject };
  return trial.fail({
    says: 'The client ended, but what it sent before is not its text.',
    misconception:
      'Where the end tells that the text is over, no other mark is needed: no newline, nothing besides the text, which is the third argument, whole.',
    expected,
    seen,
  });
}

/** Answers, ends, and waits until the client has ended; gives what it printed. */
async function whatIsPrinted(
  trial: Trial,
  { peer, subject }: Asking,
  answer: Buffer,
): Promise<Buffer> {
  void peer.send(answer);
  peer.end();
  const ending = await subject.end(trial.patience.startMs);
  if (ending) return subject.outputBytes;
  return trial.fail({
    says: subject.outputBytes.equals(answer)
      ? 'The client printed the answer; then the server ended, and the client goes on running.'
      : 'The server answered and ended, and the client goes on running.',
    misconception:
      'The server’s end says that the answer is whole. When both sides have ended, the connection is over, and nothing is left that should keep the client running. Node notices the end of a stream only when it reads.',
    expected: 'the answer, and an end of the program',
    seen: subject.outputBytes,
    isSilence: true,
  });
}

function expectGoodEnd(trial: Trial, { ending }: Subject): void {
  if (!ending || ending.code === 0) return;
  return trial.fail({
    says: `The client printed the whole answer, and ended with exit code ${ending.code}.`,
    misconception: 'The server’s end is no error: it is how an answer is over. All went well.',
    expected: 'exit code 0',
    seen: `exit code ${ending.code}`,
  });
}

/** Letters of three bytes, which is no divisor of what Node reads at once: pieces end within letters. */
function longText({ random }: Trial): string {
  const letters = Array.from({ length: 100 }, () => random.pick([...'あかさたなはまやらわ']));
  return `${random.word()} ${letters.join('').repeat(1200)} ${random.word()}`;
}

/** What became of the answer, told without the places where pieces ended: those differ from run to run. */
function changeOf(seen: Buffer, answer: Buffer) {
  if (seen.includes('\ufffd')) {
    return {
      says: 'It printed � where a letter stood whose bytes came in two pieces.',
      expected: 'the letters that were sent',
      seen: '�',
    };
  }
  const withoutLines = (bytes: Buffer) => bytes.toString().replaceAll(/\r?\n/g, '');
  if (seen.length > answer.length && withoutLines(seen) === withoutLines(answer)) {
    return {
      says: 'It printed newlines that nobody sent.',
      expected: `all ${inWords(answer.length)} bytes, and no more`,
      seen: 'newlines among them',
    };
  }
  return { says: 'It printed something else than what the server sent.', expected: answer, seen };
}

function inWords(count: number): string {
  return count.toLocaleString('en');
}
