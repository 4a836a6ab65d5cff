import { expect, test } from 'vitest';
import { ProblemsFound } from '../../../tools/base/problem.ts';
import { formatProblems } from '../../../tools/commands/format-check.ts';
import { loadBook } from '../../../tools/commands/load.ts';
import { showPlace } from '../../../tools/base/place.ts';
import { Book, chapter, type Owner, type Tree } from '../../support/book.ts';

const PATH = 'chapters/01-one.md';
const CONFIGURATION: Tree = { '.prettierrc.json': '{ "singleQuote": true }' };
const CHAPTER = chapter(
  'One',
  [
    '**`a.ts`**',
    '',
    '```ts {file=a.ts}',
    "export const a = 'a';",
    'export  const b = a;',
    '// <<rest>>',
    '```',
    '',
    '-   In a list, **`a.ts`**, *rest*',
    '',
    '    ```ts {#rest}',
    '    if (a) {',
    '      console.log("a")',
    '    }',
    '    ```',
    '',
    '> In a quote:',
    '>',
    '> ```ts {.example}',
    '> let a = [1,',
    '>   2,];',
    '> ```',
    '',
    'As it must be, though not the prose *around* it:',
    '',
    '1) ```ts {.example}',
    '   let c = 3;',
    '   ```',
  ].join('\n'),
);

const PLACES = [`${PATH}:7:8`, `${PATH}:15:19`, `${PATH}:22:14`];

async function placesIn(book: Book): Promise<readonly string[]> {
  const problems = await formatProblems(book.root, loadBook(book.root).chapters);
  return problems.map(({ place }) => (place ? showPlace(place) : ''));
}

function bookWith(context: Owner, files: Tree): Book {
  return new Book(context, { 'package.json': '{ "type": "module" }', [PATH]: CHAPTER, ...files });
}

test('verify tells where a listing is not as Prettier writes it: in the open, a list and a quote', async (context) => {
  const book = bookWith(context, CONFIGURATION);
  await book.run('tangle');
  const { code, said } = await book.run('verify');
  const advice = `  → Let Prettier write it: npm run format, or npx prettier --write ${PATH}.`;
  const told = [
    `${PLACES[0]}: the listing is not as Prettier writes it`,
    '  7 | export  const b = a;',
    '    |        ^',
    '  --- the chapter',
    '  +++ Prettier',
    '  @@ -1,3 +1,3 @@',
    "   export const a = 'a';",
    '  -export  const b = a;',
    '  +export const b = a;',
    '   // <<rest>>',
    advice,
    `${PLACES[1]}: the listing is not as Prettier writes it`,
    '  15 |       console.log("a")',
    '     |                   ^',
    '  --- the chapter',
    '  +++ Prettier',
    '  @@ -1,3 +1,3 @@',
    '   if (a) {',
    '  -  console.log("a")',
    "  +  console.log('a');",
    '   }',
    advice,
    `${PLACES[2]}: the listing is not as Prettier writes it`,
    '  22 | > let a = [1,',
    '     |              ^',
    '  --- the chapter',
    '  +++ Prettier',
    '  @@ -1,2 +1,1 @@',
    '  -let a = [1,',
    '  -  2,];',
    '  +let a = [1, 2];',
    advice,
  ];
  expect(said).toContain(`${told.join('\n')}\n`);
  expect(code).toBe(1);
});

test('the places are right with other line ends, and with what only ends otherwise', async (context) => {
  const book = bookWith(context, CONFIGURATION);
  book.write(PATH, `\ufeff${CHAPTER.replaceAll('\n', '\r\n')}`);
  expect(await placesIn(book)).toEqual(PLACES);
  book.write(PATH, chapter('One', '> ```ts {.example}\n> let a = 1\n> ```'));
  expect(await placesIn(book)).toEqual([`${PATH}:4:12`]);
});

test('a book without a configuration of its own is asked for no style', async (context) => {
  expect(await placesIn(bookWith(context, {}))).toEqual([]);
  const above = bookWith(context, CONFIGURATION);
  above.write(`second/${PATH}`, CHAPTER);
  expect(
    await formatProblems(above.path('second'), loadBook(above.path('second')).chapters),
  ).toEqual([]);
});

test('a chapter that Prettier is told to leave alone is left alone', async (context) => {
  const ignored = { ...CONFIGURATION, '.prettierignore': 'chapters/\n' };
  expect(await placesIn(bookWith(context, ignored))).toEqual([]);
});

test('a configuration that can not be read is a problem of its own', async (context) => {
  const book = bookWith(context, { '.prettierrc.json': '{ "singleQuote": ' });
  const error = await placesIn(book).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(ProblemsFound);
  expect(error).toMatchObject({
    problems: [{ code: 'unreadable-file', place: { file: '.prettierrc.json', line: 1 } }],
  });
});
