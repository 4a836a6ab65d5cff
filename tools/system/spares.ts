import { ownFile } from './checkout.ts';
import { environment, type TrialFolder } from './launcher.ts';
import { Program } from './program.ts';
import { PRINTED_BYTES, Subject } from './subject.ts';
import type { Env, Launcher } from './trial.ts';

/** How many wait: a check of a server takes up to this many one after the other. */
const SPARES = 8;

/** Node processes that have booted and wait for a program: what is started on one starts at once. */
export class Spares {
  readonly #folder: TrialFolder;
  readonly #waiting: Program[] = [];
  #isOver = false;

  constructor(folder: TrialFolder) {
    this.#folder = folder;
    this.refill();
  }

  /** Starts as many as are missing. Their booting takes time from what runs meanwhile. */
  refill(): void {
    while (!this.#isOver && this.#waiting.length < SPARES) this.#waiting.push(this.#start());
  }

  /** Starts a compiled program on a spare, or on a fresh Node where none is left. */
  launcher(name: string, path: string): Launcher {
    return {
      name,
      start: (args, env, deadlineMs) => {
        const program = this.#waiting.shift() ?? this.#start();
        const subject = new Subject(program, deadlineMs);
        subject.send({ path, args: [...args], env: { ...env } });
        return subject;
      },
    };
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#waiting.map(async (program) => await program.stop()));
  }

  #start(): Program {
    const { path: cwd, mark } = this.#folder;
    const none: Env = {};
    return new Program(
      [process.execPath, '--enable-source-maps', ownFile('tools/system/spare.js')],
      {
        cwd,
        env: environment(mark, none),
        limitBytes: PRINTED_BYTES,
        hasChannel: true,
      },
    );
  }
}
