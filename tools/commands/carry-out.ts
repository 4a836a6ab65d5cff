import { join } from 'node:path';
import { chapterFolder } from '../base/chapter-folder.ts';
import { hash } from '../base/hash.ts';
import type { Book } from '../book/book.ts';
import { type CodePlan, planCode, type PlanLimits } from '../book/code-plan.ts';
import { MANIFEST, readManifest } from '../book/manifest.ts';
import { readTree } from '../system/tree.ts';
import { type KnownChapter, keepLastTangle, type LastTangle } from '../system/last-tangle.ts';
import { keepTangled } from '../system/tangled-store.ts';
import { wantedOf } from './make-code.ts';
import { readManifestText, writeCode } from './write-code.ts';

/** What tangling a book would do now. */
export function planBook(root: string, book: Book): CodePlan {
  return planFor(root, wantedOf(book));
}

/** What has to happen so that `code/` holds these texts. */
export function planFor(
  root: string,
  wanted: ReadonlyMap<string, string>,
  limits: PlanLimits = {},
): CodePlan {
  return planCode(wanted, readTree(join(root, 'code')), readManifestText(root), limits);
}

/** Does what a plan says, and keeps what `stitch` and the next run want to know. */
export function carryOut(
  root: string,
  wanted: ReadonlyMap<string, string>,
  plan: CodePlan,
  hidden?: readonly string[],
): void {
  writeCode(root, plan, hidden);
  const written = new Set(plan.changes.map(({ path }) => path));
  if (written.size > 0)
    keepTexts(root, new Map([...wanted].filter(([path]) => written.has(`code/${path}`))));
}

/** So that the next run knows what it need not do again. */
export function keepLast(
  root: string,
  chapters: readonly KnownChapter[],
  stamps: LastTangle['stamps'] = {},
): void {
  keepLastTangle(root, { manifest: hash(readManifestText(root)), chapters, stamps });
}

/** So that `stitch` knows what was there before an edit. */
export function keepTexts(root: string, news: ReadonlyMap<string, string>): void {
  const { manifest } = readManifest(readManifestText(root));
  keepTangled(
    root,
    [...news].map(([path, text]) => ({ path, text })),
    new Set([...manifest.values()].flatMap((hashes) => [...hashes])),
    new Set([...manifest.keys()].map(chapterFolder)),
  );
}

/** The lines that say what a plan has done. */
export function report({ changes, places }: CodePlan): readonly string[] {
  if (changes.length > 0 && places.length === 0) return [`wrote ${MANIFEST}`];
  if (places.length === 0) return ['nothing to do: code/ is what the chapters say'];
  const removed = new Set(changes.flatMap(({ kind, path }) => (kind === 'remove' ? [path] : [])));
  return places.map(({ file }) => `${removed.has(file) ? 'removed' : 'wrote'} ${file}`);
}
