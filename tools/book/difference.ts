import { createTwoFilesPatch, diffArrays } from 'diff';

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

/** Lines `start` to `end` (from 0, `end` not among them) of a text, and those that take their place. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/** A replacement of the first of two texts, and where its lines begin in the second. */
export interface Hunk extends Replacement {
  readonly to: number;
}

/** What turns one text into another; one edit in one place is one hunk, even among lines that are alike. */
export function hunksBetween(from: readonly string[], to: readonly string[]): readonly Hunk[] {
  const shorter = Math.min(from.length, to.length);
  let [above, below] = [0, 0];
  while (above < shorter && from[above] === to[above]) above += 1;
  while (below < shorter - above && from.at(-1 - below) === to.at(-1 - below)) below += 1;
  const hunks: { start: number; end: number; lines: string[]; to: number }[] = [];
  let [line, other, isOpen] = [above, above, false];
  const middle = (lines: readonly string[]) => lines.slice(above, lines.length - below);
  for (const { value, added, removed } of diffArrays(middle(from), middle(to))) {
    const isSame = !added && !removed;
    if (!isSame && !isOpen) hunks.push({ start: line, end: line, lines: [], to: other });
    isOpen = !isSame;
    if (!added) line += value.length;
    if (!removed) other += value.length;
    const last = hunks.at(-1);
    if (added) last?.lines.push(...value);
    if (removed && last) last.end = line;
  }
  return hunks;
}
