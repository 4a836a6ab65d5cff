import { join } from 'node:path';
import { ProblemsFound } from '../base/problem.ts';
import { firstFailure, isPass, type Verdict } from '../base/verdict.ts';
import type { Exercise } from '../book/exercise.ts';
import { headLine, summaryLines } from '../book/verdict-text.ts';
import type { Check } from '../system/check.ts';
import { examine } from '../system/examine.ts';
import { readJournalFile } from '../system/journal-file.ts';
import { CTRL_C, Keys } from '../system/keys.ts';
import { fileLauncher, TrialFolder } from '../system/launcher.ts';
import { measureStartUp, type Patience, patienceFor } from '../system/patience.ts';
import { newSeed } from '../system/random.ts';
import { Spares } from '../system/spares.ts';
import { isTerminal, showProblem } from '../system/terminal.ts';
import { FileWatch } from '../system/watch-file.ts';
import { type CheckFlags, noteVerdict, printLines, teller, whatNow } from './check.ts';
import { Desk } from './desk.ts';
import { diffCommand } from './diff.ts';
import { checksOf, listings } from './examination.ts';
import { hintCommand } from './hint.ts';
import { progressCommand } from './progress.ts';
import { startCommand } from './start.ts';

const KEYS = '(r)un again  (h)int  (d)iff  (l)ist  (n)ext  (q)uit';
const INTERRUPTED = 130;

/** Tries an answer at every save, until the reader quits; gives the exit code. */
export async function watchCommand(
  root: string,
  word: string | undefined,
  flags: CheckFlags,
): Promise<number> {
  const folder = new TrialFolder(root);
  const spares = new Spares(folder);
  try {
    const patience = patienceFor(await measureStartUp(), flags.slow === true);
    return await new Watch(root, folder, spares, patience, flags).run(word);
  } finally {
    await spares.end();
    folder.remove();
  }
}

/** One sitting at one exercise after the other. */
class Watch {
  readonly #root: string;
  readonly #folder: TrialFolder;
  readonly #spares: Spares;
  readonly #patience: Patience;
  readonly #flags: CheckFlags;
  #desk: Desk;
  #exercise: Exercise | undefined;
  #checks: readonly Check[] = [];
  #fileWatch: FileWatch | undefined;
  #running = new AbortController();
  #work: Promise<void> = Promise.resolve();
  #bytes: Uint8Array | undefined;
  #quit: (code: number) => void = () => {};
  #break: (error: unknown) => void = () => {};

  constructor(
    root: string,
    folder: TrialFolder,
    spares: Spares,
    patience: Patience,
    flags: CheckFlags,
  ) {
    this.#root = root;
    this.#folder = folder;
    this.#spares = spares;
    this.#patience = patience;
    this.#flags = flags;
    this.#desk = new Desk(root);
  }

  async run(word: string | undefined): Promise<number> {
    const over = new Promise<number>((resolve, reject) => {
      this.#quit = resolve;
      this.#break = reject;
    });
    await this.#turnTo(this.#desk.choose(word));
    const keys = new Keys((key) => void this.#press(key).catch(this.#break));
    try {
      return await over;
    } finally {
      keys.close();
      this.#fileWatch?.close();
      this.#running.abort(new Stopped());
      await this.#work;
    }
  }

  /** Goes to an exercise; where it has no answer yet, to its starter. */
  async #turnTo(exercise: Exercise): Promise<void> {
    this.#fileWatch?.close();
    this.#exercise = exercise;
    this.#checks = await checksOf(this.#root, exercise.id, this.#folder);
    if (this.#desk.answerPath(exercise) === undefined) {
      printLines([...startCommand(this.#root, exercise.id), '']);
    }
    const path = this.#desk.answerPath(exercise) ?? `answers/${exercise.id}.ts`;
    this.#fileWatch = new FileWatch(join(this.#root, path), (bytes) => this.#changed(bytes));
  }

  #changed(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#running.abort(new Stopped());
    const { signal } = (this.#running = new AbortController());
    const before = this.#work;
    this.#work = (async () => {
      await before;
      if (!signal.aborted) await this.#try(bytes, signal);
    })().catch(this.#break);
  }

  async #try(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    const exercise = this.#exercise;
    const path = exercise && this.#desk.answerPath(exercise);
    if (!exercise || path === undefined) return;
    try {
      await this.#judge(exercise, { file: path, bytes }, signal);
    } catch (error) {
      if (error instanceof Stopped) return;
      if (!(error instanceof ProblemsFound)) throw error;
      clear();
      for (const problem of error.problems) {
        process.stdout.write(showProblem(problem, process.stdout));
      }
      this.#foot();
    }
  }

  /** First warm and fast; then, where it matters, once more on a fresh Node, which is what counts. */
  async #judge(
    exercise: Exercise,
    tried: { readonly file: string; readonly bytes: Uint8Array },
    signal: AbortSignal,
  ): Promise<void> {
    const seed = typeof this.#flags.seed === 'string' ? this.#flags.seed : newSeed();
    const journal = readJournalFile(this.#root);
    const warm = await this.#warm(exercise, tried, seed, signal);
    printLines(['', ...summaryLines(warm)]);
    this.#desk.keep(exercise, tried.bytes);
    this.#spares.refill();
    const isKnown = this.#desk.standing(exercise).state === 'solved';
    if (isPass(warm) && isKnown) {
      noteVerdict(this.#desk, exercise, tried, warm, journal);
      printLines(whatNow(this.#desk, exercise, warm));
      return this.#foot();
    }
    const cold = await this.#cold(exercise, tried, warm, signal);
    noteVerdict(this.#desk, exercise, tried, cold, journal);
    this.#confirm(exercise, warm, cold);
    printLines(whatNow(this.#desk, exercise, cold));
    this.#foot();
  }

  async #warm(
    exercise: Exercise,
    { file, bytes }: { readonly file: string; readonly bytes: Uint8Array },
    seed: string,
    signal: AbortSignal,
  ): Promise<Verdict> {
    const started = performance.now();
    const patience = this.#patience;
    const compiled = await this.#folder.compile(file, bytes);
    const answer = this.#spares.launcher(file, compiled, patience);
    const listing = listings(this.#folder, patience);
    const options = { answer, listing, seed, patience, signal, isHasty: true };
    const head = { exercise: exercise.id, program: file, seed };
    clear();
    printLines([headLine(head, this.#checks.length), '']);
    const findings = await examine(
      this.#checks,
      options,
      teller(exercise, printLines, this.#flags),
    );
    return { ...head, findings, ms: Math.round(performance.now() - started) };
  }

  /** A pass is confirmed by all checks, a failure by the one that failed first. */
  async #cold(
    { id: exercise }: Exercise,
    tried: { readonly file: string; readonly bytes: Uint8Array },
    warm: Verdict,
    signal: AbortSignal,
  ): Promise<Verdict> {
    const started = performance.now();
    const { seed } = warm;
    const patience = this.#patience;
    const answer = await fileLauncher(this.#folder, tried, patience);
    const listing = listings(this.#folder, patience);
    const options = { answer, listing, seed, patience, signal };
    const failed = firstFailure(warm)?.check.id;
    const alone = this.#checks.filter(({ id }) => id === failed);
    const findings = await examine(alone.length > 0 ? alone : this.#checks, options);
    const isAgreed = alone.length === 0 || findings.some(({ state }) => state === 'failed');
    const all = isAgreed ? findings : await examine(this.#checks, options);
    const ms = Math.round(performance.now() - started);
    return { exercise, program: tried.file, seed, findings: all, ms };
  }

  /** Says whether a fresh Node agrees; where it doesn't, what it says. */
  #confirm(exercise: Exercise, warm: Verdict, cold: Verdict): void {
    if (isPass(warm) === isPass(cold)) {
      printLines([`confirmed on a fresh process in ${(cold.ms / 1000).toFixed(1)} s`]);
      return;
    }
    printLines(['', 'A fresh process behaves otherwise, and that is what counts:', '']);
    const tell = teller(exercise, printLines, this.#flags);
    cold.findings.forEach((finding) => tell(finding));
    printLines(['', ...summaryLines(cold)]);
  }

  async #press(key: string): Promise<void> {
    const exercise = this.#exercise;
    if (key === 'q') return this.#quit(0);
    if (key === CTRL_C) return this.#quit(INTERRUPTED);
    if (!exercise) return;
    try {
      if (key === 'r' && this.#bytes) this.#changed(this.#bytes);
      else if (key === 'h') this.#say(hintCommand(this.#root, exercise.id, undefined));
      else if (key === 'd') this.#say(diffCommand(this.#root, exercise.id, {}));
      else if (key === 'l') this.#say(progressCommand(this.#root));
      else if (key === 'n') await this.#turnTo(this.#desk.next());
    } catch (error) {
      if (!(error instanceof ProblemsFound) && !isWrongUse(error)) throw error;
      process.stdout.write(`${error.message}\n`);
    }
  }

  #say(lines: readonly string[]): void {
    printLines(['', ...lines]);
    this.#foot();
  }

  #foot(): void {
    printLines(['', KEYS]);
  }
}

/** A save has overtaken a check. */
class Stopped extends Error {}

function isWrongUse(error: unknown): error is Error {
  return error instanceof Error && error.name === 'WrongUse';
}

/** A new verdict stands at the top of a terminal; in a pipe it follows the last. */
function clear(): void {
  process.stdout.write(isTerminal(process.stdout) ? '\x1b[2J\x1b[3J\x1b[H' : '\n');
}
