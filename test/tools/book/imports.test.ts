import { describe, expect, it, test } from 'vitest';
import type { Problem } from '../../../tools/base/problem.ts';
import { readBook } from '../../../tools/book/book.ts';
import { foreignImports } from '../../../tools/book/imports.ts';
import { block, chapter } from '../../support/book.ts';

/** What is said of the imports of chapter 04, whose first listing's code begins in line 4. */
function problemsOf(...parts: readonly string[]): readonly Problem[] {
  const bytes = new TextEncoder().encode(chapter('UDP', ...parts));
  return foreignImports(readBook([{ path: 'chapters/04-udp.md', bytes }]).tangled.files);
}

function said(...parts: readonly string[]): readonly string[] {
  return problemsOf(...parts).map(({ place, message }) => `${place?.line}: ${message}`);
}

const UNTOLD = 'imports what only a run can tell';
const outside = "from outside its chapter's folder";

describe('a listing', () => {
  it('may import modules of Node and files of its own folder', () => {
    const lines = [
      "import dgram from 'node:dgram';",
      "import { bytes } from './lib/bytes.ts';",
      "export type { Byte } from '../04-udp/lib/bytes.ts';",
      "const net: typeof import('node:net') = await import('node:net');",
    ];
    expect(said(block('ts {file=a.ts}', ...lines))).toEqual([]);
    expect(said(block('ts {file=lib/a.ts}', "import '../b.ts';"))).toEqual([]);
    expect(said(block('ts {exercise=mute}', "import '../b.ts';"))).toEqual([]);
  });

  test.for([
    ["import { execa } from 'execa';", 'imports execa'],
    ["import net from 'net';", 'imports net'],
    ["import type { A } from '../05-tcp/a.ts';", 'imports ../05-tcp/a.ts'],
    ["import '../04-udp-more/a.ts';", 'imports ../04-udp-more/a.ts'],
    ["import './../../tools/cli.ts';", 'imports ./../../tools/cli.ts'],
    ["export * from '../b.ts';", 'imports ../b.ts'],
    ["type A = import('typescript').Node;", 'imports typescript'],
    ["await import('/tmp/a.js');", 'imports /tmp/a.js'],
    ["import 'file:///tmp/a.js';", 'imports file:///tmp/a.js'],
    ["import 'data:text/javascript,';", 'imports data:text/javascript,'],
    ['await import(name);', UNTOLD],
    ["require('node:net');", UNTOLD],
    ["import net = require('node:net');", UNTOLD],
    ["import { createRequire as c } from 'node:module';", UNTOLD],
    ["(await import('node:module')).createRequire('/');", UNTOLD],
  ] as const)('may import nothing else: %s', ([line, what]) => {
    expect(said(block('ts {file=a.ts}', '', line))).toEqual([
      `5: code/04-udp/a.ts ${what}${what === UNTOLD ? '' : ` ${outside}`}`,
    ]);
  });

  it('is complained of at its own line, once for all files that it goes into', () => {
    const problems = problemsOf(
      block('ts {file=a.ts}', 'if (true) {', '  // <<load>>', '}'),
      block('ts {file=b.ts}', '// <<load>>'),
      block('ts {#load}', 'load();', "await import('execa');"),
    );
    expect(problems).toEqual([
      {
        code: 'foreign-import',
        message: `code/04-udp/a.ts imports execa ${outside}`,
        place: { file: 'chapters/04-udp.md', line: 15, column: 7 },
        frame: "await import('execa');",
        advice:
          'Import node: modules and files of the same chapter alone, so that a reader can copy the folder.',
      },
    ]);
  });

  it('is looked at in the folder in which each of its variants stands', () => {
    const starter = ["import { b } from '../b.ts';", '// <<answer>>'];
    expect(
      said(
        block('ts {exercise=mute}', ...starter),
        block('ts {exercise=mute #answer}', 'b();'),
        block('ts {solution=mute #answer}', 'b(1);'),
        block('ts {mistake=mute/deaf #answer caught-by=it}', 'b(2);'),
      ),
    ).toEqual([`4: code/a-solutions/mute.ts imports ../b.ts ${outside}`]);
  });

  it('is not looked at in another language, nor where it does not parse', () => {
    expect(said(block('py {file=a.py}', 'import socket'))).toEqual([]);
    expect(said(block('json {file=a.json}', '{}'))).toEqual([]);
    expect(said(block('ts {file=a.ts}', "import 'execa';", 'const = ;'))).toEqual([]);
  });
});
