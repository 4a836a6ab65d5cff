import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { chapterFolder } from '../base/chapter-folder.ts';
import { hash } from '../base/hash.ts';
import { ProblemsFound } from '../base/problem.ts';
import { applyChanges, namesIn, readIfThere } from './disk.ts';

/** Where the texts lie that tangling has written last, a file for each chapter. It may be deleted at any time. */
const STORE = '.wirebook/tangled';

/** A text that was written below `code/`. */
export interface Written {
  readonly path: string;
  readonly text: string;
}

/** Keeps texts that were written, and of those before them the ones with these hashes, as far as there is room. */
export function keepTangled(
  root: string,
  news: readonly Written[],
  hashes: ReadonlySet<string>,
  folders: ReadonlySet<string>,
): void {
  const byFolder = new Map<string, string[]>();
  for (const { path, text } of news) {
    byFolder.set(chapterFolder(path), [...(byFolder.get(chapterFolder(path)) ?? []), text]);
  }
  const changes = [...byFolder].map(([folder, texts]) => {
    const old = textsIn(root, folder).filter((text) => hashes.has(hash(text)));
    const text = JSON.stringify([...new Set([...old, ...texts])]);
    return { kind: 'write' as const, path: `${STORE}/${folder}.json`, text };
  });
  try {
    applyChanges(root, changes);
  } catch (error) {
    if (!(error instanceof ProblemsFound)) throw error;
  }
  for (const name of namesIn(join(root, STORE)) ?? []) {
    if (!folders.has(name.replace(/\.json$/, '')) && !name.startsWith('.'))
      rmSync(join(root, STORE, name), { recursive: true, force: true });
  }
}

/** The texts that are kept for a chapter's folder; none where the file is damaged. */
export function textsIn(root: string, folder: string): readonly string[] {
  const bytes = readIfThere(join(root, STORE, `${folder}.json`));
  try {
    const texts: unknown = JSON.parse(Buffer.from(bytes ?? []).toString() || '[]');
    return Array.isArray(texts) ? texts.filter((text) => typeof text === 'string') : [];
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return [];
  }
}
