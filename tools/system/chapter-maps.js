// Lets a program of the book tell places of its chapters where it tells places of itself: loaded before it, as
// `--import chapter-maps.js?maps=FILE`, this puts behind each of its sources the map that FILE has for it.
// FILE holds JSON: by absolute path, the source map and the SHA-256 of the text that it belongs to.
// What runs is JavaScript that was made of them before; else Node runs the TypeScript, or tsx where Node can't.
import module from 'node:module';
import { fileURLToPath } from 'node:url';
import { isTextOf, listingJavaScript, readIfThere, withMap } from './listing-javascript.js';

let maps = {};
let javascript;

const file = new URL(import.meta.url).searchParams.get('maps');
if (file !== null) {
  // The chapters may have changed since this program, or one that started it, was given its maps: then they are gone.
  maps = JSON.parse(readIfThere(file) ?? '{}');
  javascript = await listingJavaScript(maps, file);
  if (module.registerHooks) {
    module.registerHooks({
      load: (url, context, next) => prepared(url) ?? mapped(url, next(url, context)),
    });
  } else {
    module.register('./chapter-maps.js', import.meta.url, { data: { maps, javascript } });
  }
  if (!process.features.typescript && !javascript) await import('tsx');
}

/** Called by Node before it calls `load`, where hooks have a thread of their own (Node 20). */
export function initialize(data) {
  ({ maps, javascript } = data);
}

export async function load(url, context, next) {
  return prepared(url) ?? mapped(url, await next(url, context));
}

function prepared(url) {
  const source = url.startsWith('file:') ? javascript?.[pathOf(url)] : undefined;
  return source === undefined ? undefined : { format: 'module', source, shortCircuit: true };
}

function mapped(url, loaded) {
  const { hash, map } = (url.startsWith('file:') && maps[pathOf(url)]) || {};
  const source = loaded.source?.toString() ?? '';
  if (!map || !isTextOf(hash, source)) return loaded;
  return { ...loaded, source: withMap(source, map) };
}

function pathOf(url) {
  return fileURLToPath(url.replace(/[?#].*$/, ''));
}
