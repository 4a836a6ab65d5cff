import { symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { packageFile } from '../../tools/system/node.ts';
import { block, Book, chapter } from '../support/book.ts';

const top = fileURLToPath(new URL('../..', import.meta.url));

test('listings that vitest can not compile are told by the place in the chapter', async (context) => {
  const chunk = '- > ```ts {#again}\n  > const ü = 1, one = 2;\n  > let one = ü;\n  > ```';
  const text = chapter('One', block('ts {file=one.ts}', '{', '  // <<again>>', '}'), chunk);
  const book = new Book(context, {
    'package.json': '{ "type": "module" }',
    'chapters/01-one.md': text,
    'one.test.ts': "import './code/01-one/one.ts';\n",
    'vitest.config.ts': [
      `import { chapterPositions } from ${JSON.stringify(`${top}test/support/chapter-positions.ts`)};`,
      'export default { plugins: [chapterPositions(import.meta.dirname)] };',
    ].join('\n'),
  });
  symlinkSync(`${top}/node_modules`, book.path('node_modules'), 'junction');
  await book.run('tangle');
  const vitest = [process.execPath, packageFile('vitest', 'vitest.mjs'), 'run'] as const;
  const { code, output } = await book.start(vitest, { merged: true, env: { NO_COLOR: '1' } }).ended;
  const line = text.split('\n').indexOf('  > const ü = 1, one = 2;') + 1;
  expect(output).toContain('SyntaxError: Identifier `one` has already been declared');
  expect(output).toContain(` chapters/01-one.md:${line}:18`);
  expect(code).toBe(1);
});
