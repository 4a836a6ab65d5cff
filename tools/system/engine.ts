import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the space for new objects as small as it is. By itself V8 lets it grow where many objects outlive a moment,
 * as those of a chapter do: on a book of 200 chapters to a third more memory, or twice as much, for the same time.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
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
