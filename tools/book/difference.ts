import { createTwoFilesPatch, diffArrays } from 'diff';
import { type Replacement, slidDown } from './slide.ts';

/** What turns one text into the other, as a unified difference with three lines around each change. */
export function difference(from: string, to: string, names: readonly [string, string]): string {
  const patch = createTwoFilesPatch(names[0], names[1], from, to, undefined, undefined, {
    context: 3,
  });
  return patch
    .replace(/^=+\n/, '')
    .replace(/^(---|\+\+\+) (.*)\t$/gm, '$1 $2')
    .trimEnd();
}

/** A replacement of the first of two texts, and where its lines begin in the second. */
export interface Hunk extends Replacement {
  readonly to: number;
}

/**
 * What turns one text into another; one edit in one place is one hunk, even among lines that are alike, and each is
 * as far down as it slides, whatever else was edited.
 */
export function hunksBetween(from: readonly string[], to: readonly string[]): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let below = from.length + 1;
  for (const hunk of rawHunks(from, to).toReversed()) {
    hunks.push(slidDown(from, hunk, below));
    below = hunks.at(-1)?.start ?? below;
  }
  return hunks.reverse();
}

function rawHunks(from: readonly string[], to: readonly string[]): readonly Hunk[] {
  const shorter = Math.min(from.length, to.length);
  let [above, below] = [0, 0];
  while (above < shorter && from[above] === to[above]) above += 1;
  while (below < shorter - above && from.at(-1 - below) === to.at(-1 - below)) below += 1;
  const hunks: Hunk[] = [];
  let [line, other] = [above, above];
  let open: Hunk | undefined;
  const middle = (lines: readonly string[]) => lines.slice(above, lines.length - below);
  for (const { value, added, removed } of diffArrays(middle(from), middle(to))) {
    if (added || removed) open ??= { start: line, end: line, lines: [], to: other };
    else if (open) hunks.push(open);
    if (!added) line += value.length;
    if (!removed) other += value.length;
    if (!added && !removed) open = undefined;
    else if (open)
      open = { ...open, end: line, lines: added ? open.lines.concat(value) : open.lines };
  }
  return open ? [...hunks, open] : hunks;
}
