import { closeSync, openSync, readSync } from 'node:fs';
import { codeOf } from './disk-problem.ts';
import type { Ending, Program } from './program.ts';
import { Watchers } from './watchers.ts';

/** More than this nobody asked it to print, or to keep in memory. */
export const PRINTED_BYTES = 16 * 2 ** 20;
const MEMORY_BYTES = 1024 * 2 ** 20;
const WEIGH_MS = 50;
/** Output that has grown by less than this part of it is looked at together with what comes next. */
const NEWS_PART = 1 / 16;
const SOON_MS = 20;
const PAGE_BYTES = 4096;
/** Room for seven numbers; each look at each program would make room anew otherwise. */
const STATM = Buffer.alloc(256);

/** A program that is tried: what it prints, how it ends; it is ended when it floods or takes all memory. */
export class Subject {
  readonly #program: Program;
  readonly #watchers = new Watchers();
  readonly #deadlineMs: number;
  readonly #memoryWatch: NodeJS.Timeout | undefined;
  #isGreedy = false;
  #seenBytes = 0;
  #soon: NodeJS.Timeout | undefined;

  constructor(program: Program, deadlineMs: number) {
    this.#program = program;
    this.#deadlineMs = deadlineMs;
    program.watch(() => this.#notice());
    if (process.platform === 'linux') {
      this.#memoryWatch = setInterval(() => this.#weigh(), WEIGH_MS);
      this.#memoryWatch.unref();
      void program.ended.then(() => clearInterval(this.#memoryWatch));
    }
  }

  get pid(): number {
    return this.#program.pid ?? 0;
  }

  get output(): string {
    return this.#program.output;
  }

  get outputBytes(): Buffer {
    return this.#program.outputBytes;
  }

  get errors(): string {
    return this.#program.errors;
  }

  get ending(): Ending | undefined {
    return this.#program.ending;
  }

  /** Why the checker had to end it, if it had to. */
  get offence(): string | undefined {
    if (this.#program.isFlooding) {
      return `Your program printed more than ${PRINTED_BYTES / 2 ** 20} MiB and was ended.`;
    }
    if (!this.#isGreedy) return undefined;
    return `Your program took more than ${MEMORY_BYTES / 2 ** 20} MiB of memory and was ended.`;
  }

  type(text: string): void {
    this.#program.type(text);
  }

  endInput(): void {
    this.#program.endInput();
  }

  signal(signal: NodeJS.Signals): void {
    this.#program.signal(signal);
  }

  /** Sends a message to a program that was started with a channel. */
  send(message: Readonly<Record<string, unknown>>): void {
    this.#program.send(message);
  }

  /** Looks at each output and at the end, until `find` finds something or the time is over. */
  async until<T>(find: () => T | undefined, limitMs = this.#deadlineMs): Promise<T | undefined> {
    return await this.#watchers.until(find, limitMs);
  }

  /** How the program ended, or nothing when it still runs after the limit. */
  async end(limitMs?: number): Promise<Ending | undefined> {
    return await this.until(() => this.ending, limitMs);
  }

  /** Kills it with all its children and waits until it is gone. */
  async stop(): Promise<void> {
    await this.#program.stop();
  }

  /** Whoever waits looks at all of the output each time: of a program that floods, seldom enough to be quick. */
  #notice(): void {
    const { printedBytes, ending } = this.#program;
    if (isNews(this.#seenBytes, printedBytes) || ending) this.#look();
    else this.#soon ??= setTimeout(() => this.#look(), SOON_MS);
  }

  #look(): void {
    clearTimeout(this.#soon);
    this.#soon = undefined;
    this.#seenBytes = this.#program.printedBytes;
    this.#watchers.wake();
  }

  #weigh(): void {
    if (this.#isGreedy || this.ending || residentBytes(this.pid) <= MEMORY_BYTES) return;
    this.#isGreedy = true;
    this.#program.signal('SIGKILL');
  }
}

/** Whether output has grown enough since it was looked at to be looked at again. */
export function isNews(seenBytes: number, printedBytes: number): boolean {
  return printedBytes - seenBytes >= NEWS_PART * printedBytes;
}

/** How much memory a Linux process really occupies; 0 when it is gone. */
function residentBytes(pid: number): number {
  let file: number | undefined;
  try {
    file = openSync(`/proc/${pid}/statm`, 'r');
    const text = STATM.toString('latin1', 0, readSync(file, STATM));
    return Number(text.split(' ')[1]) * PAGE_BYTES;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ESRCH') return 0;
    throw error;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
