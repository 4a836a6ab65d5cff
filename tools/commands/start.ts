import type { Exercise } from '../book/exercise.ts';
import { proseLines } from '../book/verdict-text.ts';
import { hintCall } from './hint.ts';
import { columnsOf } from '../system/terminal.ts';
import { Desk } from './desk.ts';

/** Puts the starter of an exercise where the reader works, never over what is there, and says what to do. */
export function startCommand(root: string, word: string | undefined): readonly string[] {
  const desk = new Desk(root);
  const exercise = desk.choose(word);
  const told = putStarter(desk, exercise);
  return [...told, '', ...promptLines(exercise), '', ...whatToDo(desk, exercise)];
}

/** The prompt as the chapter has it, under its title. */
export function promptLines({ id, title, chapter, prompt, place }: Exercise): readonly string[] {
  return [
    `${id}: ${title}`,
    `(${chapter.path}:${place.line})`,
    '',
    ...proseLines(prompt, chapter.path, columnsOf()),
  ];
}

export function whatToDo(desk: Desk, exercise: Exercise): readonly string[] {
  const { id } = exercise;
  const path = desk.answerPath(exercise);
  if (path === undefined) return [`Begin with   npx wirebook start ${id}`];
  return [
    `Edit         ${path}`,
    `Check it     npx wirebook check ${id}, or at every save: npx wirebook check ${id} --watch`,
    `A hint       ${hintCall(exercise)}`,
  ];
}

function putStarter(desk: Desk, exercise: Exercise): readonly string[] {
  const { id, starter = '' } = exercise;
  const known = `.wirebook/starters/${id}.ts`;
  const path = desk.answerPath(exercise);
  const bytes = path === undefined ? undefined : desk.read(path);
  if (path === undefined || bytes === undefined) {
    desk.write(`answers/${id}.ts`, starter, null);
    desk.write(known, starter);
    desk.note({ exercise: id, did: 'start' });
    return [`wrote answers/${id}.ts`];
  }
  const isUntouched = Buffer.from(desk.read(known) ?? []).equals(Buffer.from(bytes));
  if (isUntouched && Buffer.from(bytes).toString() !== starter) {
    const copy = desk.keep(exercise, bytes);
    desk.write(path, starter, bytes);
    desk.write(known, starter);
    return [
      `wrote ${path} anew: the book's starter has changed, and yours was the old one (${copy})`,
    ];
  }
  return [`${path} is there already; nothing was changed`];
}

/** Whether the book's starter is another one now than the reader began with, as a line; or nothing. */
export function starterChanged(desk: Desk, { id, starter }: Exercise): readonly string[] {
  const known = desk.read(`.wirebook/starters/${id}.ts`);
  if (known === undefined || Buffer.from(known).toString() === starter) return [];
  return [
    `The starter has changed since you began; your answer was not touched. To compare: npx wirebook diff ${id} --starter`,
  ];
}
