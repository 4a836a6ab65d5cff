import { expect, test } from 'vitest';
import type { Problem } from '../../../tools/base/problem.ts';
import { Book, block, chapter } from '../../support/book.ts';

test('an error at the end of a listing is told where its last line ends', async (context) => {
  const lines = [
    '- In a list:',
    '',
    '  ```ts {.example}',
    '  if (process.exitCode)',
    '    y(',
    '  ```',
  ];
  const book = new Book(context, {
    'package.json': '{ "type": "module" }',
    'chapters/01-one.md': chapter('One', lines.join('\n')),
  });
  await book.run('tangle');
  const { code, said } = await book.run('verify');
  expect(said).toContain(
    "chapters/01-one.md:7:7: TS1005: ')' expected.\n  7 |     y(\n    |       ^\n",
  );
  expect(said).toContain('chapters/01-one.md:7:7: the listing does not parse');
  expect(code).toBe(1);
});

const EXPLAINED = [
  "TS2322: Type '{ a: { b: string; }; }' is not assignable to type 'A'.",
  "The types of 'a.b' are incompatible between these types.",
  "  Type 'string' is not assignable to type 'number'.",
];

test('a type error is told with its explanation, also where another was expected', async (context) => {
  const lines = [
    'interface A { readonly a: { readonly b: number } }',
    "export const x: A = JSON.parse('1') as { a: { b: string } };",
  ];
  const book = new Book(context, {
    'package.json': '{ "type": "module" }',
    'chapters/01-one.md': chapter(
      'One',
      block('ts {.example}', ...lines),
      block('ts {.fails error=TS2304}', ...lines),
    ),
  });
  await book.run('tangle');
  const { code, said } = await book.run('verify', '--json');
  const details = JSON.parse(said).problems.map((problem: Problem) => problem.details?.split('\n'));
  expect(details).toEqual([
    EXPLAINED.slice(1),
    [
      'the listing at chapters/01-one.md:8:4 gives:',
      `chapters/01-one.md:10:14: ${EXPLAINED[0]}`,
      ...EXPLAINED.slice(1).map((line) => `  ${line}`),
    ],
  ]);
  expect(code).toBe(1);
});

test('data and JavaScript that listings import are there for the type check', async (context) => {
  const use = [
    "import data from './data.json' with { type: 'json' };",
    "import { twice } from './script.js';",
    'export const four: string = twice(data.two);',
  ];
  const book = new Book(context, {
    'package.json': '{ "type": "module" }',
    'chapters/a-one.md': chapter(
      'One',
      block('json {file=data.json}', '{ "two": 2 }'),
      block('js {file=script.js}', 'export function twice(number) {', '  return 2 * number;', '}'),
      block('js {file=idle.js}', 'export function nothing() {', "  return import('nowhere');", '}'),
      block('ts {file=use.ts}', ...use),
      block('ts {.example}', ...use),
    ),
    'chapters/02-two.md': chapter('Two', block('json {file=data.json}', '{ "two": 2 }')),
  });
  await book.run('tangle');
  const { code, said } = await book.run('verify');
  expect(said).toMatch(/types +2 programs type-checked/);
  const wrong = "14: TS2322: Type 'number' is not assignable to type 'string'.";
  expect(headsIn(said).filter((head) => head.includes('TS'))).toEqual([
    `chapters/a-one.md:22:${wrong}`,
    `chapters/a-one.md:28:${wrong}`,
  ]);
  expect(code).toBe(1);
});

test('what is wrong in data that a listing imports is told once, with its place', async (context) => {
  const book = new Book(context, {
    'package.json': '{ "type": "module" }',
    'chapters/a-one.md': chapter(
      'One',
      block('json {file=data.json}', '{ "two": }'),
      ...['one', 'two'].map((name) =>
        block(
          `ts {file=${name}.ts}`,
          "import data from './data.json' with { type: 'json' };",
          'void data;',
        ),
      ),
    ),
  });
  await book.run('tangle');
  const { code, said } = await book.run('verify');
  expect(headsIn(said).filter((head) => / TS(?:1109|2307):/.test(head))).toEqual([
    'chapters/a-one.md:4:10: TS1109: Expression expected.',
  ]);
  expect(code).toBe(1);
});

function headsIn(said: string): readonly string[] {
  return said.match(/^\S+:\d+:\d+: .*$/gm) ?? [];
}
