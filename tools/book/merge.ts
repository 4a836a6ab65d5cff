import type { Hunk, Replacement } from './difference.ts';

export function replaceLines(
  text: readonly string[],
  replacements: readonly Replacement[],
): readonly string[] {
  const lines = [...text];
  for (const { start, end, lines: others } of [...replacements].sort((a, b) => b.start - a.start)) {
    lines.splice(start, end - start, ...others);
  }
  return lines;
}

/**
 * Carries hunks of a text over to what became of that text meanwhile: those that still apply, at their lines
 * there, and those that clash because the same lines have changed. What happened on both sides is done already.
 */
export function carryOver(
  hunks: readonly Hunk[],
  meanwhile: readonly Hunk[],
): { readonly carried: readonly Hunk[]; readonly clashes: readonly Hunk[] } {
  const carried: Hunk[] = [];
  const clashes: Hunk[] = [];
  for (const hunk of hunks) {
    if (meanwhile.some((other) => isSame(hunk, other))) continue;
    if (meanwhile.some((other) => touches(hunk, other))) clashes.push(hunk);
    else carried.push(moved(hunk, meanwhile));
  }
  return { carried, clashes };
}

function isSame(a: Hunk, b: Hunk): boolean {
  return a.start === b.start && a.end === b.end && a.lines.join('\n') === b.lines.join('\n');
}

/** Neighbours clash, too: between two that changed, nobody can say what belongs to which. */
function touches(a: Hunk, b: Hunk): boolean {
  return a.start <= b.end && b.start <= a.end;
}

function moved(hunk: Hunk, meanwhile: readonly Hunk[]): Hunk {
  const before = meanwhile.filter((other) => other.end < hunk.start);
  const by = before.reduce((sum, other) => sum + other.lines.length - (other.end - other.start), 0);
  return { ...hunk, start: hunk.start + by, end: hunk.end + by };
}
