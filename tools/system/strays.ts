import { readdirSync, readFileSync } from 'node:fs';
import { codeOf } from './disk-problem.ts';

const MARK = 'WIREBOOK_TRIAL';

/** The variable that every program of a trial, and whatever it starts, inherits. */
export function markOf(trial: string): Readonly<Record<string, string>> {
  return { [MARK]: trial };
}

/** Kills what a trial has left: programs that left their process group. Only Linux shows who has the mark. */
export function killStrays(trial: string): void {
  if (process.platform !== 'linux') return;
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (pid && pid !== process.pid && isStray(pid, trial)) kill(pid);
  }
}

function isStray(pid: number, trial: string): boolean {
  const found = lookAt(`/proc/${pid}/environ`)
    .split('\0')
    .find((line) => line.startsWith(`${MARK}=`))
    ?.slice(MARK.length + 1);
  return found === trial;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error;
  }
}

/** What a file of /proc says; nothing where the process is gone by now or not ours. */
function lookAt(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(codeOf(error) ?? '')) return '';
    throw error;
  }
}
