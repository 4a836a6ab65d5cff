import { existsSync, readFileSync } from 'node:fs';

/** Whether a process runs. One that is dead and not buried yet doesn't, where Linux tells. */
export function isAlive(pid: number): boolean {
  if (existsSync('/proc/self')) {
    const file = `/proc/${pid}/cmdline`;
    return existsSync(file) && readFileSync(file).length > 0;
  }
  try {
    return process.kill(pid, 0);
  } catch {
    return false; // ESRCH
  }
}
