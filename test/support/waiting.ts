import { readFileSync } from 'node:fs';
import type { Program } from '../../tools/system/program.ts';
import { untilTrue } from './tcp-table.ts';

/** The environment for a program whose timers `timersOf` counts. */
export const COUNTING_TIMERS = {
  NODE_OPTIONS: `--import=${new URL('count-timers.js', import.meta.url).href}`,
};

/** How many timers a program has running, started with `COUNTING_TIMERS`; not on Windows. */
export async function timersOf(program: Program): Promise<number> {
  const before = program.errors.length;
  if (program.pid) process.kill(program.pid, 'SIGUSR2');
  return await program.until('count of its timers', ({ errors }) => {
    const [, count] = /^timers: (\d+)$/m.exec(errors.slice(before)) ?? [];
    return count === undefined ? undefined : Number(count);
  });
}

/** Freezes a Linux process by SIGSTOP and waits until it has stopped. */
export async function freeze(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  await untilTrue(`process ${pid} is frozen`, () => isFrozen(pid));
}

export function isFrozen(pid: number): boolean {
  return stateOf(pid) === 'T';
}

export function thaw(pid: number): void {
  process.kill(pid, 'SIGCONT');
}

/** Whether a Linux process sleeps in a system call. */
export function isAsleep(pid: number): boolean {
  return stateOf(pid) === 'S';
}

function stateOf(pid: number): string {
  const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return status.charAt(status.lastIndexOf(')') + 2);
}
