import { realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { printable } from '../base/printable.ts';
import { difference } from '../book/difference.ts';
import { applyChanges, keepCopy } from '../system/disk.ts';

/** A file below the book's top folder, as it was read, and the text that is to take its place. */
export interface Rewriting {
  readonly path: string;
  readonly was: Uint8Array;
  readonly text: string;
}

/**
 * Puts new texts in the place of old ones, of which copies are kept below `.wirebook/FOLDER/`. Gives the lines that
 * show it. Throws ProblemsFound where a file can't be written or is not any more what was read; then nothing has changed.
 */
export function rewrite(
  root: string,
  { folder, did }: { readonly folder: string; readonly did: string },
  files: readonly Rewriting[],
): readonly string[] {
  const changed = files.filter(({ was, text }) => !Buffer.from(text).equals(was));
  const told = changed.map(({ path, was, text }) => {
    const copy = keepCopy(root, folder, path, was);
    const shown = difference(Buffer.from(was).toString(), text, [copy, path]);
    return `${shown.split('\n').map(printable).join('\n')}\n${did} ${path}; what it was is in ${copy}`;
  });
  applyChanges(
    root,
    changed.map(({ path, was, text }) => ({
      kind: 'write',
      path: behindLinks(root, path),
      text,
      was,
    })),
  );
  return told;
}

/** A chapter may be a link, which stays; in `code/` there are none. */
function behindLinks(root: string, path: string): string {
  if (!path.startsWith('chapters/')) return path;
  const real = realpathSync(join(root, path));
  return real === join(realpathSync(root), path) ? path : relative(root, real);
}
