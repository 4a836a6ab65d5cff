import { WrongUse } from '../base/problem.ts';
import type { Exercise } from '../book/exercise.ts';
import { proseLines } from '../book/verdict-text.ts';
import { columnsOf } from '../system/terminal.ts';
import { Desk } from './desk.ts';

/** Shows the next hint that the reader hasn't seen, or the one that is asked for. */
export function hintCommand(
  root: string,
  word: string | undefined,
  tier: string | undefined,
): readonly string[] {
  const desk = new Desk(root);
  const exercise = desk.choose(word);
  const { id, hints } = exercise;
  const seen = desk.standing(exercise).hints;
  const number = tier === undefined ? nextHint(hints.length, seen) : Number(tier);
  const text = hints[number - 1];
  if (text === undefined) {
    throw new WrongUse(
      `${id} has no hint ${tier}`,
      `It has ${hints.length}: ${hintCall(exercise)} 1`,
    );
  }
  desk.note({ exercise: id, did: 'hint', hint: number });
  const more = number < hints.length ? [``, `The next: npx wirebook hint ${id} ${number + 1}`] : [];
  return [...proseLines(text.split('\n'), exercise.chapter.path, columnsOf()), ...more];
}

export function hintCall({ id }: Exercise): string {
  return `npx wirebook hint ${id}`;
}

/** When all are seen, the last once more. */
function nextHint(count: number, seen: readonly number[]): number {
  return Math.min(count, Math.max(0, ...seen) + 1);
}
