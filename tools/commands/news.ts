import { basename, join } from 'node:path';
import { chapterFolder } from '../base/chapter-folder.ts';
import { hash } from '../base/hash.ts';
import type { ChapterFile } from '../book/book.ts';
import { standsAlone } from '../book/chapter-ties.ts';
import { slugOf } from '../book/chapter-name.ts';
import { readManifest } from '../book/manifest.ts';
import { type Entry, readTree } from '../system/tree.ts';
import type { LastTangle } from '../system/last-tangle.ts';
import { fileSystemTime, isOld, type Stamp, stampOf } from '../system/stamps.ts';
import { chapterFile, chapterNames } from './chapter-files.ts';
import { readManifestText } from './write-code.ts';

/** Chapters that have changed since the last run, while the rest of `code/` is as that run has left it. */
export interface News {
  readonly last: LastTangle;
  readonly changed: readonly ChapterFile[];
  readonly manifestText: string;
  /** What lies in `code/`; files that are what they were come without their bytes. */
  readonly entries: readonly Entry[];
  /** The paths in `code/` whose names begin with a dot, below it. */
  readonly hidden: readonly string[];
  /** Of all files that are what they were when the last run ended. */
  readonly stamps: Readonly<Record<string, string>>;
}

/** Nothing where the last run doesn't help: it is not known, or chapters came or went, or hang together. */
export function newsSince(root: string, last: LastTangle | undefined): News | undefined {
  if (!last) return undefined;
  const paths = chapterNames(root).map((name) => `chapters/${name}`);
  if (paths.join('\n') !== last.chapters.map(({ path }) => path).join('\n')) return undefined;
  const look = new Look(root, last.stamps);
  const changed = last.chapters.flatMap(({ path, hash: known }) => {
    if (look.isKnown(path)) return [];
    const file = chapterFile(root, basename(path));
    if (hash(file.bytes) !== known) return [file];
    look.found(path);
    return [];
  });
  const known = last.chapters.filter(({ path }) => changed.some((file) => file.path === path));
  if (!known.every((chapter) => standsAlone(chapter, last.chapters))) return undefined;
  const manifestText = readManifestText(root);
  if (hash(manifestText) !== last.manifest) return undefined;
  const folders = new Set(changed.map(({ path }) => slugOf(path)));
  const isOutside = (path: string) => !folders.has(chapterFolder(path));
  const hidden: string[] = [];
  const entries = readTree(
    join(root, 'code'),
    (path) => isOutside(path) && look.isKnown(`code/${path}`),
    (path) => hidden.push(path),
  );
  const others = entries.filter(({ path }) => isOutside(path));
  if (!isAsMade(others, manifestText, isOutside)) return undefined;
  for (const { path, bytes } of others) if (bytes) look.found(`code/${path}`);
  return { last, changed, manifestText, entries, hidden, stamps: look.stamps };
}

/** Tells by stamps which files are what they were. Each is taken before its file is read. */
class Look {
  readonly #root: string;
  readonly #last: LastTangle['stamps'];
  readonly #now: number | undefined;
  readonly #taken = new Map<string, Stamp>();
  readonly stamps: Record<string, string> = {};

  constructor(root: string, last: LastTangle['stamps']) {
    this.#root = root;
    this.#last = last;
    this.#now = fileSystemTime(join(root, `.wirebook/now.${process.pid}`));
  }

  isKnown(path: string): boolean {
    const stamp = stampOf(join(this.#root, path));
    if (!stamp) return false;
    this.#taken.set(path, stamp);
    if (this.#last[path] !== stamp.text) return false;
    this.stamps[path] = stamp.text;
    return true;
  }

  /** A file that was not known was read, and is what it was. */
  found(path: string): void {
    const stamp = this.#taken.get(path);
    if (stamp && this.#now !== undefined && isOld(stamp, this.#now)) this.stamps[path] = stamp.text;
  }
}

/** Whether the entries in a part of `code/` are what the manifest says of that part, and nothing else. */
function isAsMade(
  entries: readonly Entry[],
  manifestText: string,
  isPart: (path: string) => boolean,
): boolean {
  const { manifest } = readManifest(manifestText);
  const made = [...manifest.keys()].filter(isPart);
  const others = entries.filter(({ kind }) => kind !== 'folder');
  if (others.length !== made.length) return false;
  return others.every(({ path, kind, bytes }) => {
    const known = manifest.get(path);
    return kind === 'file' && known?.size === 1 && (!bytes || known.has(hash(bytes)));
  });
}
