import type { Place } from './place.ts';
import type { ProblemCode } from './problem-code.ts';

/** A mistake that the author or the reader can mend. Anything else that is thrown is our bug. */
export interface Problem {
  /** What kind of mistake it is, for programs: one of the words in problem-code.ts. */
  readonly code: ProblemCode;
  readonly message: string;
  /** What to do next. */
  readonly advice: string;
  readonly place?: Place;
  /** The source line at `place`, shown under the message with a mark at its column. */
  readonly frame?: string;
  /** Lines that show more, a difference for one; printed under the frame. */
  readonly details?: string;
}

/** Puts problems in the order of the book; those without a place come first. */
export function byPlace({ place: a }: Problem, { place: b }: Problem): number {
  if (!a || !b) return Number(Boolean(a)) - Number(Boolean(b));
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}

/** Carries problems up to the front door, which prints them and exits with 1. */
export class ProblemsFound extends Error {
  readonly problems: readonly Problem[];

  constructor(...problems: readonly Problem[]) {
    super(problems.map(({ message }) => message).join('\n'));
    this.name = 'ProblemsFound';
    this.problems = problems;
  }
}

/** A command line that says nothing we can do; the front door prints it and exits with 2. */
export class WrongUse extends Error {
  readonly code = 'wrong-use';
  readonly advice: string;

  constructor(message: string, advice: string) {
    super(message);
    this.name = 'WrongUse';
    this.advice = advice;
  }
}
