import { atExit } from './exit.ts';
import { signalGroup } from './process-group.ts';

const running = new Set<number>();

/** The process ids of the programs started here that have not ended. */
export function runningPrograms(): readonly number[] {
  return [...running];
}

/** Has a program that was just started killed, with its group, where this process exits before it. */
export function rememberProgram(pid: number): void {
  running.add(pid);
  atExit(killAll);
}

/** A program is gone: its id may be another's from now on. */
export function forgetProgram(pid: number): void {
  running.delete(pid);
}

function killAll(): void {
  for (const pid of running) signalGroup(pid, 'SIGKILL');
}
