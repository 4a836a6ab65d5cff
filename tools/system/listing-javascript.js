// JavaScript of the book's programs, made once for each state of the chapters and kept beside their maps: taking
// the types away at each start, as tsx and Node itself do, costs more than most programs do in all.
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';

/** Where a text has one of these, it is left to Node or tsx to know what it means. */
const UNUSUAL = /['"`]\.\.\/|\brequire\b/;

/**
 * By absolute path, JavaScript of the TypeScript that `maps` has, with source maps that lead into the chapters; nothing
 * where one file is not the text that its map belongs to, or no TypeScript. It is kept beside `mapsFile` if possible.
 */
export async function listingJavaScript(maps, mapsFile) {
  const listings = Object.entries(maps)
    .filter(([path]) => path.endsWith('.ts'))
    .map(([path, { hash, map }]) => ({ path, map, text: textOf(path, hash) }));
  const isUsual = ({ text }) => text !== undefined && !UNUSUAL.test(text);
  if (listings.length === 0 || !listings.every(isUsual)) return undefined;
  const file = mapsFile.replace(/\.json$/, '.javascript.json');
  const kept = readIfThere(file);
  if (kept !== undefined) return JSON.parse(kept);
  const made = await javaScriptOf(listings);
  if (made !== undefined) keep(file, JSON.stringify(made));
  return made;
}

/** JavaScript or TypeScript with a source map in it. */
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

function textOf(path, hash) {
  const text = readIfThere(path);
  return text !== undefined && isTextOf(hash, text) ? text : undefined;
}

async function javaScriptOf(listings) {
  const { transform } = await import('esbuild');
  const made = listings.map(async ({ path, map, text }) => {
    const { code } = await transform(withMap(text, map), {
      loader: 'ts',
      format: 'esm',
      target: 'node20',
      sourcefile: basename(path),
      sourcemap: 'inline',
      sourcesContent: false,
      logLevel: 'silent',
    });
    return [path, code];
  });
  try {
    return Object.fromEntries(await Promise.all(made));
  } catch (error) {
    if (error.errors === undefined) throw error;
    return undefined;
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
