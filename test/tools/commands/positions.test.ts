import { cpSync, rmSync, symlinkSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { mappedCommand, packageFile, stripsTypes } from '../../../tools/system/node.ts';
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

/** What the first start of a program has kept for the next, by its path in the book. */
function keptIn(book: Book): readonly string[] {
  const folder = '.wirebook/maps';
  const kept = Object.keys(book.tree(folder)).filter((path) => path.endsWith('.javascript.json'));
  return kept.map((path) => `${folder}/${path}`);
}

test('a second start takes what the first has kept, where Node runs no TypeScript', async (context) => {
  const book = new Book(context, {
    'package.json': '{ "type": "module" }',
    'chapters/01-one.md': `${CHAPTER}\n${block('py {file=other.py}', 'import socket')}\n`,
  });
  await book.run('tangle');
  expect((await book.run('run', '01/boom')).said).toContain('Error: no value x');
  const kept = keptIn(book);
  expect(kept).toHaveLength(stripsTypes() ? 0 : 1);
  for (const path of kept) {
    book.write(path, book.read(path).replaceAll('no value', 'kept value'));
  }
  const changed = stripsTypes() ? 'no value' : 'kept value';
  expect((await book.run('run', '01/boom')).said).toContain(`Error: ${changed} x`);

  for (const path of kept) book.write(path, ''); // as a computer without power may leave it
  expect((await book.run('run', '01/boom')).said).toContain('Error: no value x');
  expect((await book.run('run', '01/boom')).said).toContain('Error: no value x');
});

// Each row: what about it, and the listings of a book by the path of their file below `code/`.
test.for<readonly [what: string, listings: Readonly<Record<string, string>>, said: string]>([
  [
    'imports from another folder',
    {
      '01-one/one.ts': "import { two } from '../02-two/two.ts';\nconsole.log(two);",
      '02-two/two.ts': "export const two: string = 'two';",
    },
    'two',
  ],
  [
    'imports what only a run can tell',
    {
      '01-one/one.ts': "const up = '..';\nawait import(`${up}/02-two/two.ts`);",
      '02-two/two.ts': "console.log('two' as string);",
    },
    'two',
  ],
  [
    'imports for the effect alone',
    {
      '01-one/one.ts': "import { nothing } from './noisy.ts';\nconsole.log('one' as string);",
      '01-one/noisy.ts': "export const nothing = 0;\nconsole.log('noisy' as string);",
    },
    'noisy\none',
  ],
  [
    'imports data',
    {
      '01-one/one.ts': "import { b } from './b.ts';\nconsole.log(b);",
      '01-one/b.ts':
        "import data from '../../package.json' with { type: 'json' };\nexport const b: string = data.type;",
    },
    'module',
  ],
])(
  'a program runs as Node would run it, also the second time, that %s',
  async ([, listings, said], context) => {
    const chapters = ['01-one', '02-two'].map((slug) => {
      const own = Object.entries(listings).filter(([path]) => path.startsWith(`${slug}/`));
      const blocks = own.map(([path, text]) => block(`ts {file=${path.split('/')[1]}}`, text));
      return [`chapters/${slug}.md`, chapter(slug, ...blocks)] as const;
    });
    const book = new Book(context, {
      'package.json': '{ "type": "module" }',
      ...Object.fromEntries(chapters),
    });
    await book.run('tangle');
    for (const _ of ['made', 'kept']) {
      expect((await book.run('run', '01/one')).said).toBe(`${said}\n`);
    }
  },
);

test('a program runs in a copy of its book, and where a link leads to it', async (context) => {
  const book = new Book(context, {
    'package.json': '{ "type": "module" }',
    'chapters/01-one.md': CHAPTER,
  });
  await book.run('tangle');
  await book.run('run', '01/boom');
  const copy = new Book(context);
  cpSync(book.root, copy.root, { recursive: true });
  const link = `${copy.root}-link`;
  symlinkSync(copy.root, link, 'junction');
  context.onTestFinished(() => rmSync(link));
  expect((await copy.run('run', '01/boom')).said).toContain('Error: no value x');
  const { said } = await copy.run('run', '01/boom', '--root', link);
  expect(said).toContain('Error: no value x');
  expect(said).toContain('01-one.md:');
});

test('a file that is edited while its program runs is taken as it is then', async (context) => {
  const book = new Book(context, {
    'package.json': '{ "type": "module" }',
    'chapters/01-one.md': chapter(
      'One',
      block(
        'ts {file=one.ts}',
        "process.stdin.once('data', async () => void (await import('./late.ts')));",
        "console.log('ready' as string);",
      ),
      block('ts {file=late.ts}', "console.log('old' as string);", 'process.exit();'),
    ),
  });
  await book.run('tangle');
  const program = book.wirebook(['run', '01/one']);
  await program.line(/^ready$/);
  book.write('code/01-one/late.ts', "console.log('new' as string);\nprocess.exit();\n");
  program.type('go\n');
  await program.line(/^new$/);
  await program.ended;
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
