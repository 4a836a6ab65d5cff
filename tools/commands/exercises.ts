import { WrongUse } from '../base/problem.ts';
import { type Exercise, readExercises } from '../book/exercise.ts';
import { closestTo } from '../book/nearest.ts';
import { loadBook } from './load.ts';

/** All exercises of the book, in its order. */
export function loadExercises(root: string): readonly Exercise[] {
  return readExercises(loadBook(root));
}

/** The exercise that a word means. Throws WrongUse where there is none. */
export function chooseExercise(root: string, word: string | undefined): Exercise {
  const exercises = loadExercises(root);
  const ids = exercises.map(({ id }) => id);
  if (word === undefined) throw new WrongUse('which exercise?', `Known: ${ids.join(', ')}.`);
  const found = exercises.find(({ id, formerIds }) => id === word || formerIds.includes(word));
  if (found) return found;
  throw new WrongUse(`no exercise ${word}`, closestTo(word, ids, 'The book has no exercise.'));
}
