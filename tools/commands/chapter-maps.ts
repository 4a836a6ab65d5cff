import { createHash } from 'node:crypto';
import { existsSync, realpathSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { hash } from '../base/hash.ts';
import { ProblemsFound } from '../base/problem.ts';
import { type Book, type ChapterFile, readBook } from '../book/book.ts';
import { sourceMap } from '../book/source-map.ts';
import { type TangledFile, textOf } from '../book/tangle.ts';
import { applyChanges, namesIn } from '../system/disk.ts';
import { mappedCommand, nodeCommand } from '../system/node.ts';
import { toolState } from '../system/tool-state.js';
import { chapterFiles } from './chapter-files.ts';

/** Where maps lie, and JavaScript, for the state of the chapters that was run last. They may be deleted at any time. */
const MAPS = '.wirebook/maps';

/** The words that start a program of the book so that its errors name places of the chapters. */
export function programCommand(root: string, path: string): readonly [string, ...string[]] {
  const file = join(root, 'code', path);
  const maps = mapsOf(root, path);
  return maps === undefined ? nodeCommand(file) : mappedCommand(file, maps);
}

/** The file with the maps of a program's folder; nothing where there can't be any, which keeps no program from running. */
function mapsOf(root: string, path: string): string | undefined {
  try {
    const sources = chapterFiles(root);
    const state = stateOf(root, sources);
    const folder = path.split('/')[0] ?? '';
    const file = join(root, MAPS, state, `${folder}.json`);
    if (!existsSync(file)) makeMaps(root, sources, state, folder);
    return file;
  } catch (error) {
    if (error instanceof ProblemsFound) return undefined;
    throw error;
  }
}

/** Maps hold absolute paths, and are made by the tool as it is now. */
function stateOf(root: string, sources: readonly ChapterFile[]): string {
  const state = createHash('sha256').update(`${realpathSync(root)}\0${toolState()}\0`);
  for (const { path, bytes } of sources) state.update(`${path}\0${bytes.length}\0`).update(bytes);
  return state.digest('hex').slice(0, 16);
}

function makeMaps(
  root: string,
  sources: readonly ChapterFile[],
  state: string,
  folder: string,
): void {
  for (const name of namesIn(join(root, MAPS)) ?? []) {
    if (name !== state) rmSync(join(root, MAPS, name), { recursive: true, force: true });
  }
  const maps = folderMaps(root, readBook(sources), folder);
  const text = JSON.stringify(maps);
  applyChanges(root, [{ kind: 'write', path: `${MAPS}/${state}/${folder}.json`, text }]);
}

/** By absolute path, the map of each file of a folder of `code/`, and the hash of the text that it belongs to. */
function folderMaps(root: string, { tangled, problems }: Book, folder: string) {
  if (problems.length > 0) return {};
  const files = tangled.files.filter(({ path }) => path.startsWith(`${folder}/`));
  const code = join(realpathSync(root), 'code');
  return Object.fromEntries(
    files.map((file) => [
      join(code, file.path),
      { hash: hash(textOf(file)), map: mapOf(root, file) },
    ]),
  );
}

/** The map of a tangled file, with sources relative to it. */
export function mapOf(root: string, file: TangledFile) {
  const folder = dirname(join(root, 'code', file.path));
  return sourceMap(file, (chapter) => relative(folder, join(root, chapter)).replaceAll('\\', '/'));
}
