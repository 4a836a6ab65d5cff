import { expect, test } from 'vitest';
import { block, Book, chapter } from '../../support/book.ts';

const CHAPTER = chapter(
  'One',
  ['- In a list:', '', '  ```ts {file=boom.ts}', '  function go(): void {'].join('\n') +
    ['', '    // <<inside>>', '  }', '  go();', '  ```'].join('\n'),
  ['> ```ts {#inside}', '> if (process.argv.length > 0) {', '>   // <<deep>>', '> }', '> ```'].join(
    '\n',
  ),
  block('ts {#deep}', 'const text: string = "x";', 'throw new Error(`no value ${text}`);'),
);

test('an uncaught error under run is told by its place in the chapter, deep in lists and quotes', async (context) => {
  const book = new Book(context, {
    'package.json': '{ "type": "module" }',
    'chapters/01-one.md': CHAPTER,
  });
  await book.run('tangle');
  const line = CHAPTER.split('\n').indexOf('throw new Error(`no value ${text}`);') + 1;
  const call = CHAPTER.split('\n').indexOf('  go();') + 1;
  for (const _ of ['made', 'kept']) {
    const { code, said } = await book.run('run', '01/boom');
    expect(code).toBe(1);
    expect(said).toContain(`/book/chapters/01-one.md:${line}\nthrow new Error(`);
    expect(said).toContain(`at go (/book/chapters/01-one.md:${line}:7)`);
    expect(said).toContain(`/book/chapters/01-one.md:${call}:3)`);
  }
});

test('a file that was edited by hand tells its own places', async (context) => {
  const book = new Book(context, {
    'package.json': '{ "type": "module" }',
    'chapters/01-one.md': CHAPTER,
  });
  await book.run('tangle');
  book.write('code/01-one/boom.ts', `// mine\n${book.read('code/01-one/boom.ts')}`);
  const { said } = await book.run('run', '01/boom');
  expect(said).toContain('/book/code/01-one/boom.ts:');
  expect(said).not.toContain('.md:');
});
