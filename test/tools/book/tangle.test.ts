import { describe, expect, test } from 'vitest';
import { readBook } from '../../../tools/book/book.ts';
import { textOf } from '../../../tools/book/tangle.ts';
import { block, chapter } from '../../support/book.ts';

describe('a book that would never be done', () => {
  test('of a chain of twenty thousand chunks is one problem, at the chunk that is too deep', () => {
    expect(problemsOf(file('// <<c1>>'), ...chain(20_000))).toEqual([
      'more than 100 chunks stand in each other here 404:4',
    ]);
    expect(problemsOf(file('// <<c1>>'), ...chain(100))).toEqual([]);
  });

  test('of chunks in a circle of five thousand is one problem', () => {
    const circle = chain(5_000, '// <<c1>>');
    expect(problemsOf(...circle)).toEqual(['more than 100 chunks stand in each other here 404:4']);
  });

  test('of chunks that double is one problem, whatever stands at their end', () => {
    const doubling = (last: string) =>
      chain(30, last).map((text) => text.replace(/\/\/.*\n/, '$&$&'));
    const tooMuch = "here the book's files grow beyond 200,000 lines 4:4";
    expect(problemsOf(file('// <<c1>>'), ...doubling('end();'))).toEqual([tooMuch]);
    expect(problemsOf(file('// <<c1>>'), ...doubling('// <<none>>'))).toEqual([
      tooMuch,
      'undefined reference: no chunk none 153:4',
      'undefined reference: no chunk none 154:4',
    ]);
  });

  test('of a long line that many files repeat is one problem', () => {
    const long = block('ts {#long}', `// ${'x'.repeat(200_000)}`);
    const files = Array.from({ length: 101 }, (_, index) => file('// <<long>>', `f${index}.ts`));
    expect(problemsOf(long, ...files)).toEqual([
      "here the book's files grow beyond 20,000,000 characters 404:4",
    ]);
  });

  test('of variants on variants is a problem at each that has more than a hundred below it', () => {
    const variants = Array.from({ length: 102 }, (_, index) =>
      block(`ts {variant=v${index + 1}.ts of=v${index}.ts #c1}`, 'other();'),
    );
    expect(problemsOf(file('// <<c1>>', 'v0.ts'), ...chain(1), ...variants)).toEqual([
      'code/01-one/v101.ts builds on more than 100 variants 411:4',
      'code/01-one/v102.ts builds on more than 100 variants 415:4',
    ]);
  });
});

// Each of these took minutes, or as long as nobody waits.
test('lines and paths of very many characters are read at once', () => {
  const [blanks, slashes] = [' '.repeat(300_000), '\\'.repeat(300_000)];
  const lines = [
    `// <<a>>${blanks}x`,
    `${slashes}<<`,
    `${slashes}\\<<`,
    `x${'\n'.repeat(150_000)}y`,
  ];
  expect(problemsOf(block('ts {file=a.ts}', ...lines))).toEqual([]);
  const folders = 'a/'.repeat(50_000);
  expect(problemsOf(file('a();', `${folders}a.ts`), file('b();', `${folders}b.ts`))).toEqual([
    'the path has 100,004 characters 3:4',
    'the path has 100,004 characters 7:4',
  ]);
});

/** Chunks of which each calls for the next, and the last has the line `last`. */
function chain(length: number, last = 'end();'): readonly string[] {
  return Array.from({ length }, (_, index) =>
    block(`ts {#c${index + 1}}`, index + 1 === length ? last : `// <<c${index + 2}>>`),
  );
}

function file(line: string, name = 'a.ts'): string {
  return block(`ts {file=${name}}`, line);
}

/** The problems of a book with one chapter of these blocks, each with its line and column. */
function problemsOf(...blocks: readonly string[]): readonly string[] {
  const bytes = Buffer.from(chapter('One', ...blocks));
  const { problems, tangled } = readBook([{ path: 'chapters/01-one.md', bytes }]);
  for (const file of tangled.files) expect(textOf(file).endsWith('\n')).toBe(true);
  return problems.map(({ message, place }) => `${message} ${place?.line}:${place?.column}`);
}
