import { symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { Book, block, chapter } from '../../support/book.ts';

const top = fileURLToPath(new URL('../../..', import.meta.url));
const CHAPTER = chapter(
  'One',
  'It adds ([proof](../test/chapters/01-one.test.ts "adds")).',
  block('ts {.example}', 'const one: string = 1;', 'void one;'),
);
const FILE = 'vitest.config.ts';

// Each row: what is wrong with the configuration, its lines, where that is told, and what is said of it.
test.for<
  readonly [
    fault: string,
    lines: readonly string[],
    place: readonly [line: number, column: number],
    details: RegExp,
  ]
>([
  [
    'throws',
    [
      'interface Nothing {',
      '  a: 1;',
      '}',
      '',
      "throw new Error('no moon') as unknown as Nothing;",
    ],
    [5, 7],
    /^failed to load config from .*vitest\.config\.ts\n\nError: no moon\n {4}at \S.*:5:7\)?$/,
  ],
  ['does not parse', ['export default {', '  plugins: [ },', '};'], [2, 14], /PARSE_ERROR/],
  [
    'imports what is not there',
    ["import nothing from './nothing.ts';", 'export default nothing;'],
    [1, 1],
    /Could not resolve/,
  ],
  [
    'has a plug-in that throws',
    [
      'function configResolved() {',
      "  throw new Error('no plug');",
      '}',
      "export default { plugins: [{ name: 'a', configResolved }] };",
    ],
    [2, 9],
    /^Error: no plug\n/,
  ],
  ['leaves all tests out', ["export default { test: { include: ['nowhere'] } };"], [1, 1], /^$/],
])(
  'a configuration that %s is told beside all else',
  async ([, lines, place, details], context) => {
    const book = new Book(context, {
      'package.json': '{ "type": "module" }',
      'chapters/01-one.md': CHAPTER,
      'test/chapters/01-one.test.ts': "import { it } from 'vitest';\nit('adds', () => {});\n",
      [FILE]: lines.join('\n'),
    });
    symlinkSync(`${top}/node_modules`, book.path('node_modules'), 'junction');
    await book.run('tangle');
    const { code, said } = await book.run('verify', '--json');
    expect(code).toBe(1);
    const [type, problem, ...more] = JSON.parse(said).problems;
    expect(type).toMatchObject({ code: 'type-error', file: 'chapters/01-one.md' });
    const [line, column] = place;
    expect(problem).toMatchObject({ code: 'tests-not-run', file: FILE, line, column });
    expect(problem.details ?? '').toMatch(details);
    expect(said).not.toContain('\\u001b');
    expect(more).toEqual([]);
  },
);
