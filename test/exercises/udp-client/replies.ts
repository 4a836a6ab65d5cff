import type { Subject } from '../../../tools/system/subject.ts';
import type { Trial } from '../../../tools/system/trial.ts';
import { ended } from './talk.ts';

/** Accepts an end with exit code 0 after the reply and nothing else was printed. */
export function expectReply(
  trial: Trial,
  subject: Subject,
  { reply, misconception }: { readonly reply: string; readonly misconception: string },
): void {
  const hasNothing = subject.output === '' && !subject.ending;
  if (hasNothing || printed(subject) !== reply) {
    const hasMore = reply !== '' && subject.output.includes(reply);
    const unless = hasMore
      ? 'It printed more than the reply.'
      : 'What it printed is not the reply.';
    return failUnprinted(trial, subject, { reply, unless, misconception });
  }
  if (subject.ending?.code === 0) return;
  const seen = subject.ending ? { seen: ended(subject) } : { isSilence: true };
  return trial.fail({
    says: subject.ending
      ? 'It printed the reply and ended, but not with exit code 0.'
      : 'It printed the reply and goes on running.',
    misconception,
    expected: 'an end with exit code 0',
    ...seen,
  });
}

/** Rejects for a reply that was sent and not printed, or not it alone. */
export function failUnprinted(
  trial: Trial,
  subject: Subject,
  {
    reply,
    unless,
    misconception,
  }: { readonly reply: string; readonly unless: string; readonly misconception: string },
): never {
  const expected = Buffer.from(`${reply}\n`);
  if (subject.output !== '') {
    return trial.fail({ says: unless, misconception, expected, seen: subject.outputBytes });
  }
  if (subject.ending) {
    const says = 'A reply was sent to it, and it ended without printing it.';
    return trial.fail({ says, misconception, expected, seen: ended(subject) });
  }
  const says = 'A reply was sent to it, and it printed nothing.';
  return trial.fail({ says, misconception, expected, isSilence: true });
}

/** What it printed, without the end of its last line. */
export function printed({ output }: Subject): string {
  return output.replace(/\r?\n$/, '');
}
