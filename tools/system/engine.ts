import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Both halves of the space for new objects. With more, collecting garbage takes no less time. */
const ENOUGH_BYTES = 8 * 2 ** 20;

/**
 * Keeps the heap small where it is called between two pieces of a long run: from a size on, the space for new objects
 * grows no more. By itself V8 lets it grow where many objects outlive a moment, as those of a chapter do: on a book of
 * 200 chapters that takes twice the memory, for no less time.
 */
export function keepHeapSmall(): void {
  const space = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  const isEnough = (space?.space_size ?? 0) >= ENOUGH_BYTES;
  setFlagsFromString(`--semi-space-growth-factor=${isEnough ? 1 : 2}`);
}

/**
 * Leaves out what V8 does so that a program runs well for long, and a run of less than a second doesn't earn back:
 * optimizing compilers, and marking bit by bit what memory is in use. That takes up to a third off the time. A second
 * compiler after the first (Maglev, in newer Nodes) isn't worth its time in longer runs either.
 */
export function runShortly(): void {
  for (const flag of ['--no-opt', '--no-maglev', '--no-incremental-marking']) {
    setFlagsFromString(flag);
  }
}

/** Brings back what a run needs that takes longer than was thought. */
export function runLonger(): void {
  for (const flag of ['--opt', '--incremental-marking']) setFlagsFromString(flag);
}
