import { type Problem, ProblemsFound, WrongUse } from '../base/problem.ts';
import { difference } from '../book/difference.ts';
import type { Exercise } from '../book/exercise.ts';
import { Desk } from './desk.ts';

type DiffFlags = Readonly<Record<string, string | boolean | undefined>>;

/** The reader's answer against the book's, once it has passed; or against the starter. */
export function diffCommand(
  root: string,
  word: string | undefined,
  flags: DiffFlags,
): readonly string[] {
  const desk = new Desk(root);
  const exercise = desk.chooseLast(word);
  const path = desk.answerPath(exercise);
  const bytes = path === undefined ? undefined : desk.read(path);
  if (path === undefined || bytes === undefined) throw noAnswer(exercise);
  if (!flags.starter) openSolution(desk, exercise, flags['give-up'] === true);
  const { starter = '', solution = '', chapter, id } = exercise;
  const other = flags.starter
    ? ([`code/${chapter.slug}/exercises/${id}.ts`, starter] as const)
    : ([`code/a-solutions/${id}.ts`, solution] as const);
  const mine = Buffer.from(bytes).toString();
  const text = difference(mine, other[1], [path, other[0]]);
  return mine === other[1] ? [`${path} is the same as ${other[0]}`] : [text];
}

/** The book's solution, with where it is explained. */
export function revealCommand(
  root: string,
  word: string | undefined,
  flags: DiffFlags,
): readonly string[] {
  const desk = new Desk(root);
  const exercise = desk.chooseLast(word);
  const { id, solution = '' } = exercise;
  openSolution(desk, exercise, flags['give-up'] === true);
  desk.note({ exercise: id, did: 'reveal' });
  return [
    `code/a-solutions/${id}.ts, explained in chapters/a-solutions.md#exercise-${id}:`,
    '',
    solution.trimEnd(),
  ];
}

/** Throws ProblemsFound where the reader hasn't solved it, nor given up. */
function openSolution(desk: Desk, exercise: Exercise, giveUp: boolean): void {
  const { state, isRevealed } = desk.standing(exercise);
  if (giveUp && !isRevealed) desk.note({ exercise: exercise.id, did: 'reveal' });
  if (state !== 'solved' && !isRevealed && !giveUp) throw new ProblemsFound(unsolved(exercise));
}

function unsolved({ id }: Exercise): Problem {
  return {
    code: 'not-solved-yet',
    message: `${id} isn't solved yet, and this would show the solution`,
    advice: `Take a hint (npx wirebook hint ${id}), or add --give-up.`,
  };
}

export function noAnswer({ id }: Exercise): WrongUse {
  return new WrongUse(`there is no answers/${id}.ts`, `Begin with npx wirebook start ${id}`);
}
