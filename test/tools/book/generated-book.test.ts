import { describe, expect, test } from 'vitest';
import { readBook } from '../../../tools/book/book.ts';
import { textOf } from '../../../tools/book/tangle.ts';
import { generateBook, nestedChapter, nestedFile } from '../../bench/generated-book.ts';

describe('the generated books of the benchmarks', () => {
  test('are tangled into what their oracle says', () => {
    const { markdown, expected } = generateBook(3, 40);
    expect(expected.size).toBe(6);
    expect(tangled(markdown)).toEqual(expected);
  });

  test.for([1, 4, 16])('are tangled right with one file %i deep', (depth) => {
    const markdown = new Map([['01-nested.md', nestedChapter(depth, 32)]]);
    const expected = nestedFile(depth, 32);
    expect(expected.split('\n')).toHaveLength(33);
    expect(tangled(markdown)).toEqual(new Map([['01-nested/nested.ts', expected]]));
  });
});

function tangled(markdown: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const chapters = [...markdown].map(([name, text]) => ({
    path: `chapters/${name}`,
    bytes: Buffer.from(text),
  }));
  const { tangled, problems } = readBook(chapters);
  expect(problems).toEqual([]);
  return new Map(tangled.files.map((file) => [file.path, textOf(file)]));
}
