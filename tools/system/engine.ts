import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the space for new objects as small as it is. By itself V8 lets it grow where many objects outlive a moment,
 * as those of a chapter do: on a book of 200 chapters to a third more memory, or twice as much, for the same time.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

/**
 * Leaves out V8's optimizing compilers, whose work a run of less than a second doesn't earn back: it takes up to a
 * third less time without them. A second one after the first of Node 24 (Maglev) isn't worth its time in longer runs.
 */
export function runShortly(): void {
  setFlagsFromString('--no-opt');
  setFlagsFromString('--no-maglev');
}

/** Brings the last compiler back for a run that takes longer than was thought. */
export function runLonger(): void {
  setFlagsFromString('--opt');
}
