import { lstatSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ifThere } from './disk-problem.ts';

/** What the file system says of a file without a look into it. Two times are nanoseconds since 1970. */
export interface Stamp {
  /** As long as it is the same, the file is: nothing can set back the time of a file's last change. */
  readonly text: string;
  readonly changed: bigint;
}

/** For so long after a change another one might get the same time, in nanoseconds: far more than a clock's tick. */
const TICK = 50_000_000n;

export function stampOf(path: string): Stamp | undefined {
  const facts = ifThere(() => lstatSync(path, { bigint: true }));
  if (!facts?.isFile()) return undefined;
  const { ino, size, mtimeNs, ctimeNs } = facts;
  return { text: [ino, size, mtimeNs, ctimeNs].join(' '), changed: ctimeNs };
}

/** The time by the clock of the file system, which it gives to a file that is written at `path` and removed. */
export function fileSystemTime(path: string): bigint | undefined {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '');
    return lstatSync(path, { bigint: true }).ctimeNs;
  } catch {
    return undefined;
  } finally {
    rmSync(path, { force: true });
  }
}

/** Whether a stamp from before `now` tells a file from what it may become: a change from now on gives it another. */
export function isOld({ changed }: Stamp, now: bigint): boolean {
  return changed < now - TICK;
}
