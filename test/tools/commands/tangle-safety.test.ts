import { build } from 'esbuild';
import { once } from 'node:events';
import { mkdirSync, watch } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readManifest } from '../../../tools/book/manifest.ts';
import { wirebookCommand } from '../../../tools/system/node.ts';
import type { Ending, Program } from '../../../tools/system/program.ts';
import { CASES } from '../../support/cases.ts';
import { arrival, makeBarrier } from '../../support/barrier.ts';
import { block, Book, chapter, type Tree, withoutFolders } from '../../support/book.ts';
import { sha256 } from '../../support/two-files.ts';

const PATHS = Array.from(
  { length: 60 },
  (_, index) => `01-one/${index % 3 ? 'lib/' : ''}f${index}.ts`,
);

/** A run removes what is in the way of each new text, writes it and renames it: the files', and twice the manifest's. */
const CHANGES = 3 * (PATHS.length + 2);

/** So many runs are killed at a change, and as many at some instant after the first: where CI asks for it, 100. */
const KILLS = Math.max(20, CASES / 100);
/** Of these, every fifteenth hits the command itself, the others what it does when it writes. */
const REAL = 15;

describe('kill -9', () => {
  test(`at ${2 * KILLS} moments of the writing leaves only whole files`, async (context) => {
    const book = new Book(context);
    mkdirSync(book.path('code'));
    const writer = await bundled(book);
    let before = book.tree('code');
    for (let kill = 0; kill < 2 * KILLS; kill += 1) {
      const after = write(book, kill);
      const at = Math.floor(kill / 2);
      const command = at % REAL === 0 ? ([...wirebookCommand(), 'tangle'] as const) : writer;
      const { code, output } =
        kill % 2 === 0
          ? await killedAtChange(book, command, 1 + Math.floor((at * CHANGES) / KILLS))
          : await killedAfter(book, command, (6_000 * at) / KILLS);
      expect(kill % 2 === 0 ? [137] : [137, 0], output).toContain(code);
      const now = book.tree('code');
      expect(torn(now, before, after)).toEqual([]);
      before = now;
    }
    const last = write(book, 2 * KILLS);
    expect((await book.run('tangle')).code).toBe(0);
    expectTangled(book, last);
    expect((await book.run('tangle')).said).toBe(NOTHING_TO_DO);
  }, 400_000);
});

describe('two runs of tangle at once', () => {
  test('of one version do what one does', async (context) => {
    const book = new Book(context);
    for (const round of [0, 1, 2, 3]) {
      const texts = write(book, round);
      const runs = [book.wirebook(['tangle']), book.wirebook(['tangle'])];
      const ends = await Promise.all(runs.map(async ({ ended }) => await ended));
      expect(
        ends.map(({ code }) => code),
        ends.map(({ output }) => output).join(),
      ).toEqual([0, 0]);
      expectTangled(book, texts);
      expect((await book.run('tangle')).said).toBe(NOTHING_TO_DO);
    }
  });

  // Of the removes and writes of the new texts, and of the renames, the first and the last; behind them comes only the
  // manifest's last text.
  const few = PATHS.slice(0, 4);
  const moments = [1, 4, 10, 11, 12, 15];
  test.for(moments)(
    'of two versions, one waiting at its change %i, keep all whole, and a third follows',
    async (at, context) => {
      if (process.platform === 'win32') context.skip('Windows has no mkfifo');
      const book = new Book(context);
      const before = write(book, 0, few);
      await book.run('tangle');
      const barrier = await makeBarrier(book);
      const slow = write(book, 1, few);
      const first = atChange(book, [...wirebookCommand(), 'tangle'], at, `wait ${barrier}`);
      const letGo = await arrival(first, barrier);
      const quick = write(book, 2, few);
      const second = await book.run('tangle');
      expect(torn(book.tree('code'), { ...before, ...slow }, quick)).toEqual([]);
      await letGo();
      const codes = [second.code, (await first.ended).code];
      expect(codes, second.said + first.output).toEqual([0, 0]);
      expect(torn(withoutFolders(book.tree('code')), slow, quick)).toEqual([]);
      const third = write(book, 3, few);
      expect(await book.run('tangle')).toMatchObject({ code: 0 });
      expectTangled(book, third);
    },
  );

  test('of which one takes a folder away as the other writes into it both end well', async (context) => {
    if (process.platform === 'win32') context.skip('Windows has no mkfifo');
    const [top = '', inFolder = '', alsoInFolder = ''] = PATHS;
    const book = new Book(context);
    write(book, 0, [top, inFolder]);
    await book.run('tangle');
    const barrier = await makeBarrier(book);
    write(book, 0, [top, alsoInFolder]);
    const command = [...wirebookCommand(), 'tangle'] as const;
    const first = atChange(book, command, 3, `wait ${barrier}`);
    const letGo = await arrival(first, barrier);
    write(book, 0, [top]);
    expect(await book.run('tangle')).toMatchObject({ code: 0 });
    await letGo();
    expect(book.answer(await first.ended)).toMatchObject({ code: 0 });
    expect(torn(book.tree('code'), {}, version(0, [top, alsoInFolder]))).toEqual([]);
    expect(await book.run('tangle')).toMatchObject({ code: 0 });
    expectTangled(book, version(0, [top]));
  });
});

describe('an edit by hand that is saved while tangle writes', () => {
  // Of four files: while the third is written beside its target, and when the second takes its place.
  test.for<readonly [at: number, done: string, written: number]>([
    [8, 'Nothing was written.', 0],
    [13, 'It was left alone.', 2],
  ])('stays, at change %i, and is told', async ([at, done, written], context) => {
    if (process.platform === 'win32') context.skip('Windows has no mkfifo');
    const paths = PATHS.slice(0, 4).sort();
    const [, , edited = ''] = paths;
    const book = new Book(context);
    const before = write(book, 0, paths);
    await book.run('tangle');
    const barrier = await makeBarrier(book);
    const after = write(book, 1, paths);
    const run = atChange(book, [...wirebookCommand(), 'tangle'], at, `wait ${barrier}`);
    const letGo = await arrival(run, barrier);
    book.write(`code/${edited}`, '// mine\n');
    await letGo();
    expect(book.answer(await run.ended)).toEqual({
      code: 1,
      said: `code/${edited}:1:1: code/${edited} has changed since it was read\n  → ${done} Run it again.\n`,
    });
    const { '.manifest': manifest, ...files } = withoutFolders(book.tree('code'));
    const expected = paths.map((path, index) => [path, (index < written ? after : before)[path]]);
    expect(files).toEqual({ ...Object.fromEntries(expected), [edited]: '// mine\n' });
    const again = await book.run('tangle');
    expect([again.code, again.said]).toEqual([
      1,
      expect.stringContaining(`code/${edited} was edited`),
    ]);
  });
});

const NOTHING_TO_DO = 'nothing to do: code/ is what the chapters say\n';

/** Nothing lies in `code/` but these texts and the manifest that tells of them. */
function expectTangled(book: Book, texts: Tree): void {
  const { '.manifest': manifest, ...files } = withoutFolders(book.tree('code'));
  expect(files).toEqual(texts);
  const lines = Object.entries(texts).map(([path, text]) => `${sha256(text)}  ${path}\n`);
  expect(manifest?.split('\n').sort()).toEqual(lines.join('').split('\n').sort());
}

/** The texts of all files in a version of the book, by path below `code/`. */
function version(number: number, paths: readonly string[] = PATHS): Tree {
  const text = `// version ${number}\n`.repeat(100);
  return Object.fromEntries(paths.map((path) => [path, `${text}// of ${path}\n`]));
}

/** Writes a version's chapter, and its texts for the writing part alone. */
function write(book: Book, number: number, paths?: readonly string[]): Tree {
  const texts = version(number, paths);
  const blocks = Object.entries(texts).map(([path, text]) =>
    block(`ts {file=${path.replace('01-one/', '')}}`, text.trimEnd()),
  );
  book.write('chapters/01-one.md', chapter('One', ...blocks));
  book.write('wanted.json', JSON.stringify(texts));
  return texts;
}

/** The command that runs the writing part of tangle, in one file of JavaScript: it starts in no time. */
async function bundled(book: Book): Promise<readonly [string, ...string[]]> {
  const outfile = book.path('write-plan.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('../../support/write-plan.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
  });
  return [process.execPath, outfile, book.root, book.path('wanted.json')];
}

type Command = readonly [string, ...string[]];

/** Kills a run when it is about to make a change, or is in the middle of writing a file. */
async function killedAtChange(book: Book, command: Command, at: number): Promise<Ending> {
  return await atChange(book, command, at, 'SIGKILL').ended;
}

/** Starts a run that does something, as at-changes.js has it, at one of its changes. */
function atChange(book: Book, command: Command, at: number, what: string): Program {
  const preload = new URL('../../support/at-changes.js', import.meta.url).href;
  const env = { AT: String(at), AT_FOLDER: book.root, AT_DO: what };
  return book.start(command, {
    merged: true,
    env: { NODE_OPTIONS: `--import=${preload}`, ...env },
  });
}

/** Kills a run so many turns of our event loop after it has first touched `code/`, if it hasn't ended by then. */
async function killedAfter(book: Book, command: Command, turns: number): Promise<Ending> {
  const watcher = watch(book.path('code'));
  const program = book.start(command, { merged: true });
  try {
    await Promise.race([once(watcher, 'change'), program.ended]);
    for (let turn = 0; turn < turns; turn += 1) await setImmediate();
    return await program.stop();
  } finally {
    watcher.close();
  }
}

/** What in `code/` is neither as it was nor as it is to be, nor a new text beside its target. */
function torn(now: Tree, before: Tree, after: Tree): readonly string[] {
  const others = Object.entries(withoutFolders(now)).filter(([path, text]) => {
    const isKept = text === before[path] || text === after[path];
    return !isKept && path !== '.manifest' && !/(?:^|\/)\.\d+-\d+-[^/]+\.new$/.test(path);
  });
  const lost = PATHS.filter((path) => before[path] !== undefined && now[path] === undefined);
  const { problems } = readManifest(now['.manifest'] ?? '');
  return [...others.map(([path]) => path), ...lost, ...problems.map(({ frame = '' }) => frame)];
}
