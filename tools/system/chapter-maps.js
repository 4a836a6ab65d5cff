// Lets a program of the book tell places of its chapters where it tells places of itself: loaded before it, as
// `--import chapter-maps.js?maps=FILE`, this puts behind each of its sources the map that FILE has for it.
// FILE holds JSON: by absolute path, the source map and the SHA-256 of the text that it belongs to.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

let maps = {};

const file = new URL(import.meta.url).searchParams.get('maps');
if (file !== null) {
  if (module.registerHooks) {
    initialize(file);
    module.registerHooks({ load: (url, context, next) => mapped(url, next(url, context)) });
  } else {
    module.register('./chapter-maps.js', import.meta.url, { data: file });
  }
}

/**
 * Called by Node before it calls `load`, where hooks have a thread of their own (Node 20). The chapters may have
 * changed since this program, or one that started it, was given its maps: then they are gone.
 */
export function initialize(file) {
  try {
    maps = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

export async function load(url, context, next) {
  return mapped(url, await next(url, context));
}

function mapped(url, loaded) {
  const { hash, map } = (url.startsWith('file:') && maps[pathOf(url)]) || {};
  const source = loaded.source?.toString() ?? '';
  if (!map || createHash('sha256').update(source).digest('hex') !== hash) return loaded;
  const data = Buffer.from(JSON.stringify(map)).toString('base64');
  return {
    ...loaded,
    source: `${source}//# sourceMappingURL=data:application/json;base64,${data}\n`,
  };
}

function pathOf(url) {
  return fileURLToPath(url.replace(/[?#].*$/, ''));
}
