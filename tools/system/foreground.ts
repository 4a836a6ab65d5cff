import { constants } from 'node:os';
import { execa } from 'execa';

/** A program in this process's own group and on its terminal: what the user types and signals is for it. */
export async function runInForeground(
  command: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const [file, ...args] = command;
  const child = execa(file, args, { env, stdio: 'inherit', reject: false, buffer: false });
  // A terminal sends Ctrl-C to the program too; it decides what follows, we only stay to say how it ended.
  const passOn = (signal: NodeJS.Signals) => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, passOn);
  try {
    const { exitCode, signal } = await child;
    return exitCode ?? 128 + (signal ? constants.signals[signal] : 0);
  } finally {
    for (const signal of signals) process.off(signal, passOn);
  }
}
