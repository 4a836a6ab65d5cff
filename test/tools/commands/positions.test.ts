import { symlinkSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { mappedCommand, packageFile } from '../../../tools/system/node.ts';
import { block, Book, chapter } from '../../support/book.ts';

const top = fileURLToPath(new URL('../../..', import.meta.url));
const THROWS = 'throw new Error(`no value ${text}`);';
const CHAPTER = chapter(
  'One',
  ['- In a list:', '', '  ```ts {file=boom.ts}', '  function go(): void {'].join('\n') +
    ['', '    // <<inside>>', '  }', '  go();', '  ```'].join('\n'),
  ['> ```ts {#inside}', '> if (process.argv.length > 0) {', '>   // <<deep>>', '> }', '> ```'].join(
    '\n',
  ),
  block('ts {#deep}', 'const text: string = "x";', THROWS),
);

test('an uncaught error under run is told by its place in the chapter, deep in lists and quotes', async (context) => {
  const book = new Book(context, {
    'package.json': '{ "type": "module" }',
    'chapters/01-one.md': CHAPTER,
  });
  await book.run('tangle');
  const line = CHAPTER.split('\n').indexOf(THROWS) + 1;
  const call = CHAPTER.split('\n').indexOf('  go();') + 1;
  for (const _ of ['made', 'kept']) {
    const { code, said } = await book.run('run', '01/boom');
    expect(code).toBe(1);
    expect(said).toContain(`/book/chapters/01-one.md:${line}\nthrow new Error(`);
    expect(said).toContain(`at go (/book/chapters/01-one.md:${line}:7)`);
    expect(said).toContain(`/book/chapters/01-one.md:${call}:3)`);
  }
});

test('a second start takes the JavaScript that the first has kept', async (context) => {
  const book = new Book(context, {
    'package.json': '{ "type": "module" }',
    'chapters/01-one.md': `${CHAPTER}\n${block('py {file=other.py}', 'import socket')}\n`,
  });
  await book.run('tangle');
  expect((await book.run('run', '01/boom')).said).toContain('Error: no value x');
  const folder = '.wirebook/maps';
  const kept = Object.keys(book.tree(folder)).filter((path) => path.endsWith('.javascript.json'));
  expect(kept).toHaveLength(1);
  for (const path of kept.map((path) => `${folder}/${path}`)) {
    book.write(path, book.read(path).replaceAll('no value', 'kept value'));
  }
  const { said } = await book.run('run', '01/boom');
  expect(said).toContain('Error: kept value x');
});

test('a program that imports from another folder runs all the same', async (context) => {
  const book = new Book(context, {
    'package.json': '{ "type": "module" }',
    'chapters/01-one.md': chapter(
      'One',
      block('ts {file=one.ts}', "export const one: string = 'one';"),
    ),
    'chapters/02-two.md': chapter(
      'Two',
      block('ts {file=two.ts}', "import { one } from '../01-one/one.ts';", 'console.log(one);'),
    ),
  });
  await book.run('tangle');
  expect(await book.run('run', '02/two')).toEqual({ code: 0, said: 'one\n' });
});

test('a program whose maps are gone by the time it starts runs all the same', async (context) => {
  const book = new Book(context, {
    'package.json': '{ "type": "module" }',
    'here.ts': "console.log('here' as string);\n",
  });
  const command = mappedCommand(book.path('here.ts'), book.path('gone.json'));
  const { code, output, errors } = await book.start(command).ended;
  expect([code, output, errors]).toEqual([0, 'here\n', '']);
});

test('a failure in a listing that a test imports is told with the chapter’s lines', async (context) => {
  const book = new Book(context, {
    'package.json': '{ "type": "module" }',
    'chapters/01-one.md': CHAPTER.replace('function go', 'export function go').replace(
      '  go();\n',
      '',
    ),
    'one.test.ts': [
      "import { test } from 'vitest';",
      "import { go } from './code/01-one/boom.ts';",
      "test('goes', go);",
    ].join('\n'),
  });
  symlinkSync(`${top}/node_modules`, book.path('node_modules'), 'junction');
  const plugin = relative(book.root, `${top}/test/support/chapter-positions.ts`);
  const config = [
    `import { chapterPositions } from './${plugin.replaceAll('\\', '/')}';`,
    'export default { plugins: [chapterPositions(import.meta.dirname)] };',
  ];
  book.write('vitest.config.ts', config.join('\n'));
  await book.run('tangle');
  const vitest = [process.execPath, packageFile('vitest', 'vitest.mjs'), 'run'] as const;
  const { output } = await book.start(vitest, { merged: true, env: { NO_COLOR: '1' } }).ended;
  const line = book.read('chapters/01-one.md').split('\n').indexOf(THROWS) + 1;
  expect(output).toContain(`go chapters/01-one.md:${line}:7`);
  expect(output).toContain(`${line}| ${THROWS}`);
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

const ADVICE = '  → Mend the listing or the error= in its header.';
const WRONG = "TS2322: Type 'string' is not assignable to type 'number'.";

test('a listing that must fail and does otherwise is told by the error that came instead, or by its header', async (context) => {
  const lines = [
    '- It gives none:',
    '',
    '  ```ts {.fails error=TS2322}',
    "  const a: string = 'a';",
    '  ```',
    '',
    '> - It gives another:',
    '>',
    '>   ```ts {.fails error=TS2304}',
    '>   if (process.argv.length > 0) {',
    "> \tconst b: number = 'b';",
    '>   }',
    '>   ```',
    '',
    '> It gives one more, in a chunk that it calls for:',
    '>',
    '> ```ts {.fails error=TS2304}',
    '> if (process.argv.length > 0) {',
    '>   c();',
    '>   // <<deep>>',
    '> }',
    '> ```',
    '',
    '1. It gives it twice:',
    '',
    '   ```ts {.fails error=TS2304}',
    '   d(); e();',
    '   ```',
    '',
    '2. It gives what it must:',
    '',
    '   ```ts {.fails error=TS2304}',
    '   f();',
    '   ```',
    '',
    '- <!-- the chunk -->',
    '',
    '  > ```ts {#deep}',
    '  > {',
    "  >   const g: number = 'g';",
    '  > }',
    '  > ```',
  ];
  const text = chapter('One', lines.join('\n'));
  const book = new Book(context, {
    'package.json': '{ "type": "module" }',
    'chapters/01-one.md': text,
  });
  await book.run('tangle');
  const { code, said } = await book.run('verify');
  const told = [
    'chapters/01-one.md:5:6: this listing must give exactly the error TS2322',
    '  5 |   ```ts {.fails error=TS2322}',
    '    |      ^',
    '  it gives none',
    ADVICE,
    'chapters/01-one.md:13:10: this listing must give exactly the error TS2304',
    "  13 | > \tconst b: number = 'b';",
    '     |   \t      ^',
    '  the listing at chapters/01-one.md:11:8 gives:',
    `  chapters/01-one.md:13:10: ${WRONG}`,
    ADVICE,
    'chapters/01-one.md:42:13: this listing must give exactly the error TS2304',
    "  42 |   >   const g: number = 'g';",
    '     |             ^',
    '  the listing at chapters/01-one.md:19:6 gives:',
    "  chapters/01-one.md:21:5: TS2304: Cannot find name 'c'.",
    `  chapters/01-one.md:42:13: ${WRONG}`,
    ADVICE,
    'chapters/01-one.md:29:9: this listing must give exactly the error TS2304',
    '  29 |    d(); e();',
    '     |         ^',
    '  the listing at chapters/01-one.md:28:7 gives:',
    "  chapters/01-one.md:29:4: TS2304: Cannot find name 'd'.",
    "  chapters/01-one.md:29:9: TS2304: Cannot find name 'e'.",
    ADVICE,
  ];
  expect(code).toBe(1);
  expect(said).toContain(`\n${told.join('\n')}\n`);
  expect(said.match(/must give exactly/g)).toHaveLength(4);
});

test('a type error is told by its place in nested, appended, varied and indented chunks', async (context) => {
  const lines = [
    '1. In a list, **`sum.ts`**',
    '',
    '   ```ts {file=sum.ts}',
    '   export function sum(): number {',
    '     const all: number[] = [];',
    '     // <<fill>>',
    "     return 'a';",
    '   }',
    '   ```',
    '',
    '> In a quote, **`sum.ts`**, *fill*',
    '>',
    '> ```ts {#fill}',
    '> for (const _ of [1]) {',
    '>   // <<inside>>',
    '> }',
    '> ```',
    '',
    '- > In both, appended: **`sum.ts`**, *fill*',
    '  >',
    '  > ```ts {#fill}',
    "  > all.push('b');",
    '  > ```',
    '',
    '**`sum.ts`**, *inside*',
    '',
    '```ts {#inside}',
    "all.push('c');",
    '```',
    '',
    '* In a variant: **`other.ts`**, *inside*',
    '',
    '  ```ts {variant=other.ts of=sum.ts #inside}',
    "  if (all.length > 0) all.push('d');",
    '  ```',
  ];
  const book = new Book(context, {
    'package.json': '{ "type": "module" }',
    'chapters/01-one.md': chapter('One', lines.join('\n')),
  });
  await book.run('tangle');
  const { code, said } = await book.run('verify');
  const told = said.split('\n').flatMap((line, index, all) => {
    const [, place] = /^chapters\/01-one\.md:(\d+:\d+): TS\d+: /.exec(line) ?? [];
    const column = (all[index + 2] ?? '').indexOf('^');
    return place ? [[place, (all[index + 1] ?? '').slice(column, column + 3)]] : [];
  });
  expect(told.toSorted()).toEqual([
    ['24:14', "'b'"],
    ['30:10', "'c'"],
    ['36:32', "'d'"],
    ['9:6', 'ret'],
  ]);
  expect(code).toBe(1);
});
