import { renameSync, rmSync, symlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PATIENT_LOOKS, SavedChapters } from '../../../tools/commands/saved-chapters.ts';
import { Book, type Owner } from '../../support/book.ts';
import { ONE, one, TWO, two } from '../../support/watched.ts';

const THREE = 'chapters/03-three.md';

/** A book whose chapters were looked at once. */
function looking(owner: Owner) {
  const book = new Book(owner, { [ONE]: one('a'), [TWO]: two('a') });
  const chapters = new SavedChapters(book.root);
  expect(paths(chapters)).toEqual([ONE, TWO]);
  return { book, chapters };
}

function paths(chapters: SavedChapters): readonly string[] | undefined {
  return chapters.look()?.found.files.map(({ path }) => path);
}

/** Looks as often as there is patience, and sees nothing. */
function wait(chapters: SavedChapters): void {
  for (let look = 0; look < PATIENT_LOOKS; look += 1) expect(paths(chapters)).toBeUndefined();
}

describe('SavedChapters', () => {
  test('waits for a chapter that is empty or gone, and at last believes it', (context) => {
    const { book, chapters } = looking(context);
    book.write(ONE, '');
    expect(paths(chapters)).toBeUndefined();
    book.write(ONE, one('b'));
    expect(paths(chapters)).toEqual([ONE, TWO]);
    rmSync(book.path(TWO));
    wait(chapters);
    expect(paths(chapters)).toEqual([ONE]);
    expect(paths(chapters)).toEqual([ONE]);
  });

  test('waits anew for chapters that come back one by one', (context) => {
    const { book, chapters } = looking(context);
    renameSync(book.path('chapters'), book.path('away'));
    wait(chapters);
    expect(() => chapters.look()).toThrow('no folder chapters/');
    expect(() => chapters.look()).toThrow('no folder chapters/');
    book.write(ONE, one('a'));
    expect(paths(chapters)).toBeUndefined();
    expect(paths(chapters)).toBeUndefined();
    book.write(TWO, two('a'));
    expect(paths(chapters)).toEqual([ONE, TWO]);
    rmSync(book.path(TWO));
    expect(paths(chapters)).toBeUndefined();
  });

  test('waits once for a chapter that can not be read, and for the others as ever', (context) => {
    const { book, chapters } = looking(context);
    symlinkSync('nothing', book.path(THREE));
    wait(chapters);
    expect(paths(chapters)).toEqual([ONE, TWO]);
    expect([...(chapters.look()?.found.unread.keys() ?? [])]).toEqual([THREE]);
    rmSync(book.path(ONE));
    expect(paths(chapters)).toBeUndefined();
    book.write(ONE, one('b'));
    expect(paths(chapters)).toEqual([ONE, TWO]);
    rmSync(book.path(THREE));
    expect(paths(chapters)).toBeUndefined();
    book.write(THREE, '');
    expect(paths(chapters)).toBeUndefined();
    book.write(THREE, one('c'));
    expect(paths(chapters)).toEqual([ONE, TWO, THREE]);
    expect(chapters.look()?.found.unread.size).toBe(0);
  });

  test('tells which chapters are not what they were at the last look', (context) => {
    const { book, chapters } = looking(context);
    expect(chapters.look()?.changed).toEqual([]);
    book.write(TWO, two('b'));
    book.write(THREE, one('a'));
    expect(chapters.look()?.changed).toEqual([TWO, THREE]);
    expect(chapters.look()?.changed).toEqual([]);
    rmSync(book.path(THREE));
    wait(chapters);
    expect(chapters.look()?.changed).toEqual([THREE]);
  });

  test('tells of chapters that were gone for a moment, even if they are what they were', (context) => {
    const { book, chapters } = looking(context);
    rmSync(book.path(TWO));
    expect(paths(chapters)).toBeUndefined();
    book.write(TWO, two('a'));
    expect(chapters.look()?.changed).toEqual([TWO]);
    expect(chapters.look()?.changed).toEqual([]);
    renameSync(book.path('chapters'), book.path('away'));
    expect(paths(chapters)).toBeUndefined();
    renameSync(book.path('away'), book.path('chapters'));
    expect(chapters.look()?.changed).toEqual([ONE, TWO]);
  });
});
