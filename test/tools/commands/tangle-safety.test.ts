import { build } from 'esbuild';
import { once } from 'node:events';
import { mkdirSync, watch } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readManifest } from '../../../tools/book/manifest.ts';
import { wirebookCommand } from '../../../tools/system/node.ts';
import type { Ending } from '../../../tools/system/program.ts';
import { block, Book, chapter, type Tree, withoutFolders } from '../../support/book.ts';
import { sha256 } from '../../support/two-files.ts';

const PATHS = Array.from(
  { length: 60 },
  (_, index) => `01-one/${index % 3 ? 'lib/' : ''}f${index}.ts`,
);

/** A run writes each file and, before and behind all, the manifest: removes what is in its way, writes, renames. */
const CHANGES = 3 * (PATHS.length + 2);

/** So many runs are killed at a change, and as many at some instant after the first. */
const KILLS = 100;

describe('kill -9', () => {
  test('at 200 moments of the writing leaves only whole files; in 14 of them it hits tangle itself, in the others its writing part alone', async (context) => {
    const book = new Book(context);
    mkdirSync(book.path('code'));
    const writer = await bundled(book);
    let before = book.tree('code');
    for (let kill = 0; kill < 2 * KILLS; kill += 1) {
      const after = write(book, kill);
      const isReal = kill % 30 < 2;
      const command = isReal ? ([...wirebookCommand(), 'tangle'] as const) : writer;
      const at = Math.floor(kill / 2);
      const { code, output } =
        kill % 2 === 0
          ? await killedAtChange(book, command, 1 + Math.floor((at * CHANGES) / KILLS))
          : await killedAfter(book, command, 40 * at);
      expect(kill % 2 === 0 ? [137] : [137, 0], output).toContain(code);
      const now = book.tree('code');
      expect(torn(now, before, after)).toEqual([]);
      before = now;
    }
    const last = write(book, 2 * KILLS);
    expect((await book.run('tangle')).code).toBe(0);
    const { '.manifest': manifest, ...files } = withoutFolders(book.tree('code'));
    expect(files).toEqual(last);
    expect(manifest).toBe(
      PATHS.toSorted()
        .map((path) => `${sha256(last[path] ?? '')}  ${path}\n`)
        .join(''),
    );
    expect((await book.run('tangle')).said).toBe('nothing to do: code/ is what the chapters say\n');
  }, 400_000);
});

/** The texts of all files in a version of the book, by path below `code/`. */
function version(number: number): Tree {
  const text = `// version ${number}\n`.repeat(100);
  return Object.fromEntries(PATHS.map((path) => [path, `${text}// of ${path}\n`]));
}

/** Writes a version's chapter, and its texts for the writing part alone. */
function write(book: Book, number: number): Tree {
  const texts = version(number);
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
  const preload = new URL('../../support/at-changes.js', import.meta.url).href;
  const env = {
    NODE_OPTIONS: `--import=${preload}`,
    AT: String(at),
    AT_FOLDER: book.root,
    AT_DO: 'SIGKILL',
  };
  return await book.start(command, { merged: true, env }).ended;
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
