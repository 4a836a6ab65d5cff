import type { Hunk } from './difference.ts';
import { type Replacement, slides } from './slide.ts';

export function replaceLines(
  text: readonly string[],
  replacements: readonly Replacement[],
): readonly string[] {
  const parts: (readonly string[])[] = [];
  let at = 0;
  for (const { start, end, lines } of [...replacements].sort(
    (a, b) => a.start - b.start || a.end - b.end,
  )) {
    parts.push(text.slice(at, start), lines);
    at = end;
  }
  return [...parts, text.slice(at)].flat();
}

/**
 * Carries hunks of a text over to what became of that text meanwhile: those that still apply, at their lines
 * there, and those that clash because the same lines have changed. What happened on both sides is done already.
 */
export function carryOver(
  text: readonly string[],
  hunks: readonly Hunk[],
  meanwhile: readonly Hunk[],
): { readonly carried: readonly Hunk[]; readonly clashes: readonly Clash[] } {
  const carried: Hunk[] = [];
  const clashes: Clash[] = [];
  const others = meanwhile.map((other) => ({ other, reach: reachOf(text, other) }));
  for (const hunk of hunks) {
    const reach = reachOf(text, hunk);
    if (others.some(({ reach: theirs }) => isSame(reach.lowest, theirs.lowest))) continue;
    const near = others.find(({ reach: theirs }) => touches(reach, theirs));
    if (near) clashes.push({ hunk, other: near.other });
    else carried.push(moved(hunk, meanwhile));
  }
  return { carried, clashes };
}

/** A hunk that can't be carried over, and the one that stands in its way. */
export interface Clash {
  readonly hunk: Hunk;
  readonly other: Hunk;
}

/** All the lines that a hunk may be said to change, since it slides over them. */
interface Reach {
  readonly lowest: Hunk;
  readonly start: number;
  readonly end: number;
}

function reachOf(text: readonly string[], hunk: Hunk): Reach {
  const all = slides(text, hunk);
  const [lowest = hunk, highest = lowest] = [all[0], all.at(-1)];
  return { lowest, start: highest.start, end: lowest.end };
}

function isSame(a: Hunk, b: Hunk): boolean {
  return a.start === b.start && a.end === b.end && a.lines.join('\n') === b.lines.join('\n');
}

/**
 * Neighbours clash, too: between two that changed, nobody can say what belongs to which. Those that are merely near
 * do where they bring the same words: it may be one change, which would be made twice.
 */
function touches(a: Reach, b: Reach): boolean {
  if (a.lowest.start <= b.end && b.lowest.start <= a.end) return true;
  if (a.start < b.end && b.start < a.end) return true;
  const words = new Set(a.lowest.lines.filter((line) => /\p{L}/u.test(line)));
  const areNear = a.start <= b.end + NEAR && b.start <= a.end + NEAR;
  return areNear && b.lowest.lines.some((line) => words.has(line));
}

/** As many lines as a unified difference shows around a change. */
const NEAR = 3;

function moved(hunk: Hunk, meanwhile: readonly Hunk[]): Hunk {
  const before = meanwhile.filter((other) => other.end < hunk.start);
  const by = before.reduce((sum, other) => sum + other.lines.length - (other.end - other.start), 0);
  return { ...hunk, start: hunk.start + by, end: hunk.end + by };
}
