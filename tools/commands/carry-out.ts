import { join } from 'node:path';
import { hash } from '../base/hash.ts';
import type { Book, ChapterFile } from '../book/book.ts';
import { linksOf } from '../book/chapter-links.ts';
import { type CodePlan, planCode, type PlanLimits } from '../book/code-plan.ts';
import { MANIFEST, readManifest } from '../book/manifest.ts';
import { textOf } from '../book/tangle.ts';
import { readTree } from '../system/disk.ts';
import { type KnownChapter, keepLastTangle } from '../system/last-tangle.ts';
import { keepTangled } from '../system/tangled-store.ts';
import { topFolder } from './news.ts';
import { readManifestText, writeCode } from './write-code.ts';

/** What tangling would do now. */
export function planBook(root: string, book: Book, limits: PlanLimits = {}): CodePlan {
  const entries = readTree(join(root, 'code'));
  return planCode(wantedOf(book), entries, readManifestText(root), limits);
}

/** The texts of all files, by path below `code/`. */
export function wantedOf({ tangled }: Book): ReadonlyMap<string, string> {
  return new Map(tangled.files.map((file) => [file.path, textOf(file)]));
}

/** Does what a plan says, and keeps what `stitch` and the next run want to know. */
export function carryOut(root: string, book: Book, plan: CodePlan): void {
  writeCode(root, plan);
  keepTexts(root, book, plan);
}

/** So that the next run knows what it need not do again. */
export function keepLast(root: string, chapters: readonly KnownChapter[]): void {
  keepLastTangle(root, { manifest: hash(readManifestText(root)), chapters });
}

export function knownChapter({ path, bytes }: ChapterFile, { listings }: Book): KnownChapter {
  const own = listings.filter(({ chapter }) => chapter.path === path);
  return { path, hash: hash(bytes), ...linksOf(own) };
}

/** So that `stitch` knows what was there before an edit. */
function keepTexts(root: string, { tangled }: Book, { changes }: CodePlan): void {
  if (changes.length === 0) return;
  const written = new Set(changes.map(({ path }) => path));
  const news = tangled.files.filter(({ path }) => written.has(`code/${path}`));
  const { manifest } = readManifest(readManifestText(root));
  keepTangled(
    root,
    news.map((file) => ({ path: file.path, text: textOf(file) })),
    new Set([...manifest.values()].flatMap((hashes) => [...hashes])),
    new Set([...manifest.keys()].map(topFolder)),
  );
}

/** The lines that say what a plan has done. */
export function report({ changes, places }: CodePlan): readonly string[] {
  if (changes.length > 0 && places.length === 0) return [`wrote ${MANIFEST}`];
  if (places.length === 0) return ['nothing to do: code/ is what the chapters say'];
  const removed = new Set(changes.flatMap(({ kind, path }) => (kind === 'remove' ? [path] : [])));
  return places.map(({ file }) => `${removed.has(file) ? 'removed' : 'wrote'} ${file}`);
}
