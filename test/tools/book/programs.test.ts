import { describe, expect, test } from 'vitest';
import { findPrograms, isChapter, programs } from '../../../tools/book/programs.ts';

const known = programs(
  [
    '01-first/server.ts',
    '04-udp/client.ts',
    '04-udp/server.ts',
    '04-udp/sturdy-server.ts',
    '10-tenth/server.ts',
    '10-tenth/server-two.ts',
    'a-solutions/server.ts',
  ].map((path) => ({ path, text: 'run();\n' })),
);

describe('the programs of a book', () => {
  test('are the TypeScript files in a chapter’s folder itself that export nothing', () => {
    const files = [
      { path: '04-udp/server.ts', text: "console.log('export');\n" },
      { path: '04-udp/letters.ts', text: "import 'a';\nexport const a = 1;\n" },
      { path: '04-udp/data.json', text: '{}' },
      { path: '04-udp/exercises/udp.ts', text: 'run();' },
      { path: 'stray.ts', text: 'run();' },
    ];
    expect(programs(files)).toEqual([
      { chapter: '04-udp', name: 'server', path: '04-udp/server.ts' },
    ]);
  });

  test.for([
    ['04/server', ['04-udp/server.ts']],
    ['4/server', ['04-udp/server.ts']],
    ['04-udp/server', ['04-udp/server.ts']],
    ['04-u/se', ['04-udp/server.ts']],
    ['1/server', ['01-first/server.ts']],
    ['10/server', ['10-tenth/server.ts']],
    ['10/ser', ['10-tenth/server.ts', '10-tenth/server-two.ts']],
    ['4/s', ['04-udp/server.ts', '04-udp/sturdy-server.ts']],
    ['a/server', ['a-solutions/server.ts']],
    ['4/rver', []],
    ['/server', []],
    ['4/server/x', []],
    ['0/server', []],
    ['', []],
  ] as const)('are found by number and name or their beginnings: %s', ([words, paths]) => {
    expect(findPrograms(known, words).map(({ path }) => path)).toEqual(paths);
  });

  test('belong to a chapter that a number means alone, and a word by its beginning', () => {
    expect(isChapter('10-tenth', '1')).toBe(false);
    expect(isChapter('01-first', '001')).toBe(true);
    expect(isChapter('04-udp', '04-u')).toBe(true);
    expect(isChapter('04-udp', '')).toBe(false);
  });
});
