import { ProblemsFound } from '../base/problem.ts';
import { firstFailure, isPass, type Verdict } from '../base/verdict.ts';
import type { Exercise } from '../book/exercise.ts';
import { headLine, summaryLines } from '../book/verdict-text.ts';
import { readJournalFile } from '../system/journal-file.ts';
import type { Spares } from '../system/spares.ts';
import { isTerminal, showProblem } from '../system/terminal.ts';
import { type CheckFlags, noteVerdict, printLines, teller, tellTypes, whatNow } from './check.ts';
import type { Desk } from './desk.ts';
import type { Examiner } from './examination.ts';

/** The reader's answer as it was saved. */
interface Saved {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** A save has overtaken a check. */
export class Overtaken extends Error {}

/** What it takes to judge one save of one exercise after the other. */
export class Sitting {
  readonly #desk: Desk;
  readonly #exercise: Exercise;
  readonly #examiner: Examiner;
  readonly #spares: Spares;
  readonly #flags: CheckFlags;

  constructor(
    desk: Desk,
    exercise: Exercise,
    examiner: Examiner,
    spares: Spares,
    flags: CheckFlags,
  ) {
    this.#desk = desk;
    this.#exercise = exercise;
    this.#examiner = examiner;
    this.#spares = spares;
    this.#flags = flags;
  }

  /** Says what is to be said of a save; nothing more once it is overtaken. */
  async judge(saved: Saved, signal: AbortSignal): Promise<void> {
    const journal = readJournalFile(this.#desk.root);
    try {
      const warm = await this.#fast(saved, signal);
      this.#desk.keep(this.#exercise, saved.bytes);
      this.#spares.refill();
      const verdict = await this.#certain(warm, saved, signal);
      noteVerdict(this.#desk, this.#exercise, saved, verdict, journal);
      printLines(whatNow(this.#desk, this.#exercise, verdict));
      await tellTypes(saved);
    } catch (error) {
      if (error instanceof Overtaken) return;
      if (!(error instanceof ProblemsFound)) throw error;
      clear();
      const problems = error.problems.map((problem) => showProblem(problem, process.stdout));
      process.stdout.write(problems.join(''));
    }
    printLines(['', KEYS]);
  }

  /** On a Node that has booted already, told line by line. */
  async #fast(saved: Saved, signal: AbortSignal): Promise<Verdict> {
    const { seed } = this.#flags;
    const verdict = await this.#examiner.examine(saved, {
      ...(typeof seed === 'string' ? { seed } : {}),
      spares: this.#spares,
      signal,
      begin: (head, count) => {
        clear();
        printLines([headLine(head, count), '']);
      },
      tell: teller(this.#exercise, printLines, this.#flags),
    });
    printLines(['', ...summaryLines(verdict)]);
    return verdict;
  }

  /** A first pass and every failure count only when a fresh process has confirmed them. */
  async #certain(fast: Verdict, saved: Saved, signal: AbortSignal): Promise<Verdict> {
    if (isPass(fast) && this.#desk.standing(this.#exercise).state === 'solved') return fast;
    const started = performance.now();
    const cold = await this.#confirm(fast, saved, signal);
    if (isPass(fast) === isPass(cold)) {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      printLines([`confirmed on a fresh process in ${seconds} s`]);
      return cold;
    }
    printLines(['', 'A fresh process behaves otherwise, and that is what counts:', '']);
    cold.findings.forEach(teller(this.#exercise, printLines, this.#flags));
    printLines(['', ...summaryLines(cold)]);
    return cold;
  }

  /** A pass is tried again by all checks, a failure first by the one that failed. */
  async #confirm({ seed, ...fast }: Verdict, saved: Saved, signal: AbortSignal): Promise<Verdict> {
    const only = firstFailure({ seed, ...fast })?.check.id;
    if (only !== undefined) {
      const alone = await this.#examiner.examine(saved, { seed, signal, only });
      if (!isPass(alone)) return alone;
    }
    return await this.#examiner.examine(saved, { seed, signal });
  }
}

/** What the reader may press while a check watches. */
export const KEYS = '(r)un again  (h)int  (d)iff  (l)ist  (n)ext  (q)uit';

/** A new verdict stands at the top of a terminal; in a pipe it follows the last. */
function clear(): void {
  process.stdout.write(isTerminal(process.stdout) ? '\x1b[2J\x1b[3J\x1b[H' : '\n');
}
