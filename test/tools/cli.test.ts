import { chmodSync, cpSync, rmSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readTree } from '../../tools/system/tree.ts';
import { wirebookCommand } from '../../tools/system/node.ts';
import { compiledFolder } from '../../tools/system/tool-state.js';
import { answers, block, Book, chapter, type Owner } from '../support/book.ts';
import { needs } from '../support/needs.ts';
import { powerless } from '../support/powerless.ts';

const top = fileURLToPath(new URL('../..', import.meta.url));

/** A book with one problem, or with more than a pipe takes at once. */
function faultyBook(context: Owner, problems = 1): Book {
  const lines = Array.from({ length: problems }, (_, index) => `// <<missing-${index}>>`);
  return new Book(context, {
    'chapters/01-one.md': chapter('One', block('ts {file=a.ts}', ...lines)),
  });
}

const SAID = [
  'chapters/01-one.md:4:4: undefined reference: no chunk missing-0',
  '  4 | // <<missing-0>>',
  '    |    ^',
  '  → Write it: a block with the header {#missing-0}.',
  '',
].join('\n');

describe('wirebook', () => {
  test('exits with 0, 1 or 2: done, a problem was found, wrong use', async (context) => {
    const book = new Book(context, { 'chapters/01-one.md': chapter('One') });
    const calls = [
      { root: book.root, words: ['tangle'] },
      { root: faultyBook(context).root, words: ['tangle'] },
      { root: book.path('nowhere'), words: ['tangle'] },
    ];
    expect(await answers(calls)).toEqual([
      { code: 0, said: 'nothing to do: code/ is what the chapters say\n' },
      { code: 1, said: SAID },
      {
        code: 2,
        said:
          'no folder chapters/ in /book\n' +
          "  → Stand in the book's top folder, or name it with --root DIR.\n",
      },
    ]);
  });

  test('is compiled so that it takes Node’s own modules without importing them', async (context) => {
    const book = new Book(context, { 'chapters/01-one.md': chapter('One') });
    await book.start([...wirebookCommand(), 'list']).ended;
    const texts = readTree(compiledFolder()).flatMap(({ bytes = [] }) =>
      String(Buffer.from(bytes)),
    );
    expect(texts.length).toBeGreaterThan(10);
    expect(texts.filter((text) => /^(?:import\b.*|\}) from "node:/m.test(text))).toEqual([]);
  });

  test('exits with 3 when it fails itself: a part of it is missing', async (context) => {
    const copy = new Book(context, { 'package.json': '{ "type": "module" }' });
    cpSync(`${top}/tools`, copy.path('tools'), { recursive: true });
    rmSync(copy.path('tools/commands/list.ts'));
    symlinkSync(`${top}/node_modules`, copy.path('node_modules'), 'junction');
    const command = [process.execPath, copy.path('tools/wirebook.js'), 'list'] as const;
    const { code, output, errors } = await copy.start(command).ended;
    expect([code, output]).toEqual([3, '']);
    expect(errors).toMatch(/^wirebook .*; this says nothing about the book:$/m);
    expect(errors).toContain('list.ts');
  });

  test.skipIf(process.platform === 'win32')(
    'exits with 3 when it can not do what nobody foresaw: files may hold no byte',
    async (context) => {
      const text = chapter('One', block('ts {file=a.ts}', 'a();'));
      const book = new Book(context, { 'chapters/01-one.md': text });
      await book.run('help'); // so that on Node 20 there is nothing to compile any more
      const limited = ['sh', '-c', 'ulimit -f 0; exec "$@"', 'sh'] as const;
      const { code, errors } = await book.start([...limited, ...wirebookCommand(), 'tangle']).ended;
      expect(code).toBe(3);
      expect(errors).toMatch(
        /^wirebook itself failed; this says nothing about the book:\nError: EFBIG/,
      );
      expect(Object.keys(book.tree())).toEqual(['chapters', 'chapters/01-one.md']);
    },
  );

  test('runs from a checkout in which it may keep nothing', async (context) => {
    const copy = new Book(context, {
      'package.json': '{ "type": "module" }',
      'chapters/01-one.md': chapter('One'),
    });
    cpSync(`${top}/tools`, copy.path('tools'), { recursive: true });
    symlinkSync(`${top}/node_modules`, copy.path('node_modules'), 'junction');
    chmodSync(copy.root, 0o555);
    const prefix = await powerless(context, copy);
    const wirebook = [process.execPath, copy.path('tools/wirebook.js'), 'list'] as const;
    const { code, output, errors } = await copy.start([...prefix, ...wirebook]).ended;
    chmodSync(copy.root, 0o755);
    expect([code, output, errors]).toEqual([0, '01  One\n', '']);
  });

  test('exits with 3 when what it says can not be written', async (context) => {
    await needs(context, 'linux');
    const book = new Book(context, { 'chapters/01-one.md': chapter('One') });
    const full = ['sh', '-c', 'exec "$@" > /dev/full', 'sh'] as const;
    const { code, errors } = await book.start([...full, ...wirebookCommand(), 'list']).ended;
    expect([code, errors]).toEqual([3, expect.stringContaining('Error: ENOSPC')]);
  });

  test('tells of all its verbs, and each verb of itself', async (context) => {
    const { root } = new Book(context);
    const [help, ...bare] = await answers(
      ['--help', 'help', '-h'].map((word) => ({ root, words: [word] })),
    );
    expect(help).toMatchObject({
      code: 0,
      said: expect.stringMatching(/^Usage: npx wirebook VERB/),
    });
    expect(bare).toEqual([help, help]);
    const verbs = [...(help?.said ?? '').matchAll(/^  ([a-z]+) +\S/gm)].map(
      ([, verb = '']) => verb,
    );
    expect(verbs).toEqual(expect.arrayContaining(['list', 'run', 'tangle', 'verify', 'record']));
    const found = await answers(verbs.map((verb) => ({ root, words: [verb, '--help'] })));
    for (const [index, { code, said }] of found.entries()) {
      expect(code).toBe(0);
      expect(said).toMatch(new RegExp(`^Usage: npx wirebook ${verbs[index]}\\b`));
      expect(said).toContain('--root DIR');
    }
  });

  test('exits with 2 for what it does not know, and says what it does know', async (context) => {
    const { root } = new Book(context, { 'chapters/01-one.md': chapter('One') });
    const tangle = 'Usage: npx wirebook tangle [--check | --watch | --discard FILE]';
    const known =
      'Known: list, run, start, check, hint, diff, reset, restore, reveal, next, progress, grade, tangle, stitch, where, verify, record, doctor.';
    const calls: readonly (readonly [words: readonly string[], message: string, advice: string])[] =
      [
        [['wher'], 'no verb wher', `Did you mean where? ${known}`],
        [['constructor'], 'no verb constructor', known],
        [['04/server'], 'no verb 04/server', 'Write npx wirebook run 04/server --root /book'],
        [['tangle', '--colour'], 'no option --colour', tangle],
        [
          ['--check', 'tangle'],
          'no verb before --check',
          'Write the verb first: npx wirebook tangle --check --root /book',
        ],
        [['tangle', '--chekc'], 'no option --chekc', `Did you mean --check? ${tangle}`],
        [['tangle', '-c'], 'no option -c', tangle],
        [['tangle', '--check=yes'], '--check takes no value', tangle],
        [['tangle', '--help=yes'], '--help takes no value', tangle],
        [['tangle', '--discard'], '--discard needs a value', 'Write --discard FILE.'],
        [['tangle', '--annotations'], '--annotations needs a value', 'Write --annotations github.'],
        [['tangle', '--root', '--check'], '--root needs a value', 'Write --root DIR.'],
        [
          ['tangle', '--check', '--discard', 'a'],
          '--check writes nothing, --discard does',
          'Give one of them.',
        ],
        [['tangle', '04'], 'one word too many: 04', tangle],
        [['tangle', '--', '04'], 'one word too many: 04', tangle],
        [['doctor', 'now'], 'one word too many: now', 'Usage: npx wirebook doctor'],
      ];
    const found = await answers(calls.map(([words]) => ({ root, words })));
    expect(found).toEqual(
      calls.map(([, message, advice]) => ({ code: 2, said: `${message}\n  → ${advice}\n` })),
    );
  });
});

describe('colour', () => {
  test('stands where the words go to a terminal, and there only without NO_COLOR', async (context) => {
    await needs(context, 'tty');
    const book = faultyBook(context);
    const line = [...wirebookCommand(), 'tangle'].join(' ');
    const run = async (line: string, env: Readonly<Record<string, string>> = {}) => {
      const script = ['script', '--quiet', '--return', '--command', line, '/dev/null'] as const;
      const clear = { TERM: 'xterm', FORCE_COLOR: undefined, NO_COLOR: undefined };
      const { ended } = book.start(script, { merged: true, env: { ...clear, ...env } });
      const { code, output } = await ended;
      return [code, output.replaceAll('\r', '')] as const;
    };
    const [code, output] = await run(`${line} > /dev/null`);
    expect(output).toContain('\x1b[31mundefined reference');
    expect([code, output.replaceAll(/\x1b\[\d+m/g, '')]).toEqual([1, SAID]);
    expect(await run(line, { NO_COLOR: '1' })).toEqual([1, SAID]);
    expect(await run(line, { TERM: 'dumb' })).toEqual([1, SAID]);
    const piped = `sh -c '${line} 2>&1 | cat'`;
    expect((await run(piped))[1]).toBe(SAID);
  });
});

describe('a pipe that nobody reads any more', () => {
  test.skipIf(process.platform === 'win32')(
    'ends the run without a stack trace, and does not change a verdict',
    async (context) => {
      const faulty = faultyBook(context, 1000);
      expect(await firstLine(faulty, 'tangle')).toEqual([SAID.split('\n')[0], '', '1']);
      const large = new Book(context, { 'chapters/01-one.md': chapter('One', ...manyListings()) });
      expect(await firstLine(large, 'list')).toEqual(['01  One', '', '0']);
    },
  );

  /** Programs with such long names that a list of them is more than a pipe holds. */
  function manyListings(): readonly string[] {
    return Array.from({ length: 600 }, (_, index) =>
      block(`ts {file=${'a'.repeat(80)}-${index}.ts}`, 'a();'),
    );
  }

  /** The first line that a call prints to a pipe that is closed then, what else is seen, and its exit code. */
  async function firstLine(book: Book, verb: string): Promise<readonly unknown[]> {
    const script = '{ "$@" 3>&-; echo "$?" >&3; } 3> code | head -n 1';
    const merged = verb === 'tangle' ? script.replace('3>&-', '2>&1 3>&-') : script;
    const command = ['sh', '-c', merged, 'sh', ...wirebookCommand(), verb] as const;
    const { output, errors } = await book.start(command).ended;
    return [output.trimEnd(), errors, book.read('code').trimEnd()];
  }
});
