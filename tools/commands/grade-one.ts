import { cpSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Grade, GradedCheck } from '../book/grades.ts';
import { isolated } from '../system/isolation.ts';
import type { TrialFolder } from '../system/launcher.ts';
import { wirebookCommand } from '../system/node.ts';
import { type Ending, Program } from '../system/program.ts';
import type { Submission } from './submissions.ts';

export interface GradingMeans {
  readonly root: string;
  readonly trials: TrialFolder;
  /** Folders that no submission may see. */
  readonly hidden: readonly string[];
  readonly isIsolated: boolean;
}

/** The checker ends by itself long before; behind this it is the machine that is in trouble. */
const LIMIT_MS = 15 * 60_000;
const LARGEST_BYTES = 1_000_000;
const ANSWER = 'answer.ts';

/** Tries one submission by the book's own checks, in a checker of its own, isolated where that is possible. */
export async function gradeOne(submission: Submission, means: GradingMeans): Promise<Grade> {
  const { student, exercise, hash, kind, file } = submission;
  const grade = { student, exercise, hash, checks: [], ms: 0 };
  if (file === undefined) return { ...grade, state: 'missing' };
  if (kind !== 'file')
    return { ...grade, state: 'unread', note: `${exercise}.ts is a ${kind}, no file` };
  const started = performance.now();
  const ending = await runChecker(exercise, file, means);
  const ms = Math.round(performance.now() - started);
  return { ...grade, ms, ...outcome(ending) };
}

async function runChecker(exercise: string, file: string, means: GradingMeans): Promise<Ending> {
  const { root, trials, hidden, isIsolated } = means;
  const own = isIsolated ? join(root, '.wirebook/trials') : trials.path;
  const name = isIsolated ? ANSWER : `${(count += 1)}-${basename(file)}`;
  if (!isIsolated) cpSync(file, join(own, name));
  const words = [...wirebookCommand(), 'check', exercise, '--root', root, '--json'] as const;
  const command = [...words, '--file', join(own, name)] as const;
  const program = new Program(
    isIsolated ? isolated({ own, file, name, hidden }, command) : command,
    { env: { TMPDIR: own }, limitBytes: LARGEST_BYTES * 10 },
  );
  const timer = setTimeout(() => void program.stop(), LIMIT_MS);
  try {
    return await program.ended;
  } finally {
    clearTimeout(timer);
    await program.stop();
  }
}

let count = 0;

function outcome({ code, output, errors }: Ending): Pick<Grade, 'state' | 'checks' | 'note'> {
  const said = errors.trim();
  const verdict = code === 0 || code === 1 ? readVerdict(output) : undefined;
  if (verdict) return { state: verdict.passed ? 'passed' : 'failed', checks: verdict.checks };
  if (code === 1 && output === '') return { state: 'unread', checks: [], note: said };
  return { state: 'trouble', checks: [], note: `exit code ${code}: ${said.split('\n')[0] ?? ''}` };
}

function readVerdict(
  text: string,
): { readonly passed: boolean; readonly checks: readonly GradedCheck[] } | undefined {
  try {
    return JSON.parse(text) as { passed: boolean; checks: readonly GradedCheck[] };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
