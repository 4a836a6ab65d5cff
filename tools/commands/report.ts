import { type Problem, ProblemsFound, WrongUse } from '../base/problem.ts';
import { showProblem } from '../system/terminal.ts';

/** How a call is told of: to a person, or to a program that made it. */
export interface Report {
  /** For what a command says before it is done. */
  readonly say: (line: string) => void;
  /** For its last lines. */
  readonly done: (lines: readonly string[]) => void;
  /** For what was thrown instead. */
  readonly failed: (error: unknown) => void;
}

/** What a person reads: what was done on standard output, what was thrown on standard error. */
export const textReport: Report = {
  say,
  done: (lines) => lines.forEach(say),
  failed: (error) => process.stderr.write(textOf(error)),
};

/** What was thrown, as problems; a failure of the tool is one, too. */
export function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof ProblemsFound) return error.problems;
  return [error instanceof WrongUse ? error : toolFailure(error)];
}

export function exitCodeOf(error: unknown): number {
  if (error instanceof ProblemsFound) return 1;
  return error instanceof WrongUse ? 2 : 3;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const FAILURE = 'wirebook itself failed; this says nothing about the book';

function textOf(error: unknown): string {
  if (exitCodeOf(error) === 3) return `${FAILURE}:\n${stackOf(error)}\n`;
  return problemsOf(error)
    .map((problem) => showProblem(problem, process.stderr))
    .join('');
}

function toolFailure(error: unknown): Problem {
  const advice = 'Tell those who make the tool, with these details.';
  return { code: 'tool-failed', message: FAILURE, details: stackOf(error), advice };
}

function stackOf(error: unknown): string {
  return (error instanceof Error && error.stack) || String(error);
}
