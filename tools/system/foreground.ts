import { constants } from 'node:os';
import { execa } from 'execa';

/** What a key of the terminal sends: Ctrl-C and Ctrl-\\. */
const TYPED: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT'];
const SIGNALS: readonly NodeJS.Signals[] = [...TYPED, 'SIGTERM', 'SIGHUP'];

/** Runs a program in this process's own group and on its terminal: what the user types and signals is for it. */
export async function runInForeground(
  command: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  return await new ForegroundProgram(command, env).ended;
}

/** A program in this process's own group and on its terminal. */
export class ForegroundProgram {
  readonly #child: ReturnType<typeof start>;
  /** Its exit code, as a shell reports it. */
  readonly ended: Promise<number>;

  constructor(command: readonly [string, ...string[]], env: Readonly<Record<string, string>> = {}) {
    // Listened for before the program starts: it may be up, and asked to end, before we are told so.
    for (const signal of SIGNALS) process.on(signal, this.#passOn);
    this.#child = start(command, env);
    this.ended = this.#end();
  }

  /** Asks it to end, and waits until it has. */
  async end(): Promise<number> {
    this.#child.kill('SIGTERM');
    return await this.ended;
  }

  async #end(): Promise<number> {
    try {
      const { exitCode, signal } = await this.#child;
      return exitCode ?? 128 + (signal ? constants.signals[signal] : 0);
    } finally {
      for (const signal of SIGNALS) process.off(signal, this.#passOn);
    }
  }

  /** A terminal sends these to the program too; it decides what follows, we only stay to say how it ended. */
  readonly #passOn = (signal: NodeJS.Signals): void => {
    if (!TYPED.includes(signal) || !process.stdin.isTTY) this.#child.kill(signal);
  };
}

function start(
  [file, ...args]: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
) {
  return execa(file, args, { env, stdio: 'inherit', reject: false, buffer: false });
}
