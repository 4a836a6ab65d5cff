import { basename, join } from 'node:path';
import { hash } from '../base/hash.ts';
import type { ChapterFile } from '../book/book.ts';
import { standsAlone } from '../book/chapter-links.ts';
import { MANIFEST, readManifest } from '../book/manifest.ts';
import { type Entry, readIfThere, readTree } from '../system/disk.ts';
import type { LastTangle } from '../system/last-tangle.ts';
import { chapterFile, chapterNames } from './chapter-files.ts';

/** Chapters that have changed since the last run, while the rest of `code/` is as that run has left it. */
export interface News {
  readonly last: LastTangle;
  readonly changed: readonly ChapterFile[];
  readonly manifestText: string;
  /** What lies in `code/`. */
  readonly entries: readonly Entry[];
}

/** Nothing where the last run doesn't help: it is not known, or chapters came or went, or hang together. */
export function newsSince(root: string, last: LastTangle | undefined): News | undefined {
  if (!last) return undefined;
  const paths = chapterNames(root).map((name) => `chapters/${name}`);
  if (paths.join('\n') !== last.chapters.map(({ path }) => path).join('\n')) return undefined;
  const changed = last.chapters.flatMap(({ path, hash: known }) => {
    const file = chapterFile(root, basename(path));
    return hash(file.bytes) === known ? [] : [file];
  });
  const known = last.chapters.filter(({ path }) => changed.some((file) => file.path === path));
  if (!known.every((chapter) => standsAlone(chapter, last.chapters))) return undefined;
  const manifestText = Buffer.from(readIfThere(join(root, MANIFEST)) ?? []).toString();
  if (hash(manifestText) !== last.manifest) return undefined;
  const entries = readTree(join(root, 'code'));
  const folders = new Set(changed.map(({ path }) => folderOf(path)));
  return isAsMade(entries, manifestText, folders)
    ? { last, changed, manifestText, entries }
    : undefined;
}

/** The folder of a chapter's programs, below `code/`. */
export function folderOf(path: string): string {
  return basename(path, '.md');
}

/** The chapter's folder that a path below `code/` lies in. */
export function topFolder(path: string): string {
  return path.replace(/\/.*/s, '');
}

/** Whether what lies outside some chapters' folders is what the manifest says, and nothing else. */
function isAsMade(
  entries: readonly Entry[],
  manifestText: string,
  folders: ReadonlySet<string>,
): boolean {
  const { manifest } = readManifest(manifestText);
  const isOutside = (path: string) => !folders.has(topFolder(path));
  const made = [...manifest.keys()].filter(isOutside);
  const files = entries.filter(({ path, kind }) => kind !== 'folder' && isOutside(path));
  if (files.length !== made.length) return false;
  return files.every(({ path, bytes }) => {
    const known = manifest.get(path);
    return bytes && known?.size === 1 && known.has(hash(bytes));
  });
}
