import { constants } from 'node:os';
import { execa } from 'execa';

/** What a key of the terminal sends: Ctrl-C and Ctrl-\\. */
const TYPED: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT'];
const SIGNALS: readonly NodeJS.Signals[] = [...TYPED, 'SIGTERM', 'SIGHUP'];

/** A program in this process's own group and on its terminal: what the user types and signals is for it. */
export async function runInForeground(
  command: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const [file, ...args] = command;
  // Listened for before the program starts: it may be up, and asked to end, before we are told so.
  for (const signal of SIGNALS) process.on(signal, passOn);
  const child = execa(file, args, { env, stdio: 'inherit', reject: false, buffer: false });
  try {
    const { exitCode, signal } = await child;
    return exitCode ?? 128 + (signal ? constants.signals[signal] : 0);
  } finally {
    for (const signal of SIGNALS) process.off(signal, passOn);
  }

  /** A terminal sends these to the program too; it decides what follows, we only stay to say how it ended. */
  function passOn(signal: NodeJS.Signals): void {
    if (!TYPED.includes(signal) || !process.stdin.isTTY) child.kill(signal);
  }
}
