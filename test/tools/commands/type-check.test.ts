import { expect, test } from 'vitest';
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
