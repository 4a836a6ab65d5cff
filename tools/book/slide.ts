/** Lines `start` to `end` (from 0, `end` not among them) of a text, and those that take their place. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/** Between which lines of a text a replacement may slide: it touches neither. */
export interface Room {
  readonly above?: number;
  readonly below?: number;
}

/**
 * Lines that come in or go among lines like them may stand at several places, and the text is the same: of `a b` that
 * has become `a b a b`, nobody can say which half is new. To move such a replacement by a line is to slide it.
 * Gives all of its places, the lowest first.
 */
export function slides<R extends Replacement>(
  text: readonly string[],
  replacement: R,
  { above = -1, below }: Room = {},
): readonly R[] {
  const lowest = slidDown(text, replacement, below);
  let steps = 0;
  while (lowest.start - steps - 1 > above && isFree(text, lowest, -1, steps)) steps += 1;
  return Array.from({ length: steps + 1 }, (_, step) => slid(lowest, -step));
}

/** The same replacement as far down as it slides: those that do the same are alike then. */
export function slidDown<R extends Replacement>(
  text: readonly string[],
  replacement: R,
  below = text.length + 1,
): R {
  let steps = 0;
  while (replacement.end + steps + 1 < below && isFree(text, replacement, 1, steps)) steps += 1;
  return slid(replacement, steps);
}

/** Whether it slides one more line down or up (1 or -1), behind so many. */
function isFree(
  text: readonly string[],
  { start, end, lines }: Replacement,
  way: 1 | -1,
  steps: number,
): boolean {
  if (lines.length > 0 && start < end) return false; // what takes the place of others stays with them
  const [ahead, behind] =
    way > 0 ? [end + steps, start + steps] : [start - 1 - steps, end - 1 - steps];
  if (text[ahead] === undefined) return false;
  if (lines.length === 0) return start < end && text[ahead] === text[behind];
  const turned = steps % lines.length;
  return text[ahead] === lines[way > 0 ? turned : lines.length - 1 - turned];
}

function slid<R extends Replacement>(old: R, by: number): R {
  if (by === 0) return old;
  const to = 'to' in old ? { to: Number(old.to) + by } : {};
  const turn = ((by % old.lines.length) + old.lines.length) % old.lines.length || 0;
  const lines = [...old.lines.slice(turn), ...old.lines.slice(0, turn)];
  return { ...old, ...to, start: old.start + by, end: old.end + by, lines };
}
