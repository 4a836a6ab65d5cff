import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hash } from '../../../tools/base/hash.ts';
import { keptJavaScript } from '../../../tools/system/listing-javascript.js';
import { Book } from '../../support/book.ts';

const RIGHT = 'export const a: number = 1;\n';

type Kept = 'code' | 'no code' | 'nothing';

// Each row: what is in the folder beside a right file, and what is kept of either.
test.for<readonly [what: string, text: string, ofRight: Kept, ofOther: Kept]>([
  ['more of the kind', 'export const b: string = "b";\n', 'code', 'code'],
  ['what is no TypeScript', 'enum {\n', 'code', 'no code'],
  ['CommonJS', "const net = require('node:net');\n", 'nothing', 'nothing'],
])('JavaScript is kept beside %s', async ([, text, ofRight, ofOther], context) => {
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
    expect(keptOf(kept, book.path('right.ts'))).toBe(ofRight);
    expect(keptOf(kept, book.path('other.ts'))).toBe(ofOther);
    expect(keptOf(kept, book.path('gone.ts'))).toBe('nothing');
  }
});

function keptOf(kept: Readonly<Record<string, { readonly code?: string }>>, path: string): Kept {
  if (!(path in kept)) return 'nothing';
  return kept[path]?.code === undefined ? 'no code' : 'code';
}
