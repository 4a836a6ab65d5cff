import type { Subject } from '../../../tools/system/subject.ts';
import type { Trial } from '../../../tools/system/trial.ts';
import { byteLength, lines } from './texts.ts';

/**
 * Waits until so many bytes and lines are printed, or the program has ended. What is other than the text may
 * go on; it is whole when the program has ended.
 */
export async function untilPrinted(subject: Subject, text: string): Promise<void> {
  const isThere = () =>
    subject.outputBytes.length >= byteLength(text) && newlines(subject.output) >= newlines(text);
  const isInTime = await subject.until(() => isThere() || subject.ending);
  if (isInTime && subject.output !== text) await subject.until(() => subject.ending);
}

export function newlines(text: string): number {
  return text.split('\n').length - 1;
}

export async function expectPrinted(
  trial: Trial,
  subject: Subject,
  replies: readonly string[],
  texts: readonly string[],
): Promise<void> {
  await untilPrinted(subject, lines(replies));
  const seen = subject.output;
  if (seen === lines(replies)) return;
  const printed = seen.split('\n').slice(0, -1);
  const compared = { expected: Buffer.from(lines(replies)), seen: subject.outputBytes };
  const isSilence = !subject.ending;
  if (subject.errors.includes(replies.join('\n'))) {
    return trial.fail({
      says: 'The answers stand on standard error; the contract wants them on standard output.',
      misconception:
        'A program that is asked for something gives it on standard output, where a pipe or a file can take it. Standard error is for what went wrong.',
      ...compared,
    });
  }
  if (seen === '') {
    return trial.fail({
      says: subject.ending
        ? `It ended with exit code ${subject.ending.code} and printed nothing.`
        : 'It printed nothing, although the answers came and the server ended.',
      misconception:
        'To end our side closes one direction only. The answers come along the other one, and somebody has to be there to read them: a client that closes the whole connection, or ends, has hung up before it was answered.',
      ...compared,
      isSilence,
    });
  }
  if (seen === lines(texts.map((text) => text.toUpperCase()))) {
    return trial.fail({
      says: 'It printed its own texts in capital letters, and not what the server sent.',
      misconception:
        'What a server answers is the server’s business. A client that works out the answer by itself shows what it expects, also where nothing of the kind has come.',
      ...compared,
    });
  }
  if (printed.filter((line) => line !== '').join() === replies.join()) {
    return trial.fail({
      says: 'It printed empty lines that did not come.',
      misconception:
        'The newline that closes a line is a part of what came. console.log and print put one more behind what they are given; write the line as it came, or take its newline off before.',
      ...compared,
    });
  }
  if (printed.length > 0 && [...printed].sort().join() === [...replies].sort().join()) {
    return trial.fail({
      says: 'It printed the lines in another order.',
      misconception:
        'A stream keeps the order: the first line that comes answers the first text. That order is all that tells which answer belongs to which text, so the lines have to be printed as they came.',
      ...compared,
    });
  }
  if (replies.join('\n').startsWith(seen.trimEnd())) {
    return trial.fail({
      says:
        seen.trimEnd() === replies.join('\n')
          ? 'It printed the lines without the last newline.'
          : 'It printed only the beginning of the answers.',
      misconception:
        'Every answer is printed with its newline, and every line that comes is an answer, until the server ends. One piece may hold several lines, and the last of them is closed by a newline as the others are.',
      ...compared,
      isSilence,
    });
  }
  return trial.fail({
    says: 'What it printed is not the lines that the server sent.',
    misconception:
      'Standard output is for the answers alone, each as it came, so that another program can read them. What else there is to say belongs on standard error.',
    ...compared,
    isSilence,
  });
}

export async function expectGoodEnd(
  trial: Trial,
  subject: Subject,
  replies: readonly string[],
): Promise<void> {
  const ending = await subject.end();
  const expected = 'an end with exit code 0';
  if (!ending) {
    return trial.fail({
      says: 'It has printed everything, the server has ended, and it still runs.',
      misconception:
        'Node ends when nothing is left to wait for. A socket that is open is waited for, and so is a timer that nobody has cleared: with a time-out of minutes, such a client stays for minutes after its work is done.',
      expected,
      isSilence: true,
    });
  }
  if (ending.code !== 0) {
    return trial.fail({
      says: 'The server answered each line and ended, and that was taken for trouble.',
      misconception:
        'The end of the server’s side is how a full answer ends. It is trouble only where it comes too early; a script looks at the exit code to learn which of the two it was.',
      expected,
      seen: `exit code ${ending.code}`,
    });
  }
  if (subject.output === lines(replies)) return;
  return trial.fail({
    says: 'Behind the answers it printed more.',
    misconception:
      'Standard output is for the answers alone, so that another program can read them. What else there is to say belongs on standard error.',
    expected: Buffer.from(lines(replies)),
    seen: subject.outputBytes,
  });
}

export async function expectWholeLines(
  trial: Trial,
  subject: Subject,
  { replies, pieces }: { readonly replies: readonly string[]; readonly pieces: readonly string[] },
): Promise<void> {
  await untilPrinted(subject, lines(replies));
  const seen = subject.output;
  if (seen === lines(replies)) return;
  const compared = { expected: Buffer.from(lines(replies)), seen: subject.outputBytes };
  if (lines(replies).startsWith(seen.trimEnd()) || pieces[0] === seen.trimEnd()) {
    return trial.fail({
      says: 'It printed only the beginning of what came.',
      misconception:
        'What one data event brings, or one recv, is what has come so far. It is not the answer, and that it came doesn’t say that no more will. Read until the stream ends.',
      ...compared,
      isSilence: !subject.ending,
    });
  }
  return trial.fail({
    says: 'The answers came in pieces, and the pieces show in what it printed.',
    misconception:
      'Where the kernel and Node cut the stream has nothing to do with lines: a piece may hold half a line, or the end of one and the beginning of the next. A line is closed by its newline and by nothing else, so nothing may be added or left out where a piece ends.',
    ...compared,
    isSilence: !subject.ending && seen.length < lines(replies).length,
  });
}
