import { type Problem, ProblemsFound, WrongUse } from '../base/problem.ts';
import type { Exercise } from '../book/exercise.ts';
import { Desk } from './desk.ts';
import { noAnswer } from './diff.ts';

/** Puts the starter in the place of an answer, which is kept. */
export function resetCommand(root: string, word: string | undefined): readonly string[] {
  const desk = new Desk(root);
  if (word === undefined) throw new WrongUse('reset what?', 'Name the exercise.');
  const exercise = desk.choose(word);
  if (desk.answerPath(exercise) === undefined) throw noAnswer(exercise);
  const { id, starter = '' } = exercise;
  const told = replace(desk, exercise, 'reset', Buffer.from(starter), 'the starter');
  desk.write(`.wirebook/starters/${id}.ts`, starter);
  return told;
}

/** Puts a kept copy in the place of an answer, which is kept, too. */
export function restoreCommand(
  root: string,
  word: string | undefined,
  { from, list }: Readonly<Record<string, string | boolean | undefined>>,
): readonly string[] {
  const desk = new Desk(root);
  if (word === undefined) throw new WrongUse('restore what?', 'Name the exercise.');
  const exercise = desk.choose(word);
  const copies = desk.copies(exercise.id).map(({ path }) => path);
  if (list) return copies.length > 0 ? copies : [`no copy of ${exercise.id} is kept yet`];
  const path = typeof from === 'string' ? from : lastReplaced(desk, exercise, copies);
  const bytes = path === undefined ? undefined : desk.read(path);
  if (path === undefined) throw new ProblemsFound(nothingKept(exercise));
  if (bytes === undefined) {
    throw new WrongUse(`there is no ${path}`, `npx wirebook restore ${exercise.id} --list`);
  }
  return replace(desk, exercise, 'restore', bytes, path);
}

function replace(
  desk: Desk,
  exercise: Exercise,
  did: 'reset' | 'restore',
  bytes: Uint8Array,
  what: string,
): readonly string[] {
  const { id } = exercise;
  const path = desk.answerPath(exercise) ?? `answers/${id}.ts`;
  const before = desk.read(path);
  if (before === undefined) {
    desk.write(path, bytes, null);
    return [`${path} is ${what} now`];
  }
  if (Buffer.from(before).equals(Buffer.from(bytes))) return [`${path} is ${what} already`];
  const copy = desk.keep(exercise, before);
  desk.write(path, bytes, before);
  desk.note({ exercise: id, did, copy });
  return [
    `${path} is ${what} now; what it was is in ${copy}`,
    `To undo: npx wirebook restore ${id}`,
  ];
}

/** The copy that the last reset or restore made, or, without a journal, the last that differs. */
function lastReplaced(
  desk: Desk,
  exercise: Exercise,
  copies: readonly string[],
): string | undefined {
  const { replaced } = desk.standing(exercise);
  if (replaced !== undefined && copies.includes(replaced)) return replaced;
  const path = desk.answerPath(exercise);
  const now = Buffer.from((path && desk.read(path)) ?? []);
  return copies.findLast((copy) => !now.equals(Buffer.from(desk.read(copy) ?? [])));
}

function nothingKept({ id }: Exercise): Problem {
  return {
    code: 'no-copy-kept',
    message: `no copy of an answer to ${id} is kept`,
    advice: 'Every check and every reset keeps one.',
  };
}
