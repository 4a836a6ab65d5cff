import { atExit } from './exit.ts';
import { signalGroup } from './process-group.ts';

const running = new Set<number>();

/** The process ids of the programs started here that have not ended. */
export function runningPrograms(): readonly number[] {
  return [...running];
}

/** A program was started; if this process exits before it, it is killed with its group. */
export function runs(pid: number): void {
  running.add(pid);
  atExit(killAll);
}

/** A program is gone. */
export function hasEnded(pid: number): void {
  running.delete(pid);
}

function killAll(): void {
  for (const pid of running) signalGroup(pid, 'SIGKILL');
}
