import { lstatSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ifThere } from './disk-problem.ts';

/** What the file system says of a file without a look into it. Times are milliseconds since 1970, with fractions. */
export interface Stamp {
  /** As long as it is the same, the file is: nothing can set back the time of a file's last change. */
  readonly text: string;
  readonly changed: number;
}

/** For so long after a change another one might get the same time: far more than a clock's tick. */
const TICK_MS = 50;

export function stampOf(path: string): Stamp | undefined {
  const facts = ifThere(() => lstatSync(path));
  if (!facts?.isFile()) return undefined;
  const { ino, size, mtimeMs, ctimeMs } = facts;
  return { text: `${ino} ${size} ${mtimeMs} ${ctimeMs}`, changed: ctimeMs };
}

/** The time by the clock of the file system, which it gives to a file that is written at `path` and removed. */
export function fileSystemTime(path: string): number | undefined {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '');
    return lstatSync(path).ctimeMs;
  } catch {
    return undefined;
  } finally {
    rmSync(path, { force: true });
  }
}

/** Whether a stamp from before `now` tells a file from what it may become: a change from now on gives it another. */
export function isOld({ changed }: Stamp, now: number): boolean {
  return changed < now - TICK_MS;
}
