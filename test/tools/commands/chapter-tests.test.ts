import { symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test, type TestContext } from 'vitest';
import { Book, block, chapter, type Tree } from '../../support/book.ts';

const top = fileURLToPath(new URL('../../..', import.meta.url));
const TESTS = 'test/chapters/01-one.test.ts';
const OTHERS = 'test/chapters/02-two.test.ts';

const CHAPTER = chapter(
  'One',
  '**`sum.ts`**',
  block(
    'ts {file=sum.ts}',
    'export function sum(a: number): number {',
    '  // <<check>>',
    '  return a;',
    '}',
  ),
  '> **`sum.ts`**, *check*\n>\n> ```ts {#check}\n> if (a < 0) throw new Error(`negative`);\n> ```',
  '**`load.ts`**',
  block('ts {file=load.ts}', "import { sum } from './sum.ts';", '', 'sum(-1);'),
);

const PLUG_IN = {
  'vitest.config.ts': [
    `import { chapterPositions } from ${JSON.stringify(`${top}test/support/chapter-positions.ts`)};`,
    'export default { plugins: [chapterPositions(import.meta.dirname)] };',
  ].join('\n'),
};

const THROW = '> if (a < 0) throw new Error(`negative`);';
const THROWN = `chapters/01-one.md:${CHAPTER.split('\n').indexOf(THROW) + 1}:20`;

const FAILING = [
  "import { it } from 'vitest';",
  "import { sum } from '../../code/01-one/sum.ts';",
  "it('fails', () => void sum(-1));",
];

const MANY = [
  "import { expect, it } from 'vitest';",
  "import { sum } from '../../code/01-one/sum.ts';",
  "import { fail } from '../fail.ts';",
  "it('throws in a listing', () => void sum(-1));",
  "it('asserts', () => {",
  '  const one: number = 1;',
  '  expect(one).toBe(2);',
  '});',
  "it('throws in what tests share', () => {",
  '  fail();',
  '});',
  "it.fails('has no error', () => {});",
  "it('leaves one behind', () => void setImmediate(sum, -1));",
];

const TOLD_OF_MANY = [
  ['the test failed: throws in a listing', THROWN, THROW],
  ['the test failed: asserts', `${TESTS}:7:15`, MANY[6]],
  ['the test failed: throws in what tests share', `${TESTS}:10:3`, MANY[9]],
  ['the test failed: has no error', `${TESTS}:12:1`, MANY[11]],
  ['the tests left an error behind that none of them caught', THROWN, THROW],
];

const AT_LOAD = ["import '../../code/01-one/load.ts';"];
const TOLD_AT_LOAD = [[`the test file could not be run: ${OTHERS}`, THROWN, THROW]];

test.for([
  ['by themselves', {}],
  ['with the plug-in', PLUG_IN],
] as const)(
  'tests that run %s are told by the innermost place in chapter or test',
  async ([, config], context) => {
    const files = { [TESTS]: MANY.join('\n'), [OTHERS]: AT_LOAD.join('\n'), ...config };
    const book = await tangled(context, files);
    const { code, said } = await book.run('verify', '--json');
    const problems = fieldsIn(said).map(({ message, file, line, column, frame }) => [
      message,
      `${file}:${line}:${column}`,
      frame,
    ]);
    expect(problems.toSorted()).toEqual([...TOLD_OF_MANY, ...TOLD_AT_LOAD].toSorted());
    expect(code).toBe(1);
  },
);

test.for([
  ['by themselves', {}],
  ['with the plug-in', PLUG_IN],
] as const)(
  'tests that run %s and import what does not compile are told the place in the chapter',
  async ([, config], context) => {
    const twice = 'let ü = 1, b = a;\n> let b = ü;';
    const book = await tangled(context, {
      'chapters/01-one.md': CHAPTER.replace(THROW, `> ${twice}`),
      [TESTS]: AT_LOAD.join('\n'),
      ...config,
    });
    const { code, said } = await book.run('verify', '--json');
    const failure = fieldsIn(said).find(({ code }) => code === 'test-file-fails');
    const [file, line] = THROWN.split(':');
    expect(failure).toMatchObject({
      file,
      line: Number(line),
      column: 14,
      frame: '> let ü = 1, b = a;',
    });
    expect(failure?.details).toContain('has already been declared');
    expect(code).toBe(1);
  },
);

test('a failing test is shown and annotated at its line', async (context) => {
  const book = await tangled(context, { [TESTS]: FAILING.join('\n') });
  const { said } = await book.run('verify', '--annotations', 'github');
  const line = THROWN.split(':')[1];
  expect(said).toContain(`${THROWN}: the test failed: fails\n  ${line} | ${THROW}\n`);
  expect(said).toContain(`file=chapters/01-one.md,line=${line},col=20,title=test-failed::`);
});

test('a place of code/ that was edited by hand is no place of the chapter', async (context) => {
  const book = await tangled(context, { [TESTS]: FAILING.join('\n') });
  book.write('code/01-one/sum.ts', `\n${book.read('code/01-one/sum.ts')}`);
  const { said } = await book.run('verify', '--json');
  const failure = fieldsIn(said).find(({ code }) => code === 'test-failed');
  expect(failure).toMatchObject({
    file: TESTS,
    line: 3,
    frame: "it('fails', () => void sum(-1));",
  });
});

async function tangled(context: TestContext, files: Tree): Promise<Book> {
  const book = new Book(context, {
    'package.json': '{ "type": "module" }',
    'chapters/01-one.md': CHAPTER,
    'chapters/02-two.md': chapter('Two'),
    'test/fail.ts': "export function fail(): void {\n  throw new Error('shared');\n}\n",
    ...files,
  });
  symlinkSync(`${top}/node_modules`, book.path('node_modules'), 'junction');
  await book.run('tangle');
  return book;
}

function fieldsIn(said: string): readonly Readonly<Record<string, unknown>>[] {
  return JSON.parse(said).problems;
}
