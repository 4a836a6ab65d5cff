import type { Problem } from '../base/problem.ts';
import type { ProblemCode } from '../base/problem-code.ts';
import { blockProblem } from '../book/block-problem.ts';
import { placeIn } from '../book/chapter.ts';
import type { Transcript } from '../book/transcript.ts';

/** What differs, and in which line of the block. */
export interface Difference {
  readonly line: number;
  readonly code: ProblemCode;
  readonly message: string;
  readonly expected: string;
  readonly seen: string;
}

/** A difference as a problem of its line, with both texts. */
export function differenceProblem(
  { block }: Transcript,
  { line, code, message, expected, seen }: Difference,
): Problem {
  const advice = 'Mend the program or the transcript; npx wirebook record rewrites what differs.';
  const quote = (word: string, text: string) =>
    shorten(text)
      .replace(/\n$/, '')
      .split('\n')
      .map((line, index) => `${index === 0 ? word : '         '} ${line}`);
  const details = [...quote('expected:', expected), ...quote('seen:    ', seen)].join('\n');
  return { ...blockProblem(block, { code, message, advice }, placeIn(block, line)), details };
}

/** A stack trace or a flood says no more after its first lines. */
function shorten(text: string): string {
  const lines = text.split('\n');
  const isLong = lines.length > SHOWN_LINES;
  return isLong ? `${lines.slice(0, SHOWN_LINES).join('\n')}\n(${lines.length} lines)` : text;
}

const SHOWN_LINES = 20;

/** A program was to have ended where a line of the block stands. */
export function stillRunning(line: number): Difference {
  const message = 'the program in this terminal has not ended';
  return {
    line,
    code: 'program-runs-on',
    message,
    expected: 'an end, or ^C above this line',
    seen: 'a program that runs on',
  };
}
