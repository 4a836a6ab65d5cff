import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { formatProblems } from '../tools/commands/format-check.ts';
import { loadBook } from '../tools/commands/load.ts';
import { showProblem } from '../tools/system/terminal.ts';
import { houseFaults } from './support/house.ts';
import { start } from './support/programs.ts';

const top = fileURLToPath(new URL('..', import.meta.url));

describe('the imports of the house', () => {
  test('run down, in no circle, through few doors, in all of tools/, test/ and code/', () => {
    const paths = ['tools', 'test', 'code'].flatMap((folder) =>
      readdirSync(join(top, folder), { recursive: true, encoding: 'utf8' })
        .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
        .filter((path) => /\.[cm]?[jt]s$/.test(path) && !path.startsWith('test/fixtures/')),
    );
    expect(paths.length).toBeGreaterThan(40);
    const sources = paths.map((path) => ({ path, text: readFileSync(join(top, path), 'utf8') }));
    expect(houseFaults(sources)).toEqual([]);
  });

  // Each row: what is seen, and the sources (path and text) in which it is.
  test.for<readonly [fault: string, sources: Readonly<Record<string, string>>]>([
    [
      'tools/book/a.ts:2: imports tools/system/disk.ts',
      { 'tools/book/a.ts': "\nimport { readTree } from '../system/disk.ts';" },
    ],
    [
      'tools/system/a.ts:1: imports tools/book/b.ts',
      { 'tools/system/a.ts': "import type { B } from '../book/b.ts';" },
    ],
    [
      'tools/base/a.ts:1: imports tools/book/b.ts',
      { 'tools/base/a.ts': "export type B = import('../book/b.ts').B;" },
    ],
    [
      'tools/book/a.ts:1: imports tools/commands/b.ts',
      { 'tools/book/a.ts': "const b = () => import('../commands/b.ts');" },
    ],
    [
      'tools/commands/a.ts:1: imports tools/cli.ts',
      { 'tools/commands/a.ts': "export { main } from '../cli.ts'; export const a = 1;" },
    ],
    [
      'tools/cli.ts:1: imports tools/system/disk.ts',
      { 'tools/cli.ts': "import '../tools/system/disk.ts'; import './system/terminal.ts';" },
    ],
    [
      'tools/cli.ts:1: imports tools/book/book.ts',
      { 'tools/cli.ts': "import './book/book.ts'; import './base/problem.ts';" },
    ],
    [
      'tools/commands/a.ts:1: imports code/04-uppercase-over-udp/server.ts',
      { 'tools/commands/a.ts': "import '../../code/04-uppercase-over-udp/server.ts';" },
    ],
    [
      'tools/system/a.ts:1: imports test/support/needs.ts',
      { 'tools/system/a.ts': "import '../../test/support/needs.ts';" },
    ],
    [
      'tools/book/a.ts:1: imports what only a run can tell',
      { 'tools/book/a.ts': 'const load = (name) => import(`./${name}.ts`);' },
    ],
    ...[
      "import { createRequire as make } from 'node:module';",
      "const load = (await import('node:module')).createRequire('/');",
      "import parser = require('@babel/parser');",
      "const { parse } = require('@babel/parser');",
      "import '/tmp/parser.js';",
      "export { parse } from 'file:///tmp/parser.js'; f();",
      "import 'data:text/javascript,';",
    ].map(
      (text) =>
        [
          'tools/system/a.ts:1: imports what only a run can tell',
          { 'tools/system/a.ts': text },
        ] as const,
    ),
    [
      'code/04-udp/a.ts:1: imports what only a run can tell',
      { 'code/04-udp/a.ts': "require('node:net');" },
    ],
    ['tools/book/a.ts:1: imports node:fs', { 'tools/book/a.ts': "import 'node:fs';" }],
    [
      'tools/book/a.ts:1: imports node:child_process',
      { 'tools/book/a.ts': "const load = () => import('node:child_process');" },
    ],
    ['tools/book/a.ts:1: imports node:path', { 'tools/book/a.ts': "import 'node:path';" }],
    ['tools/book/a.ts:1: imports timers', { 'tools/book/a.ts': "import 'timers';" }],
    [
      'tools/base/a.ts:1: imports node:process',
      { 'tools/base/a.ts': "import type { Process } from 'node:process';" },
    ],
    ['tools/stray.ts:1: imports tools/base/b.ts', { 'tools/stray.ts': "import './base/b.ts';" }],
    [
      'code/04-udp/a.ts:2: imports execa',
      { 'code/04-udp/a.ts': "import 'node:net'; import './b.ts';\nimport 'execa';" },
    ],
    [
      'code/04-udp/a.ts:1: imports code/05-tcp/b.ts',
      { 'code/04-udp/a.ts': "import '../05-tcp/b.ts';" },
    ],
    [
      'code/04-udp/exercises/a.ts:1: imports tools/base/b.ts',
      { 'code/04-udp/exercises/a.ts': "import '../../../tools/base/b.ts'; import '../c.ts';" },
    ],
    [
      'tools/book/a.ts:1: a circle: tools/book/a.ts → tools/book/b.ts → tools/book/c.ts → tools/book/a.ts',
      {
        'tools/book/a.ts': "import './b.ts'; export const a = 1;",
        'tools/book/b.ts': "const c = await import('./c.ts');",
        'tools/book/c.ts': "import type { A } from './a.ts';",
      },
    ],
    [
      'test/support/a.ts:1: a circle: test/support/a.ts → test/support/a.ts',
      { 'test/support/a.ts': "import './a.ts';" },
    ],
    [
      'tools/book/all.ts:1: a barrel',
      { 'tools/book/all.ts': "export * from './a.ts';\nexport { b } from './b.ts';" },
    ],
    [
      'tools/book/all.ts:1: a barrel',
      { 'tools/book/all.ts': "export const a = 1;\nexport * from './b.ts';" },
    ],
    [
      'test/support/all.ts:1: a barrel',
      { 'test/support/all.ts': "f();\nexport type * from './a.ts';" },
    ],
    [
      'test/support/all.ts:1: a barrel',
      { 'test/support/all.ts': "import { a } from './a.ts';\nexport { a };" },
    ],
    ['tools/book/index.ts:1: a name that says nothing', { 'tools/book/index.ts': 'f();' }],
    ['test/utils.ts:1: a name that says nothing', { 'test/utils.ts': 'f();' }],
    ['tools/system/helpers.js:1: a name that says nothing', { 'tools/system/helpers.js': 'f();' }],
    [
      '@babel/parser has 2 doors: tools/book/a.ts, tools/system/b.ts',
      {
        'tools/book/a.ts': "import { parse } from '@babel/parser';",
        'tools/system/b.ts': "const { parse } = await import('@babel/parser');",
        'test/c.test.ts': "import { parse } from '@babel/parser';",
      },
    ],
    [
      '@babel/parser has 2 doors: tools/book/a.ts, tools/book/b.ts',
      {
        'tools/book/a.ts': "import { parse } from '@babel/parser';",
        'tools/book/b.ts': "import type { Node } from '@babel/parser/types';",
      },
    ],
    [
      'execa has 3 doors: tools/system/child.ts, tools/system/foreground.ts, tools/system/b.ts',
      {
        'tools/system/child.ts': "import { execa } from 'execa';",
        'tools/system/foreground.ts': "import { execa } from 'execa';",
        'tools/system/b.ts': "import { execa } from 'execa';",
      },
    ],
  ])('are seen to fail: %s', ([fault, sources]) => {
    const files = Object.entries(sources).map(([path, text]) => ({ path, text }));
    expect(houseFaults(files)).toEqual([fault]);
  });

  test('are let pass where they are right', () => {
    const sources = {
      'tools/wirebook.js': "import './cli.ts'; await import(compiled());",
      'tools/cli.ts':
        "import './base/problem.ts'; import './system/terminal.ts'; import('./commands/run.ts');",
      'tools/commands/run.ts': "import '../book/a.ts'; import '../system/b.ts'; import './c.ts';",
      'tools/book/a.ts': "import markdownit from 'markdown-it'; import '../base/problem.ts';",
      'tools/book/b.ts': "import { createHash } from 'node:crypto'; import 'node:path/posix';",
      'tools/system/b.ts':
        "import { $ } from 'zx'; import 'node:fs'; export { c } from './c.ts'; f();",
      'tools/system/child.ts': "import { execa } from 'execa';",
      'tools/system/foreground.ts': "import { execa } from 'execa';",
      'code/04-udp/server.ts': "import 'node:dgram'; import './lib/bytes.ts';",
      'test/a.test.ts': "import '../tools/cli.ts'; import '../code/04-udp/server.ts';",
    };
    const files = Object.entries(sources).map(([path, text]) => ({ path, text }));
    expect(houseFaults(files)).toEqual([]);
  });
});

test('Prettier finds nothing to change', async () => {
  const prettier = join(top, 'node_modules/prettier/bin/prettier.cjs');
  const cached = ['--cache', '--cache-strategy', 'content']; // only what has changed since is formed again
  const { code, output } = await start([process.execPath, prettier, '--check', '.', ...cached], {
    cwd: top,
    merged: true,
  }).ended;
  expect([code, output]).toEqual([0, expect.stringContaining('All matched files use Prettier')]);
}, 180_000); // the first run in a clone forms every file

test('Prettier finds nothing to change in a listing, or it is told where', async () => {
  const problems = await formatProblems(top, loadBook(top).chapters);
  expect(problems.map((problem) => showProblem(problem, process.stderr)).join('')).toBe('');
});

test('the TypeScript compiler finds nothing to complain of', async () => {
  const tsc = join(top, 'node_modules/typescript/bin/tsc');
  const { code, output } = await start([process.execPath, tsc], { cwd: top, merged: true }).ended;
  expect([code, output]).toEqual([0, '']);
});

test('each row of a table in the book has as many cells as its head', () => {
  const names = readdirSync(join(top, 'chapters')).filter((name) => name.endsWith('.md'));
  const uneven = [...names.map((name) => `chapters/${name}`), 'README.md'].flatMap((path) => {
    const lines = readFileSync(join(top, path), 'utf8').split('\n');
    let wanted = 0;
    return lines.flatMap((line, index) => {
      const cells = line.startsWith('|') ? line.replace(/`[^`]*`/g, '').split('|').length : 0;
      if (wanted === 0 || cells === 0) wanted = cells;
      return cells === wanted ? [] : [`${path}:${index + 1}`];
    });
  });
  expect(uneven).toEqual([]);
});
