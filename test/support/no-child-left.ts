import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

// vitest calls this before all tests; what it gives back, after them. Every process that a test starts
// inherits a mark in its environment, so what still runs at the end is found whoever its parent is by then.
const MARK = `WIREBOOK_TEST_RUN=${randomUUID()}`;
const GRACE_MS = 1_000;

export default function noChildLeft(): (() => Promise<void>) | undefined {
  if (process.platform !== 'linux') {
    process.stdout.write(`no look for children left: ${process.platform} has no /proc\n`);
    return undefined;
  }
  const [name = '', value] = MARK.split('=');
  process.env[name] = value;
  return async () => {
    const limit = Date.now() + GRACE_MS;
    let left = markedProcesses();
    while (left.length > 0 && Date.now() < limit) {
      await setTimeout(20);
      left = markedProcesses();
    }
    for (const { pid } of left) process.kill(pid, 'SIGKILL');
    if (left.length === 0) return;
    process.exitCode = 1; // vitest only prints what a teardown throws
    throw new Error(`still running after the tests, killed now:\n${show(left)}`);
  };
}

interface Left {
  readonly pid: number;
  readonly command: string;
}

/** The processes with our mark but this one and vitest's own workers, which are its children. */
function markedProcesses(): readonly Left[] {
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name);
    if (!pid || pid === process.pid) return [];
    const isMarked = lookAt(`/proc/${pid}/environ`).split('\0').includes(MARK);
    if (!isMarked || parentOf(pid) === process.pid) return [];
    return { pid, command: lookAt(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim() };
  });
}

function parentOf(pid: number): number {
  const status = lookAt(`/proc/${pid}/stat`);
  return Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[1]);
}

/** What a file of /proc says; nothing where the process is gone by now or not ours. */
function lookAt(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES') return '';
    throw error;
  }
}

function show(left: readonly Left[]): string {
  return left.map(({ pid, command }) => `  ${pid} ${command}`).join('\n');
}
