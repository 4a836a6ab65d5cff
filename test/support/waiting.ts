import { readFileSync } from 'node:fs';
import { untilTrue } from './tcp-table.ts';

/** Waits until a Linux process waits for the kernel's next event without any time limit. */
export async function untilItWaitsForEver(pid: number): Promise<void> {
  await untilTrue(`process ${pid} waits for ever`, () => {
    const [, , , , timeout] = readFileSync(`/proc/${pid}/syscall`, 'utf8').split(' ');
    return timeout === NO_LIMIT;
  });
}

/** The fourth argument of epoll_pwait: -1 milliseconds. */
const NO_LIMIT = '0xffffffff';

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
