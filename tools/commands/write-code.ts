import { join } from 'node:path';
import type { Change } from '../base/change.ts';
import { chapterFolder } from '../base/chapter-folder.ts';
import { foldersAbove } from '../base/folders-above.ts';
import { hash } from '../base/hash.ts';
import type { CodePlan } from '../book/code-plan.ts';
import { MANIFEST, mergeManifests, readManifest, unite } from '../book/manifest.ts';
import { applyChanges, type MayGo, readIfThere, removeLeftovers } from '../system/disk.ts';
import { textsIn } from '../system/tangled-store.ts';

/**
 * Carries a plan for `code/` out, the manifest's last text behind all else. Where another run has written the manifest
 * meanwhile, either may have written a file last: then the manifest names the texts of both, and the next run
 * takes none for a hand edit. (Between that look and the writing lie microseconds; a whole run in them may be taken
 * for an edit, and is kept.) What a hand has saved there since the plan was made stays. `hidden` is as `removeLeftovers`
 * takes it. Throws ProblemsFound where a file can't be written, or was saved meanwhile.
 */
export function writeCode(root: string, { changes }: CodePlan, hidden?: readonly string[]): void {
  removeLeftovers(join(root, 'code'), hidden);
  const final = manifestText(changes.at(-1));
  const claim = (changes.length > 1 && manifestText(changes[0])) || readManifestText(root);
  const own = final === undefined ? changes : changes.slice(0, -1);
  const first = inTheWay(own);
  const mayGo = tangledHere(root);
  if (first.length > 0)
    applyChanges(root, [...own.filter(({ path }) => path === MANIFEST), ...first], mayGo);
  applyChanges(
    root,
    own.filter((change) => !first.includes(change)),
    mayGo,
  );
  const now = readManifestText(root);
  const next = now === claim ? (final ?? now) : mergeManifests(now, final ?? claim);
  if (next !== now) applyChanges(root, [{ kind: 'write', path: MANIFEST, text: next }]);
}

/**
 * Whether another run has written or removed what stood there. Every run says first in the manifest what it writes, and
 * last keeps the texts, for those who have overwritten its manifest in between.
 */
function tangledHere(root: string): MayGo {
  let { manifest } = readManifest(readManifestText(root));
  return (changed, now) => {
    if (!now) return true;
    const path = changed.replace(/^code\//, '');
    manifest = unite(manifest, readManifest(readManifestText(root)).manifest);
    if (manifest.get(path)?.has(hash(now))) return true;
    return textsIn(root, chapterFolder(path)).includes(Buffer.from(now).toString());
  };
}

/** The files that have to go before others can be written: of two, one is the other's folder. */
function inTheWay(changes: readonly Change[]): readonly Change[] {
  const paths = changes.filter(({ kind }) => kind === 'write').map(({ path }) => path);
  const [written, folders] = [new Set(paths), new Set(paths.flatMap(foldersAbove))];
  return changes.filter(
    ({ kind, path }) =>
      kind === 'remove' &&
      (folders.has(path) || foldersAbove(path).some((above) => written.has(above))),
  );
}

function manifestText(change: Change | undefined): string | undefined {
  return change?.kind === 'write' && change.path === MANIFEST ? String(change.text) : undefined;
}

export function readManifestText(root: string): string {
  return Buffer.from(readIfThere(join(root, MANIFEST)) ?? []).toString();
}
