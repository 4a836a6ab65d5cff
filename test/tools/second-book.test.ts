import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, test, type TestContext } from 'vitest';
import { type Answer, type Book, type Tree, treeOf } from '../support/book.ts';
import { secondBook } from '../support/exercise-book.ts';
import { needs } from '../support/needs.ts';

const expected = fileURLToPath(new URL('../fixtures/second-book/expected', import.meta.url));
const FIRST = 'chapters/01-the-stick.md';
const SECOND = 'chapters/02-the-hour-lines.md';
const THIRD = 'chapters/03-the-face.md';

describe('a book on another subject, in other languages', () => {
  test('is tangled into the files that it shows', async (context) => {
    const book = secondBook(context);
    const { code, said } = await book.run('tangle');
    const { '.manifest': manifest, ...files } = book.tree('code');
    expect(files).toEqual(treeOf(expected));
    expect(manifest?.match(/\S+$/gm)).toEqual(pathsOf(files));
    expect(said.match(/^wrote code\/\S+$/gm)).toHaveLength(pathsOf(files).length);
    expect(code).toBe(0);
  });

  // Each row: what is wrong, in which chapter, what is written there instead, each problem with its place,
  // and what the author is told to do.
  test.for<
    readonly [
      fault: string,
      path: string,
      words: readonly [from: string, to: string],
      heads: readonly string[],
      advice: string,
    ]
  >([
    [
      'a chunk that a Python listing calls for and nobody wrote',
      SECOND,
      ['# <<angle>>', '# <<angel>>'],
      [
        `${SECOND}:18:3: undefined reference: no chunk angel`,
        `${SECOND}:27:4: the chunk angle is used nowhere`,
      ],
      'Did you mean angle',
    ],
    [
      'a Python chunk that nobody calls for',
      SECOND,
      ['# <<angle>>', ''],
      [`${SECOND}:27:4: the chunk angle is used nowhere`],
      'Call for it with # <<angle>>',
    ],
    [
      'a reference in JSON, which has no comments',
      FIRST,
      ['"stick": 100', '// <<noon>>'],
      [
        `${FIRST}:14:6: <<noon>> calls for a chunk, but the tool knows no comments of json to do it in`,
      ],
      'Write the text out',
    ],
    [
      'a comment of another language in a style sheet',
      THIRD,
      ['/* <<turn>> */', '// <<turn>>'],
      [`${THIRD}:33:6: <<turn>> does not stand in a comment of css`],
      'alone on its line: /* <<turn>> */',
    ],
    [
      'a comment of another language in a page',
      THIRD,
      ['<!-- <<hours>> -->', '# <<hours>>'],
      [`${THIRD}:13:7: <<hours>> does not stand in a comment of html`],
      'alone on its line: <!-- <<hours>> -->',
    ],
    [
      'a call that shares its line in a shell script',
      FIRST,
      ['  # <<draw>>', '  true # <<draw>>'],
      [`${FIRST}:68:10: <<draw>> does not stand alone on its line`],
      'alone on its line: # <<draw>>',
    ],
    [
      'a variant of a chunk that the Python file has not',
      SECOND,
      ['of=lines.py #sides', 'of=lines.py #side'],
      [
        `${SECOND}:73:4: code/02-the-hour-lines/lines.py has no chunk side to put this in the place of`,
      ],
      'Did you mean sides',
    ],
  ])(
    'is told its faults with their places: %s',
    async ([, path, [from, to], heads, advice], context) => {
      const book = broken(secondBook(context), path, from, to);
      const { code, said } = await book.run('tangle');
      expect(headsIn(said)).toEqual(heads);
      expect(said).toContain(advice);
      expect(code).toBe(1);
    },
  );

  test('has no program that run could start, and says so', async (context) => {
    const book = secondBook(context);
    await book.run('tangle');
    expect(await book.run('run', '01/shadow')).toEqual({
      code: 1,
      said:
        'no file in code/ is a TypeScript program\n' +
        '  → Start those of other languages as their chapters show: python3 code/…, sh code/….\n',
    });
  });

  describe('with python3', () => {
    beforeEach(async (context) => await needs(context, 'python3'));

    test('is verified: its transcripts played, its proofs found, its exit code 0', async (context) => {
      const { code, said } = await (await tangled(context)).run('verify');
      expect(said.replace(/ +\d+\.\d s$/gm, '')).toBe(
        [
          'listings     22 listings and transcripts of 3 chapters',
          'types        0 programs type-checked, each by itself',
          'tests        1 of 1 tests passed; 2 links and proofs',
          'exercises    0 exercises, 0 programs tried',
          'transcripts  5 of 5 played',
          'all of it is as the chapters say',
          '',
        ].join('\n'),
      );
      expect(code).toBe(0);
    });

    test('is told where a transcript differs from a fresh run', async (context) => {
      const { code, said } = await verified(context, SECOND, '11  8.5 right', '11  8.4 right');
      expect(headsIn(said)).toEqual([`${SECOND}:82:1: a fresh run prints something else`]);
      expect(said).toMatch(/expected: 11 {2}8\.4 right\n *seen: {5}11 {2}8\.5 right/);
      expect(code).toBe(1);
    });

    test('is told where a proof names no test', async (context) => {
      const { code, said } = await verified(
        context,
        SECOND,
        'straight ahead at any',
        'ahead at any',
      );
      expect(headsIn(said)).toEqual([
        `${SECOND}:67:50: no test of this name ran: "points noon ahead at any latitude"`,
        'test/chapters/02-the-hour-lines.test.ts:5:1: no sentence links to the claim "points noon straight ahead at any latitude"',
      ]);
      expect(code).toBe(1);
    });
  });
});

/** Both vitest and the book's own tests look for their packages from the book's folder upwards. */
async function tangled(context: TestContext): Promise<Book> {
  const book = secondBook(context);
  symlinkSync(join(process.cwd(), 'node_modules'), book.path('node_modules'), 'junction');
  expect((await book.run('tangle')).code).toBe(0);
  return book;
}

async function verified(
  context: TestContext,
  path: string,
  from: string,
  to: string,
): Promise<Answer> {
  return await broken(await tangled(context), path, from, to).run('verify');
}

function broken(book: Book, path: string, from: string, to: string): Book {
  const text = book.read(path);
  expect(text.split(from)).toHaveLength(2);
  book.write(
    path,
    text.replace(from, () => to),
  );
  return book;
}

function pathsOf(files: Tree): readonly string[] {
  return Object.keys(files)
    .filter((path) => files[path] !== '(a folder)')
    .sort();
}

function headsIn(said: string): readonly string[] {
  return said.match(/^\S+:\d+:\d+: .*$/gm) ?? [];
}
