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
import type { Launcher } from '../system/trial.ts';

/** What is tried: the reader's answer as it was read, another file, or a command of any language. */
export type Tried =
  { readonly file: string; readonly bytes?: Uint8Array } | { readonly command: string };

export interface ExaminationOptions {
  readonly seed?: string;
  readonly isSlow?: boolean;
  /** Whether checks behind the first that fails are left out. */
  readonly stopsAtFailure?: boolean;
  /** Told before the first check, and after each. */
  readonly begin?: (head: Pick<Verdict, 'exercise' | 'program' | 'seed'>, count: number) => void;
  readonly tell?: (finding: Finding) => void;
}

/** Tries a program by all checks of an exercise. Throws ProblemsFound where it isn't even TypeScript. */
export async function runExamination(
  root: string,
  exercise: string,
  tried: Tried,
  {
    seed = newSeed(),
    isSlow = false,
    stopsAtFailure = false,
    begin,
    tell,
  }: ExaminationOptions = {},
): Promise<Verdict> {
  const started = performance.now();
  const folder = new TrialFolder(root);
  try {
    const startUp = measureStartUp();
    const checks = await checksOf(root, exercise, folder);
    const patience = patienceFor(await startUp, isSlow);
    const answer = await launcherOf(folder, tried, patience);
    const head = { exercise, program: answer.name, seed };
    begin?.(head, checks.length);
    const listing = listings(folder, patience);
    const findings = await examine(
      checks,
      { answer, listing, seed, patience, stopsAtFailure },
      tell,
    );
    return { ...head, findings, ms: Math.round(performance.now() - started) };
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
    message: `exercise ${exercise} has no checks`,
    advice: `Write them: ${checkFile(exercise)} exports a table, checks.`,
  });
}

/** Gives programs of the book by their path below `code/`, each compiled once. */
export function listings(
  folder: TrialFolder,
  patience: Patience,
): (path: string) => Promise<Launcher> {
  const known = new Map<string, Promise<Launcher>>();
  return async (path) => {
    const launcher =
      known.get(path) ?? fileLauncher(folder, { file: join('code', path) }, patience);
    known.set(path, launcher);
    return await launcher;
  };
}

async function launcherOf(
  folder: TrialFolder,
  tried: Tried,
  patience: Patience,
): Promise<Launcher> {
  if ('file' in tried) return await fileLauncher(folder, tried, patience);
  const line = readCommand(tried.command);
  const [first, ...others] = typeof line === 'string' ? [] : line.words;
  if (first !== undefined) return commandLauncher(folder, [first, ...others], patience);
  const advice = 'Write it as you would type it: --cmd "python3 mine.py".';
  throw new WrongUse(typeof line === 'string' ? line : '--cmd names no command', advice);
}
