import { expect, test } from 'vitest';
import { ProblemsFound } from '../../../tools/base/problem.ts';
import { Desk } from '../../../tools/commands/desk.ts';
import { exerciseBook } from '../../support/exercise-book.ts';

// Each row: what was read, and what its reader has saved since.
test.for<readonly [was: string | null, now: string | null]>([
  ['the old one', 'a new one'],
  ['the old one', null],
  [null, 'a new one'],
])('over an answer that was %o and is %o nothing is written', ([was, now], context) => {
  const book = exerciseBook(context);
  if (now !== null) book.write('answers/shout.ts', now);
  const before = book.tree();
  const bytes = was === null ? null : Buffer.from(was);
  const desk = new Desk(book.root);
  expect(() => desk.write('answers/shout.ts', 'the starter', bytes)).toThrow(ProblemsFound);
  expect(book.tree()).toEqual(before);
});

test.for(['the old one', null])(
  'over an answer that is %o still another is written',
  (was, context) => {
    const book = exerciseBook(context);
    if (was !== null) book.write('answers/shout.ts', was);
    const bytes = was === null ? null : Buffer.from(was);
    new Desk(book.root).write('answers/shout.ts', 'the starter', bytes);
    expect(book.read('answers/shout.ts')).toBe('the starter');
  },
);
