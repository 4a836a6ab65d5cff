// Lets a program of the book tell places of its chapters where it tells places of itself: loaded before it, as
// `--import chapter-maps.js?maps=FILE`, this puts behind each of its sources the map that FILE has for it.
// FILE holds JSON: by absolute path, the source map and the SHA-256 of the text that it belongs to.
// Where Node can't run TypeScript, it is given JavaScript: what was made of the listings before, or what tsx makes.
import { realpathSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';
import {
  isTextOf,
  keptJavaScript,
  readIfThere,
  toJavaScript,
  withMap,
} from './listing-javascript.js';

let maps = {};
/** Nothing where somebody else makes the JavaScript. */
let javascript;

const file = new URL(import.meta.url).searchParams.get('maps');
if (file !== null) {
  // The chapters may have changed since this program, or one that started it, was given its maps: then they are gone.
  maps = JSON.parse(readIfThere(file) ?? '{}');
  if (module.registerHooks) {
    module.registerHooks({ load: (url, context, next) => mapped(url, next(url, context)) });
  } else {
    const kept = await keptJavaScript(maps, file);
    if (realpathSync(process.argv[1]) in kept) javascript = kept;
    module.register('./chapter-maps.js', import.meta.url, { data: { maps, javascript } });
  }
  if (!process.features.typescript && !javascript) await import('tsx');
}

/** Called by Node before it calls `load`, where hooks have a thread of their own (Node 20). */
export function initialize(data) {
  ({ maps, javascript } = data);
}

export async function load(url, context, next) {
  if (javascript && /^file:.*\.m?ts(?:[?#]|$)/.test(url)) {
    return { format: 'module', source: await javaScriptOf(pathOf(url)), shortCircuit: true };
  }
  return mapped(url, await next(url, context));
}

/** A file may have been edited since; what is kept is used only for the text that it was made of. */
async function javaScriptOf(path) {
  const text = readIfThere(path) ?? '';
  const { hash, code } = javascript[path] ?? {};
  if (code !== undefined && isTextOf(hash, text)) return code;
  try {
    return await toJavaScript(path, text);
  } catch (error) {
    if (error.errors === undefined) throw error;
    const { syntaxError } = await import('./syntax-error.js'); // for this alone
    throw syntaxError(error.errors, path, isTextOf(maps[path]?.hash, text) && maps[path].map);
  }
}

function mapped(url, loaded) {
  const { hash, map } = (url.startsWith('file:') && maps[pathOf(url)]) || {};
  const source = loaded.source?.toString() ?? '';
  if (!map || loaded.format === 'json' || !isTextOf(hash, source)) return loaded;
  return { ...loaded, source: withMap(source, map) };
}

function pathOf(url) {
  return fileURLToPath(url.replace(/[?#].*$/, ''));
}
