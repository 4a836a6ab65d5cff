import { Program } from './program.ts';

/** How long is waited for what a right program does at once, and for its start. */
export interface Patience {
  /** How long this machine takes to start Node, in milliseconds; the rest is made from it. */
  readonly startUpMs: number;
  readonly deadlineMs: number;
  readonly startMs: number;
  /** The deadline and where it comes from, in words. */
  readonly inWords: string;
}

const LEAST_DEADLINE_MS = 1_000;
const LEAST_START_MS = 3_000;
const DEADLINE_STARTS = 12;
const START_STARTS = 40;
const SLOWLY = 4;

/** Measures how long this machine takes now to start Node and to end it, in milliseconds. */
export async function measureStartUp(): Promise<number> {
  const started = performance.now();
  await new Program([process.execPath, '--eval', '']).ended;
  return performance.now() - started;
}

/** Patience for a machine that takes so long to start Node; four times as much where asked to be slow. */
export function patienceFor(startUpMs: number, isSlow = false): Patience {
  const times = isSlow ? SLOWLY : 1;
  return patience(
    times * Math.max(LEAST_DEADLINE_MS, DEADLINE_STARTS * startUpMs),
    times * Math.max(LEAST_START_MS, START_STARTS * startUpMs),
    startUpMs,
  );
}

/** Twice as much for what a program does; to start it has had its time. */
export function twice({ deadlineMs, startMs, startUpMs }: Patience): Patience {
  return patience(2 * deadlineMs, startMs, startUpMs);
}

function patience(deadlineMs: number, startMs: number, startUpMs: number): Patience {
  const seconds = (deadlineMs / 1000).toFixed(1);
  const inWords = `within ${seconds} s; this machine starts Node in ${Math.round(startUpMs)} ms`;
  return { deadlineMs: Math.round(deadlineMs), startMs: Math.round(startMs), startUpMs, inWords };
}
