import { inTerminal } from './pseudo-terminal.ts';
import { type Ending, Program } from './program.ts';

export interface ConsoleOptions {
  readonly cwd: string;
  /** Give programs a terminal instead of pipes, by util-linux's `script`. */
  readonly isTty: boolean;
  /** What a person sees for what was printed. */
  readonly show: (text: string) => string;
}

/** A terminal in which one program after the other runs; its output is taken line by line. */
export class Console {
  readonly #options: ConsoleOptions;
  #program: Program | undefined;
  #taken = 0;

  constructor(options: ConsoleOptions) {
    this.#options = options;
  }

  /** Starts a program; one that still runs here is stopped first. */
  async start(
    words: readonly [string, ...string[]],
    env: Readonly<Record<string, string | undefined>>,
  ): Promise<void> {
    await this.stop();
    const command = this.#options.isTty ? inTerminal(words) : words;
    this.#program = new Program(command, { cwd: this.#options.cwd, env, merged: true });
    this.#taken = 0;
  }

  /** The next line; the last one may lack its newline once the program has ended. Nothing if none comes. */
  async line(limitMs: number): Promise<string | undefined> {
    const found = await this.#wait(limitMs, () => {
      const rest = this.rest();
      if (rest.includes('\n')) return rest.slice(0, rest.indexOf('\n') + 1);
      return this.hasEnded && rest !== '' ? rest : undefined;
    });
    if (found === undefined) return undefined;
    this.#taken += found.length;
    return found.replace(/\n$/, '');
  }

  /** Waits until `text` is what comes next, whether or not its line ends there, and takes it. */
  async prompt(text: string, limitMs: number): Promise<boolean> {
    const isThere = await this.awaits(text, limitMs);
    if (isThere) this.#taken += text.length;
    return isThere;
  }

  /** Waits until `text` is what comes next, or something else has come. */
  async awaits(text: string, limitMs: number): Promise<boolean> {
    const found = await this.#wait(limitMs, () => {
      const rest = this.rest();
      if (rest.startsWith(text)) return true;
      return text.startsWith(rest) ? undefined : false;
    });
    return found ?? false;
  }

  /** Types a line; a terminal shows what is typed, so that is taken too. */
  async type(text: string, limitMs: number): Promise<void> {
    this.#program?.type(`${text}\n`);
    if (this.#options.isTty) await this.line(limitMs);
  }

  press(key: 'C' | 'D'): void {
    if (this.#options.isTty) this.#program?.type(key === 'C' ? '\x03' : '\x04');
    else if (key === 'C') this.#program?.signal('SIGINT');
    else this.#program?.endInput();
  }

  /** Waits until the program has printed something or has ended. */
  async speaks(limitMs: number): Promise<void> {
    const hasSpoken = () => this.#taken > 0 || this.rest() !== '' || this.hasEnded;
    await this.#wait(limitMs, () => hasSpoken() || undefined);
  }

  /** How the program ended, or nothing if it still runs after the limit. */
  async ended(limitMs: number): Promise<Ending | undefined> {
    return await this.#wait(limitMs, () => this.#program?.ending);
  }

  get hasEnded(): boolean {
    return this.#program?.ending !== undefined;
  }

  /** What was printed and not taken yet. */
  rest(): string {
    const output = this.#program?.output ?? '';
    return this.#options.show(output.replaceAll('\r\n', '\n')).slice(this.#taken);
  }

  async stop(): Promise<void> {
    await this.#program?.stop();
  }

  async #wait<T>(limitMs: number, find: () => T | undefined): Promise<T | undefined> {
    try {
      return await this.#program?.until('this', find, limitMs);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return undefined;
    }
  }
}
