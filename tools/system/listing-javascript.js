// JavaScript of the book's programs, for a Node that can't run TypeScript. It is made once for each state of the
// chapters and kept beside their maps, because tsx takes longer to start than most programs take in all.
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';

/** Where a text has one of these, it may be CommonJS, and tsx knows what to make of it. */
const COMMON_JS = /\brequire\b|\bmodule\.exports\b|\b__(?:dir|file)name\b/;

/** What only tsx can run where Node can't run TypeScript. */
const FOR_TSX = /\.(?:cts|tsx)$/;

/**
 * By absolute path, JavaScript of the TypeScript that `maps` has, with source maps that lead into the chapters, and
 * the hash of what it was made of. What isn't the text of its map is left out; what esbuild refuses has no code.
 */
export async function keptJavaScript(maps, mapsFile) {
  const file = mapsFile.replace(/\.json$/, '.javascript.json');
  const kept = parsed(readIfThere(file));
  if (kept) return kept;
  const listings = Object.entries(maps)
    .map(([path, { hash, map }]) => ({ path, hash, map, text: readIfThere(path) }))
    .filter(({ text }) => text !== undefined)
    .filter(({ path, hash, text }) => /\.m?ts$/.test(path) && isTextOf(hash, text));
  const isForTsx =
    Object.keys(maps).some((path) => FOR_TSX.test(path)) ||
    listings.some(({ text }) => COMMON_JS.test(text));
  const made = isForTsx ? {} : await madeOf(listings);
  if (Object.keys(maps).length > 0) keep(file, JSON.stringify(made));
  return made;
}

/** JavaScript of one TypeScript file, with a source map in it that leads to the file. */
export async function toJavaScript(path, text) {
  return await withEsbuild(async (transform) => await transform(path, text));
}

/** A text with a source map in it. */
export function withMap(text, map) {
  const data = Buffer.from(JSON.stringify(map)).toString('base64');
  return `${text}//# sourceMappingURL=data:application/json;base64,${data}\n`;
}

export function isTextOf(hash, text) {
  return createHash('sha256').update(text).digest('hex') === hash;
}

export function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function madeOf(listings) {
  return await withEsbuild(async (transform) => {
    const made = {};
    for (const { path, hash, map, text } of listings) {
      try {
        made[path] = { hash, code: await transform(basename(path), withMap(text, map)) };
      } catch (error) {
        if (error.errors === undefined) throw error;
        made[path] = { hash }; // what is wrong with it is told when it is loaded
      }
    }
    return made;
  });
}

/** Its process is ended at once: nobody should find it among those that a program of the book has started. */
async function withEsbuild(use) {
  const { transform, stop } = await import('esbuild');
  try {
    return await use(async (sourcefile, text) => {
      const { code } = await transform(text, { ...OPTIONS, sourcefile });
      return code;
    });
  } finally {
    await stop();
  }
}

const OPTIONS = {
  loader: 'ts',
  format: 'esm',
  target: 'node20.19',
  sourcemap: 'inline',
  sourcesContent: false,
  tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } }, // no import is dropped
  logLevel: 'silent',
};

/** What a start that was cut off has left is made anew. */
function parsed(text = '') {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Another start may write the same, and who can't write makes it anew each time. */
function keep(file, text) {
  const unfinished = `${file}.${process.pid}`;
  try {
    writeFileSync(unfinished, text);
    renameSync(unfinished, file);
  } catch (error) {
    if (error.syscall === undefined) throw error;
    rmSync(unfinished, { force: true });
  }
}
