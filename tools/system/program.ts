import { constants } from 'node:os';
import { StringDecoder } from 'node:string_decoder';
import { type ProgramOptions, startChild } from './child.ts';
import { signalGroup } from './process-group.ts';
import { forgetProgram, rememberProgram } from './running-programs.ts';

/** How long a wait for a program may last at most, in milliseconds. A guard, never a pace. */
export const WAIT_LIMIT_MS = 30_000;

/** How a program ended: its exit code as a shell reports it (128 + n for signal n), and what it printed. */
export interface Ending {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/**
 * A running program in a process group of its own, so that it ends with all its children.
 * Whoever starts one calls `stop()`; what is left when it ends, or when this process exits, is killed.
 */
export class Program {
  readonly #child: ReturnType<typeof startChild>;
  readonly #name: string;
  readonly #watchers = new Set<() => void>();
  #ending: Ending | undefined;
  readonly #pieces: Buffer[] = [];
  readonly #limitBytes: number;
  #printedBytes = 0;
  /** All that came on standard output so far (with `merged`, standard error too). */
  output = '';
  /** All that came on standard error so far. */
  errors = '';
  readonly ended: Promise<Ending>;

  constructor(command: readonly [string, ...string[]], options: ProgramOptions = {}) {
    this.#name = command.join(' ');
    this.#child = startChild(command, options);
    this.#limitBytes = options.limitBytes ?? Infinity;
    const [output, errors] = [new StringDecoder('utf8'), new StringDecoder('utf8')];
    this.#child.stdout?.on('data', (bytes: Buffer) => {
      this.#count(bytes);
      this.#pieces.push(bytes);
      this.output += output.write(bytes);
      this.#wake();
    });
    this.#child.stdout?.on('end', () => (this.output += output.end()));
    this.#child.stderr?.on('data', (bytes: Buffer) => {
      this.#count(bytes);
      this.errors += errors.write(bytes);
      this.#wake();
    });
    this.ended = this.#end();
    if (this.pid) rememberProgram(this.pid);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** All that came on standard output so far, as it came. */
  get outputBytes(): Buffer {
    return Buffer.concat(this.#pieces);
  }

  /** How much it has printed so far, on both outputs. */
  get printedBytes(): number {
    return this.#printedBytes;
  }

  /** Whether it was killed because it printed too much. */
  get isFlooding(): boolean {
    return this.#printedBytes > this.#limitBytes;
  }

  /** How it ended, once it has. */
  get ending(): Ending | undefined {
    return this.#ending;
  }

  /** Types text at the program's standard input. */
  type(text: string): void {
    this.#child.stdin?.write(text);
  }

  endInput(): void {
    this.#child.stdin?.end();
  }

  /** Sends a message on the channel; the program closes it. */
  send(message: Readonly<Record<string, unknown>>): void {
    this.#child.send?.(message);
  }

  /** Sends a signal to the program and all its children. */
  signal(signal: NodeJS.Signals): void {
    if (this.pid && !this.#ending) signalGroup(this.pid, signal);
  }

  /** Asks the program to end (SIGTERM), kills what is left of it after the grace, and waits until it is gone. */
  async end(graceMs = 2_000): Promise<Ending> {
    this.signal('SIGTERM');
    const timer = setTimeout(() => this.signal('SIGKILL'), graceMs);
    await this.ended;
    clearTimeout(timer);
    return await this.stop();
  }

  /** Kills the program with all its children and waits until it is gone. */
  async stop(): Promise<Ending> {
    this.signal('SIGKILL');
    return await this.ended;
  }

  /**
   * Waits until `find` finds something in what was printed; looks again at each output and at the end.
   * Throws an Error that names `what` when the program ended without it or the limit has passed.
   */
  async until<T>(
    what: string,
    find: (program: Program) => T | undefined,
    limitMs = WAIT_LIMIT_MS,
  ): Promise<T> {
    return await new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        clearTimeout(timer);
        this.#watchers.delete(look);
        act();
      };
      const look = () => {
        const found = find(this);
        if (found !== undefined) settle(() => resolve(found));
        else if (this.#ending) settle(() => reject(this.#failure(`ended without ${what}`)));
      };
      const timer = setTimeout(
        () => settle(() => reject(this.#failure(`gave no ${what} within ${limitMs} ms`))),
        limitMs,
      );
      this.#watchers.add(look);
      look();
    });
  }

  /** Waits for a line of standard output that matches, and gives the match. */
  async line(pattern: RegExp, limitMs = WAIT_LIMIT_MS): Promise<RegExpExecArray> {
    return await this.until(
      `line ${pattern}`,
      ({ output }) =>
        output
          .split('\n')
          .slice(0, -1)
          .map((line) => pattern.exec(line))
          .find((match) => match !== null),
      limitMs,
    );
  }

  async #end(): Promise<Ending> {
    const result = await this.#child;
    if (this.pid === undefined) this.errors += `${result.shortMessage}\n`;
    // What it left in its group ends with it, now: later its number may be that of somebody else's group.
    if (this.pid) signalGroup(this.pid, 'SIGKILL');
    const code = this.pid === undefined ? 127 : (result.exitCode ?? signalCode(result.signal));
    this.#ending = { code, output: this.output, errors: this.errors };
    if (this.pid) forgetProgram(this.pid);
    this.#wake();
    return this.#ending;
  }

  /** Calls `look` at each output and at the end. */
  watch(look: (program: Program) => void): void {
    this.#watchers.add(() => look(this));
    look(this);
  }

  #count(bytes: Buffer): void {
    this.#printedBytes += bytes.length;
    if (this.isFlooding && this.pid) signalGroup(this.pid, 'SIGKILL');
  }

  #wake(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }

  #failure(what: string): Error {
    const code = this.#ending ? `\nexit code: ${this.#ending.code}` : '';
    return new Error(
      `${this.#name} ${what}${code}\nstandard output: ${JSON.stringify(this.output)}\n` +
        `standard error: ${JSON.stringify(this.errors)}`,
    );
  }
}

function signalCode(signal: NodeJS.Signals | undefined): number {
  const number = signal === undefined ? undefined : constants.signals[signal];
  return 128 + (number ?? 0);
}
