import { join } from 'node:path';
import { ProblemsFound, WrongUse } from '../base/problem.ts';
import type { Finding, Verdict } from '../base/verdict.ts';
import { readCommand } from '../book/command-line.ts';
import { checkFile, loadChecks } from '../system/check-table.ts';
import type { Check } from '../system/check.ts';
import { examine } from '../system/examine.ts';
import { commandLauncher, fileLauncher, TrialFolder } from '../system/launcher.ts';
import { measureStartUp, type Patience, patienceFor } from '../system/patience.ts';
import { newSeed } from '../system/random.ts';
import type { Spares } from '../system/spares.ts';
import type { Launcher } from '../system/trial.ts';

/** What is tried: the reader's answer as it was read, another file, or a command of any language. */
export type Tried =
  { readonly file: string; readonly bytes?: Uint8Array } | { readonly command: string };

export interface ExaminationOptions {
  readonly seed?: string;
  /** Whether checks behind the first that fails are left out. */
  readonly stopsAtFailure?: boolean;
  /** The one check to try; all where there is none. */
  readonly only?: string;
  /** As in `Examination`: quicker, for programs that are known to be wrong. */
  readonly hasOneTry?: boolean;
  /** Started on a Node that waits, and silence is believed at once: fast, and not what counts. */
  readonly spares?: Spares;
  /** Breaks it off; then it throws what the signal says. */
  readonly signal?: AbortSignal;
  /** Told before the first check, and after each. */
  readonly begin?: (head: Pick<Verdict, 'exercise' | 'program' | 'seed'>, count: number) => void;
  readonly tell?: (finding: Finding) => void;
}

/** Tries programs by the checks of one exercise. Whoever opens one closes it. */
export class Examiner {
  readonly exercise: string;
  readonly checks: readonly Check[];
  readonly #folder: TrialFolder;
  readonly #patience: Patience;
  readonly #listing: (path: string) => Promise<Launcher>;

  constructor(exercise: string, checks: readonly Check[], folder: TrialFolder, patience: Patience) {
    this.exercise = exercise;
    this.checks = checks;
    this.#folder = folder;
    this.#patience = patience;
    this.#listing = listings(folder);
  }

  /** Throws ProblemsFound where the exercise has no checks. */
  static async open(
    folder: TrialFolder,
    root: string,
    exercise: string,
    patience: Patience,
  ): Promise<Examiner> {
    const checks = await checksOf(root, exercise, folder);
    return new Examiner(exercise, checks, folder, patience);
  }

  /** Throws ProblemsFound where a file isn't even TypeScript. */
  async examine(tried: Tried, options: ExaminationOptions = {}): Promise<Verdict> {
    const { seed = newSeed(), only, spares, begin, tell, ...others } = options;
    const started = performance.now();
    const checks = this.checks
      .filter(({ id }) => only === undefined || id === only)
      .map((check) => ({ ...check, byHand: withProgram(check.byHand, this.exercise, tried) }));
    const answer = await this.#launcher(tried, spares);
    const head = { exercise: this.exercise, program: answer.name, seed };
    begin?.(head, checks.length);
    const examination = { answer, listing: this.#listing, seed, patience: this.#patience };
    const isHasty = spares !== undefined;
    const findings = await examine(checks, { ...examination, ...others, isHasty }, tell);
    return { ...head, findings, ms: Math.round(performance.now() - started) };
  }

  async #launcher(tried: Tried, spares: Spares | undefined): Promise<Launcher> {
    if ('command' in tried) return readLauncher(this.#folder, tried.command);
    if (!spares) return await fileLauncher(this.#folder, tried);
    const compiled = await this.#folder.compile(tried.file, tried.bytes);
    return spares.launcher(tried.file, compiled);
  }
}

/** What to type by hand, with the program that is tried in the place of the reader's answer. */
function withProgram(byHand: string, exercise: string, tried: Tried): string {
  const program = 'command' in tried ? tried.command : `npx tsx ${tried.file}`;
  return byHand.replaceAll(`npx tsx answers/${exercise}.ts`, () => program);
}

/** Tries one program on fresh processes, with everything that takes. */
export async function runExamination(
  root: string,
  exercise: string,
  tried: Tried,
  { isSlow = false, ...options }: ExaminationOptions & { readonly isSlow?: boolean } = {},
): Promise<Verdict> {
  const started = performance.now();
  const folder = new TrialFolder(root);
  try {
    const [startUpMs, checks] = await Promise.all([
      measureStartUp(),
      checksOf(root, exercise, folder),
    ]);
    const examiner = new Examiner(exercise, checks, folder, patienceFor(startUpMs, isSlow));
    const verdict = await examiner.examine(tried, options);
    return { ...verdict, ms: Math.round(performance.now() - started) };
  } finally {
    folder.remove();
  }
}

export async function checksOf(
  root: string,
  exercise: string,
  folder: TrialFolder,
): Promise<readonly Check[]> {
  const checks = await loadChecks(root, exercise, folder);
  if (checks.length > 0) return checks;
  throw new ProblemsFound({
    code: 'exercise-without-checks',
    message: `exercise ${exercise} has no checks`,
    advice: `Write them: ${checkFile(exercise)} exports a table, checks.`,
  });
}

/** Gives programs of the book by their path below `code/`, each compiled once. */
function listings(folder: TrialFolder): (path: string) => Promise<Launcher> {
  const known = new Map<string, Promise<Launcher>>();
  return async (path) => {
    const launcher = known.get(path) ?? fileLauncher(folder, { file: join('code', path) });
    known.set(path, launcher);
    return await launcher;
  };
}

function readLauncher(folder: TrialFolder, command: string): Launcher {
  const line = readCommand(command);
  const [first, ...others] = typeof line === 'string' ? [] : line.words;
  if (first !== undefined) return commandLauncher(folder, [first, ...others]);
  const advice = 'Write it as you would type it: --cmd "python3 mine.py".';
  throw new WrongUse(typeof line === 'string' ? line : '--cmd names no command', advice);
}
