import { join } from 'node:path';
import { ProblemsFound, WrongUse } from '../base/problem.ts';
import type { Exercise } from '../book/exercise.ts';
import { CTRL_C, Keys } from '../system/keys.ts';
import { TrialFolder } from '../system/launcher.ts';
import { measureStartUp, type Patience, patienceFor } from '../system/patience.ts';
import { Spares } from '../system/spares.ts';
import { FileWatch } from '../system/watch-file.ts';
import { type CheckFlags, printLines } from './check.ts';
import { Desk } from './desk.ts';
import { diffCommand } from './diff.ts';
import { Examiner } from './examination.ts';
import { hintCommand } from './hint.ts';
import { progressCommand } from './progress.ts';
import { KEYS, Overtaken, Sitting } from './sitting.ts';
import { startCommand } from './start.ts';

const INTERRUPTED = 130;

/** Tries an answer at every save, until the reader quits; gives the exit code. */
export async function watchCommand(
  root: string,
  word: string | undefined,
  flags: CheckFlags,
): Promise<number> {
  const desk = new Desk(root);
  const exercise = desk.choose(word);
  const folder = new TrialFolder(root);
  const spares = new Spares(folder);
  try {
    const patience = patienceFor(await measureStartUp(), flags.slow === true);
    return await new Watch(desk, { folder, spares, patience, flags }).run(exercise);
  } finally {
    await spares.end();
    folder.remove();
  }
}

interface Means {
  readonly folder: TrialFolder;
  readonly spares: Spares;
  readonly patience: Patience;
  readonly flags: CheckFlags;
}

/** Looks after the file, the keys, and the one check that runs. */
class Watch {
  readonly #desk: Desk;
  readonly #means: Means;
  #exercise: Exercise | undefined;
  #sitting: Sitting | undefined;
  #fileWatch: FileWatch | undefined;
  #saved: Uint8Array | undefined;
  #running = new AbortController();
  #work: Promise<void> = Promise.resolve();
  #quit: (code: number) => void = () => {};
  #break: (error: unknown) => void = () => {};

  constructor(desk: Desk, means: Means) {
    this.#desk = desk;
    this.#means = means;
  }

  async run(exercise: Exercise): Promise<number> {
    const over = new Promise<number>((resolve, reject) => {
      this.#quit = resolve;
      this.#break = reject;
    });
    const keys = new Keys((key) => void this.#press(key).catch(this.#break));
    try {
      await this.#turnTo(exercise);
      return await over;
    } finally {
      keys.close();
      this.#fileWatch?.close();
      this.#running.abort(new Overtaken());
      await this.#work;
    }
  }

  /** Goes to an exercise; where it has no answer yet, to its starter. */
  async #turnTo(exercise: Exercise): Promise<void> {
    const { folder, spares, patience, flags } = this.#means;
    this.#fileWatch?.close();
    const { root } = this.#desk;
    const examiner = await Examiner.open(folder, root, exercise.id, patience);
    this.#exercise = exercise;
    this.#sitting = new Sitting(this.#desk, exercise, examiner, spares, flags);
    if (this.#desk.answerPath(exercise) === undefined) {
      printLines([...startCommand(root, exercise.id), '']);
    }
    const path = this.#desk.answerPath(exercise) ?? `answers/${exercise.id}.ts`;
    this.#fileWatch = new FileWatch(join(root, path), (bytes) => this.#changed(path, bytes));
  }

  /** What runs for an older save is broken off; only when it is gone does the new one begin. */
  #changed(file: string, bytes: Uint8Array): void {
    this.#saved = bytes;
    this.#running.abort(new Overtaken());
    const { signal } = (this.#running = new AbortController());
    const [before, sitting] = [this.#work, this.#sitting];
    this.#work = (async () => {
      await before;
      if (!signal.aborted) await sitting?.judge({ file, bytes }, signal);
    })().catch(this.#break);
  }

  async #press(key: string): Promise<void> {
    if (key === 'q') return this.#quit(0);
    if (key === CTRL_C) return this.#quit(INTERRUPTED);
    try {
      if (this.#exercise) await this.#act(key, this.#exercise);
    } catch (error) {
      if (!(error instanceof ProblemsFound) && !(error instanceof WrongUse)) throw error;
      printLines([error.message]);
    }
  }

  async #act(key: string, exercise: Exercise): Promise<void> {
    const { root } = this.#desk;
    const path = this.#desk.answerPath(exercise);
    if (key === 'r' && this.#saved && path !== undefined) this.#changed(path, this.#saved);
    else if (key === 'h') say(hintCommand(root, exercise.id, undefined));
    else if (key === 'd') say(diffCommand(root, exercise.id, {}));
    else if (key === 'l') say(progressCommand(root));
    else if (key === 'n') await this.#turnTo(this.#desk.next());
  }
}

function say(lines: readonly string[]): void {
  printLines(['', ...lines, '', KEYS]);
}
