import { fileURLToPath, pathToFileURL } from 'node:url';
import { ownFile } from './checkout.ts';

/** The words that start a TypeScript file: node strips its types itself where it can, else tsx does. */
export function nodeCommand(file: string): readonly [string, ...string[]] {
  return stripsTypes() ? [process.execPath, file] : [process.execPath, '--import', tsxUrl(), file];
}

/** The words that start a TypeScript file with source maps from a file as chapter-maps.js reads it. */
export function mappedCommand(file: string, maps: string): readonly [string, ...string[]] {
  const hook = new URL(pathToFileURL(ownFile('tools/system/chapter-maps.js')));
  hook.searchParams.set('maps', maps);
  return [process.execPath, '--enable-source-maps', '--import', hook.href, file];
}

/** Whether this Node runs erasable TypeScript by itself (22.18 and later). */
export function stripsTypes(): boolean {
  return Boolean(Reflect.get(process.features, 'typescript'));
}

/** The words that start this checkout's `wirebook`, for those who would otherwise go through npx. */
export function wirebookCommand(): readonly [string, string] {
  return [process.execPath, ownFile('tools/wirebook.js')];
}

function tsxUrl(): string {
  return import.meta.resolve('tsx');
}

/** A file of an installed package, `vitest.mjs` of vitest for one. */
export function packageFile(name: string, path: string): string {
  return fileURLToPath(new URL(path, import.meta.resolve(`${name}/package.json`)));
}
