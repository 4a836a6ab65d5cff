import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hash } from '../../../tools/base/hash.ts';
import { keptJavaScript } from '../../../tools/system/listing-javascript.js';
import { Book } from '../../support/book.ts';

const RIGHT = 'export const a: number = 1;\n';

// Each row: what is in the folder beside a right file, and whether JavaScript is kept of either.
test.for<readonly [what: string, text: string, isRightKept: boolean, isKept: boolean]>([
  ['more of the kind', 'export const b: string = "b";\n', true, true],
  ['what is no TypeScript', 'enum {\n', true, false],
  ['CommonJS', "const net = require('node:net');\n", false, false],
])('JavaScript is kept beside %s', async ([, text, isRightKept, isKept], context) => {
  const book = new Book(context, { 'right.ts': RIGHT, 'other.ts': text });
  const map = { version: 3, sources: [], names: [], mappings: '' };
  const maps = {
    [book.path('right.ts')]: { hash: hash(RIGHT), map },
    [book.path('other.ts')]: { hash: hash(text), map },
    [book.path('gone.ts')]: { hash: hash(''), map },
  };
  const file = book.path('maps.json');
  writeFileSync(file, JSON.stringify(maps));
  for (const _ of ['made', 'kept']) {
    const kept = await keptJavaScript(maps, file);
    expect(book.path('right.ts') in kept).toBe(isRightKept);
    expect(book.path('other.ts') in kept).toBe(isKept);
    expect(book.path('gone.ts') in kept).toBe(false);
  }
});
