import type { Problem } from '../base/problem.ts';
import type { ProblemCode } from '../base/problem-code.ts';
import type { CheckFacts } from '../base/verdict.ts';
import { frameAt } from './chapter.ts';
import type { Exercise } from './exercise.ts';

/** The checks of an exercise, and those that were the first to reject some mistake of the museum. */
export interface TriedChecks {
  readonly checks: readonly CheckFacts[];
  readonly firstToReject: ReadonlySet<string>;
}

/** What is wrong with a table of checks: a need that isn't there before, a task that isn't, a check without use. */
export function checkProblems(
  exercise: Exercise,
  { checks, firstToReject }: TriedChecks,
): readonly Problem[] {
  const tasks = exercise.prompt.filter((line) => /^\d+\. /.test(line)).length;
  return checks.flatMap(({ id, needs = [], task }, index) => {
    const before = checks.slice(0, index).map((check) => check.id);
    const faults: (readonly [code: ProblemCode, message: string, advice: string])[] = [];
    if (before.includes(id))
      faults.push(['check-twice', `a second check ${id}`, 'Give it another word.']);
    for (const need of needs.filter((need) => !before.includes(need))) {
      faults.push([
        'check-needs-later',
        `check ${id} needs ${need}, which is no check before it`,
        'Mend needs, or the order.',
      ]);
    }
    if (task !== undefined && task > tasks) {
      faults.push([
        'check-of-unknown-task',
        `check ${id} tries task ${task}; the prompt has ${tasks}`,
        'Mend its task.',
      ]);
    }
    if (!firstToReject.has(id)) {
      faults.push([
        'check-not-seen-failing',
        `check ${id} of ${exercise.id} is the first to reject no mistake`,
        'Show a mistake that only it finds, or drop it: nobody has seen it fail.',
      ]);
    }
    return faults.map(([code, message, advice]) => problem(exercise, code, message, advice));
  });
}

/** Hints that give away what only the solution should: a line of it that is long enough to be one. */
export function hintProblems(exercise: Exercise): readonly Problem[] {
  const { hints, solution = '', starter = '', id } = exercise;
  const known = starter.split('\n').map((line) => line.trim());
  const lines = solution.split('\n').map((line) => line.trim());
  const given = lines.find(
    (line) =>
      line.length > 30 && !known.includes(line) && hints.some((hint) => hint.includes(line)),
  );
  if (given === undefined) return [];
  return [
    problem(
      exercise,
      'hint-gives-away',
      `a hint of ${id} gives away a line of its solution: ${given}`,
      'Tell the call, not the line.',
    ),
  ];
}

function problem(
  { place, chapter }: Exercise,
  code: ProblemCode,
  message: string,
  advice: string,
): Problem {
  return { code, message, advice, place, frame: frameAt(chapter, place) };
}
