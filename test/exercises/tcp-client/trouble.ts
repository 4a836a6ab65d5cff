import type { Subject } from '../../../tools/system/subject.ts';
import type { Trial } from '../../../tools/system/trial.ts';

interface Trouble {
  /** What happened to the client, behind "although". */
  readonly although: string;
  readonly misconception: string;
  /** What had come: the most that may be printed. */
  readonly reply: string;
  readonly moreMs?: number;
}

/** The client has to end by itself, with a message and a code that is not 0. */
export async function expectTrouble(
  trial: Trial,
  subject: Subject,
  { although, misconception, reply, moreMs = 0 }: Trouble,
): Promise<void> {
  const ending = await subject.end(trial.deadlineMs + moreMs);
  const expected = 'a message on standard error, and an exit code other than 0';
  if (!ending) {
    const says = `It still runs, although ${although}.`;
    return trial.fail({ says, misconception, expected, isSilence: true });
  }
  if (ending.code === 0 && subject.errors.trim() !== '') {
    return trial.fail({
      says: `It said something on standard error and ended with exit code 0, although ${although}.`,
      misconception:
        'A message is read by people. A shell, a script, a supervisor look at the exit code, and 0 tells them that all went well. Whoever reports trouble has to set it, too: process.exitCode.',
      expected,
      seen: 'exit code 0',
    });
  }
  if (ending.code === 0) {
    const says = `It ended with exit code 0, as if all were well, although ${although}.`;
    return trial.fail({ says, misconception, expected, seen: 'exit code 0' });
  }
  if (/^Node\.js v\d|^Traceback \(most/m.test(subject.errors)) {
    const says = `It died of an error that nobody caught: ${although}.`;
    return trial.fail({ says, misconception, expected, seen: 'a stack trace' });
  }
  if (subject.errors.trim() === '') {
    const says = `It said nothing on standard error, although ${although}.`;
    const seen = `exit code ${ending.code}, and nothing on standard error`;
    return trial.fail({ says, misconception, expected, seen });
  }
  if (reply.startsWith(subject.output.replace(/\r?\n$/, ''))) return;
  return trial.fail({
    says: 'It printed something on standard output that the server had not sent.',
    misconception:
      'Standard output is for the answers alone, so that another program can read them. Trouble belongs on standard error.',
    expected: Buffer.from(reply),
    seen: subject.outputBytes,
  });
}
