import { once } from 'node:events';
import { connect } from 'node:net';
import type { Check } from '../../tools/system/check.ts';
import type { Subject } from '../../tools/system/subject.ts';
import type { Trial } from '../../tools/system/trial.ts';
import { HOST, withFullBacklog } from './kernel/full-backlog.ts';
import { type Row, untilFound } from './kernel/tcp-table.ts';

const CHAPTER = 'chapters/03-three-way-handshake.md';
const SILENCE = `${CHAPTER}#refused-or-left-in-silence`;
const RUN = 'npx tsx answers/why-no-connection.ts 127.0.0.1';
const WORDS = ['open', 'refused', 'silent', 'failed'];
/** Longer than any check lasts. */
const LONG_MS = 600_000;
const SHORT_MS = 300;

export const checks: readonly Check[] = [
  {
    id: 'open',
    title: 'says open, and ends',
    task: 1,
    reads: `${CHAPTER}#a-server-that-hears-nothing`,
    byHand: `npx wirebook run 03/deaf-server, and ${RUN} 12000`,
    hint: 2,
    async run(trial) {
      const listener = await trial.listen();
      const subject = ask(trial, listener.port, LONG_MS);
      const peer = await listener.next(trial.patience.startMs);
      if (!peer) return noCall(trial, subject, 'a server that listens');
      trial.note('waited    for the word; the server says nothing and doesn’t end');
      if (await subject.end()) return expectWord(trial, subject, 'open', CONNECTED);
      if (wordsOf(subject).length === 0) {
        return trial.fail({
          says: 'Your program is connected and says none of the four words.',
          misconception: CONNECTED,
          expected: 'open',
          isSilence: true,
        });
      }
      expectOneWord(trial, subject, 'open', CONNECTED);
      if (!peer.isOver) {
        return trial.fail({
          says: 'It says open and neither ends nor gives the connection back.',
          misconception:
            'An open socket keeps a program running. Once the word is said, the socket has done its work: give it back.',
          expected: 'an end of the program',
          isSilence: true,
        });
      }
      peer.end();
      const isWaiting = (await subject.end()) !== undefined;
      return trial.fail({
        says: isWaiting
          ? 'It says open and ends its side of the connection; it ended only when the server had ended, too.'
          : 'It says open, both sides of the connection have ended, and it goes on running.',
        misconception: isWaiting
          ? 'An end says that nothing more will come from here; the socket stays open for what the other side may still send, and that may be for ever. Whoever wants nothing more from the server gives the socket back: destroy.'
          : 'What keeps it running may be a clock: a timer that nobody stops keeps Node waiting until it strikes. Or it is the socket: after end() it waits for the other side’s end, which Node notices only when it reads.',
        expected: 'an end of the program as soon as the word is said',
        isSilence: true,
      });
    },
  },
  {
    id: 'refused',
    title: 'says refused at once',
    task: 1,
    needs: ['open'],
    reads: SILENCE,
    byHand: `${RUN} 12001`,
    hint: 2,
    async run(trial) {
      const listener = await trial.listen();
      // A client's port: nobody else can have it meanwhile, and nobody listens there.
      const { port } = await trial.connect({ host: HOST, port: listener.port });
      const subject = ask(trial, port, LONG_MS);
      const ending = await subject.end(trial.patience.startMs);
      if (ending) return expectWord(trial, subject, 'refused', REFUSED, ending.code);
      const [word] = wordsOf(subject);
      if (word !== undefined) expectOneWord(trial, subject, 'refused', REFUSED);
      return trial.fail({
        says: word
          ? 'It says refused and goes on running.'
          : 'Nobody listens at that port, and your program goes on waiting.',
        misconception: word
          ? 'After the word nothing may keep the program running, not even a clock that nobody needs any more.'
          : REFUSED,
        expected: word ? 'an end with exit code 1' : 'refused',
        isSilence: true,
      });
    },
  },
  {
    id: 'failed',
    title: 'takes no other error for a refusal',
    task: 3,
    needs: ['refused'],
    reads: SILENCE,
    byHand: 'npx tsx answers/why-no-connection.ts 127.255.255.255 12000',
    hint: 3,
    async run(trial) {
      const listener = await trial.listen();
      const { port } = listener;
      const code = await codeOf(NOWHERE, port, trial.deadlineMs);
      if (code === undefined || code === 'ECONNREFUSED' || code === 'ETIMEDOUT')
        return trial.notHere(`this system reports no other error for ${NOWHERE}`);
      trial.note(`tried     ${NOWHERE}:${port}: ${code}`);
      const subject = trial.start([NOWHERE, `${port}`], { TIMEOUT_MS: `${LONG_MS}` });
      const ending = await subject.end(trial.patience.startMs);
      if (wordsOf(subject).includes('open')) {
        return trial.fail({
          says: `It was to try ${NOWHERE}, and says open.`,
          misconception:
            'HOST is the first argument, PORT the second. A server may listen at one address of a computer and not at another, so an attempt at 127.0.0.1 tells nothing of any other address.',
          expected: 'failed',
          seen: Buffer.from(subject.output),
        });
      }
      const misconception = `ECONNREFUSED is the answer of a kernel that nobody listens there. ${code} doesn’t say that. Whoever reads "refused" looks for a server that isn’t running, and here that would be the wrong place to look.`;
      if (ending) return expectWord(trial, subject, 'failed', misconception, ending.code);
      return trial.fail({
        says: `The system has reported ${code} for ${NOWHERE}, and your program goes on.`,
        misconception,
        expected: 'failed',
        isSilence: true,
      });
    },
  },
  {
    id: 'silent',
    title: 'says silent when its time is over, and ends',
    task: 2,
    needs: ['open'],
    reads: SILENCE,
    byHand: `npx wirebook run 03/deaf-server -- 1, npx wirebook run 03/callers -- 3, and ${RUN} 12000`,
    hint: 2,
    async run(trial) {
      await withFullBacklog(trial, async (server, asking) => {
        const subject = ask(trial, server.port, SHORT_MS);
        const start = () => asking()[0] ?? subject.ending;
        const started = await untilFound(start, trial.patience.startMs);
        if (!started) return noCall(trial, subject, 'a server whose backlog is full');
        if ('state' in started)
          trial.note('read      SYN-SENT in the kernel’s list, for your program');
        const ending = await subject.end(SHORT_MS + trial.deadlineMs);
        if (ending) return expectWord(trial, subject, 'silent', OWN_CLOCK, ending.code);
        const [word] = wordsOf(subject);
        if (word !== undefined) expectOneWord(trial, subject, 'silent', OWN_CLOCK);
        const stillAsks = asking().length > 0;
        if (word === undefined) {
          return trial.fail({
            says: stillAsks
              ? `It has ${SHORT_MS} ms, and it is still asking.`
              : `It has ${SHORT_MS} ms, and it goes on without a word.`,
            misconception: OWN_CLOCK,
            expected: 'silent',
            isSilence: true,
          });
        }
        return trial.fail({
          says: stillAsks
            ? 'It says silent, and goes on asking.'
            : 'It says silent, and goes on running.',
          misconception:
            'A time-out is a clock and no more: it tells the program that the time is over, and stops nothing. The kernel repeats the SYN as long as the socket is open, and the open socket keeps the program running. Give it back: destroy.',
          expected: 'an end with exit code 1',
          isSilence: true,
        });
      });
    },
  },
  {
    id: 'patient',
    title: 'waits as long as TIMEOUT_MS says',
    task: 2,
    needs: ['silent'],
    reads: SILENCE,
    byHand: `TIMEOUT_MS=60000 ${RUN} 12000, as before; then press Enter at the server`,
    hint: 3,
    async run(trial) {
      await withFullBacklog(trial, async (server, asking) => {
        const subject = ask(trial, server.port, LONG_MS);
        const isOver = () => subject.ending ?? wordsOf(subject)[0];
        if (!(await untilFound(() => asking()[0] ?? isOver(), trial.patience.startMs)))
          return noCall(trial, subject, 'a server whose backlog is full');
        // A program may also ask anew instead of leaving the repeating to the kernel.
        await untilFound(() => isOver() ?? asking().find(isRepeated), REPEAT_MS);
        if (isOver()) {
          const [word] = wordsOf(subject);
          return trial.fail({
            says: `It has ${LONG_MS / 60_000} minutes, and gave up before the server had a place for it.`,
            misconception:
              'Whoever starts the program decides how long it waits: TIMEOUT_MS, in process.env. The kernel repeats a SYN that got no answer, and seconds later the server may have a place for it.',
            expected: 'patience until the server has a place, then open',
            seen: word ?? 'an end without a word',
          });
        }
        trial.note('pressed   Enter at the server, which takes the clients that wait');
        server.subject.type('\n');
        await untilFound(() => isOver() ?? server.takenRow(), CONNECT_MS);
        const ending = await subject.end();
        if (ending) return expectWord(trial, subject, 'open', LATE, ending.code);
        return trial.fail({
          says: 'The server has a place now; your program doesn’t say open and end.',
          misconception: LATE,
          expected: 'open, and an end with exit code 0',
          seen: Buffer.from(subject.output),
          isSilence: true,
        });
      });
    },
  },
];

/** Stands for all addresses of the network 127 at once, so no connection leads there. */
const NOWHERE = '127.255.255.255';
/** The kernel repeats a SYN after a second, and again and again. */
const REPEAT_MS = 2_500;
const CONNECT_MS = 15_000;

const CONNECTED =
  'A connection is made by two kernels; the event connect says that it stands. The server’s program needn’t have noticed, and many servers say nothing before they are asked. So don’t wait for bytes, nor for an end.';

const REFUSED =
  'A refusal is an answer: the kernel at the other side says that nobody listens. Node tells of it by the event error, whose code is ECONNREFUSED. There is nothing more to wait for, and the clock has to be stopped.';

const OWN_CLOCK =
  'Silence reports nothing: no event comes until the kernel gives up, and on Linux it repeats its SYN for two minutes first. A program that has less patience sets a clock of its own, and closes the socket when it strikes.';

const LATE =
  'A SYN that finds no place is thrown away, and the kernel repeats it. As soon as one finds a place the connection stands, with an event connect like any other.';

function ask(trial: Trial, port: number, timeoutMs: number): Subject {
  return trial.start([HOST, `${port}`], { TIMEOUT_MS: `${timeoutMs}` });
}

/** The contract's words that stand alone on a line. */
function wordsOf({ output }: Subject): readonly string[] {
  const lines = output.split('\n').map((line) => line.trim());
  return lines.filter((line) => WORDS.includes(line));
}

function expectOneWord(
  trial: Trial,
  subject: Subject,
  expected: string,
  misconception: string,
): void {
  const words = wordsOf(subject);
  if (words.length === 1 && words[0] === expected) return;
  const seen = Buffer.from(subject.output);
  if (words.length > 1) {
    return trial.fail({
      says: `It says ${words.length} words: ${words.join(', ')}.`,
      misconception:
        'One attempt has one outcome. Where several things can end it, the first has to stop the others: the clock, and the socket’s further events.',
      expected,
      seen,
    });
  }
  if (words.length === 1)
    return trial.fail({ says: `It says ${words[0]}.`, misconception, expected, seen });
  return trial.fail({
    says: `It says none of the words ${WORDS.join(', ')}.`,
    misconception: `${misconception} The word stands alone on a line of standard output.`,
    expected,
    seen,
  });
}

function expectWord(
  trial: Trial,
  subject: Subject,
  expected: string,
  misconception: string,
  code = subject.ending?.code,
): void {
  if (wordsOf(subject).length === 0 && /^Node\.js v\d|^Traceback \(most/m.test(subject.errors)) {
    return trial.fail({
      says: 'It died of an error that nobody caught.',
      misconception,
      expected,
      seen: 'a stack trace',
    });
  }
  expectOneWord(trial, subject, expected, misconception);
  const wanted = expected === 'open' ? 0 : 1;
  if (code === wanted) return;
  return trial.fail({
    says: `It says ${expected}, and ends with exit code ${code}.`,
    misconception:
      'A shell or a script doesn’t read words. It looks at the exit code: 0 where there is a connection, 1 where there is none, whatever the reason.',
    expected: `exit code ${wanted}`,
    seen: `exit code ${code}`,
  });
}

function noCall(trial: Trial, { output, ending }: Subject, whom: string): never {
  return trial.fail({
    says: ending
      ? `It ended with exit code ${ending.code} and didn’t try to connect to ${whom}.`
      : `It didn’t try to connect to ${whom}.`,
    misconception:
      'Whether a connection can be made only an attempt can tell. The place is given as two arguments, HOST and PORT.',
    expected: 'a connection',
    seen: output === '' ? 'nothing' : Buffer.from(output),
    isSilence: !ending,
  });
}

function isRepeated({ repeats }: Row): boolean {
  return repeats > 0;
}

/** The code of the error that this system reports for `host`; none where it connects, or reports nothing in time. */
async function codeOf(host: string, port: number, limitMs: number): Promise<string | undefined> {
  const socket = connect({ port, host });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(limitMs) });
    return undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    return code === 'ABORT_ERR' ? undefined : code;
  } finally {
    socket.on('error', () => {}).destroy();
  }
}
