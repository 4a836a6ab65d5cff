import type { Finding } from '../base/verdict.ts';
import type { Check } from './check.ts';
import { Random } from './random.ts';
import { type Patience, twice } from './patience.ts';
import { NotHere, Rejected } from './rejection.ts';
import { ServerKeeper } from './listening-server.ts';
import { type Launcher, Trial } from './trial.ts';

/** What checks are tried on, and with what. */
export interface Examination {
  readonly answer: Launcher;
  readonly listing: (path: string) => Promise<Launcher>;
  readonly seed: string;
  readonly patience: Patience;
  readonly stopsAtFailure?: boolean;
  /** Whether silence is believed at once, because somebody will try again anyway. */
  readonly isHasty?: boolean;
  /** Whether the patience of a second try is taken at once, and the second left out where the first was alone, too. */
  readonly hasOneTry?: boolean;
  /** Ends it all in the middle: then `examine` throws what the signal says. */
  readonly signal?: AbortSignal;
}

/** How many deadlines a check may take in all. */
const MOST_DEADLINES = 40;

/**
 * Tries checks in their order, each behind those that it needs. A check that saw nothing but silence is tried
 * once more, alone and with twice the patience, before it rejects: a busy machine is no fault of the answer.
 */
export async function examine(
  checks: readonly Check[],
  examination: Examination,
  tell: (finding: Finding) => void = () => {},
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const keeper = new ServerKeeper();
  try {
    for (const check of checks) {
      examination.signal?.throwIfAborted();
      const finding = missing(check, findings) ?? (await tried(check, examination, keeper));
      findings.push(finding);
      tell(finding);
      if (examination.stopsAtFailure && finding.state === 'failed') break;
    }
  } finally {
    await keeper.end();
  }
  return findings;
}

function missing(check: Check, findings: readonly Finding[]): Finding | undefined {
  const failed = findings
    .filter(({ state }) => state === 'failed' || state === 'waits')
    .find(({ check: { id } }) => check.needs?.includes(id));
  if (!failed) return undefined;
  const cause = failed.state === 'waits' ? failed.for : failed.check.id;
  return { check, ms: 0, state: 'waits', for: cause };
}

async function tried(
  check: Check,
  examination: Examination,
  keeper: ServerKeeper,
): Promise<Finding> {
  const { patience, isHasty = false, hasOneTry = false } = examination;
  const patient = { ...examination, patience: twice(patience) };
  const { served } = keeper;
  const first = await tryOnce(check, hasOneTry ? patient : examination, keeper);
  if (first.state !== 'failed') return first;
  const wasAlone = served === 0 || keeper.served === served;
  await keeper.end(); // who knows in which state it was left
  if (first.failure.silence === undefined || isHasty || (hasOneTry && wasAlone)) return first;
  const own = new ServerKeeper();
  try {
    return await tryOnce(check, patient, own);
  } finally {
    await own.end();
  }
}

async function tryOnce(
  check: Check,
  { answer, listing, seed, patience, signal }: Examination,
  keeper: ServerKeeper,
): Promise<Finding> {
  const started = performance.now();
  const random = new Random(`${seed} ${check.id}`);
  const trial = new Trial({ answer, listing, keeper, random, patience });
  const since = () => Math.round(performance.now() - started);
  let timer: NodeJS.Timeout | undefined;
  let abort = () => {};
  try {
    const limitMs = MOST_DEADLINES * patience.deadlineMs;
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(endless(trial, limitMs)), limitMs);
    });
    const isAborted = new Promise<never>((_, reject) => {
      abort = () => reject(signal?.reason);
      signal?.addEventListener('abort', abort);
    });
    await Promise.race([check.run(trial), tooLong, isAborted]);
    return { check, ms: since(), state: 'passed' };
  } catch (error) {
    if (error instanceof NotHere) {
      return { check, ms: since(), state: 'skipped', reason: error.message };
    }
    if (!(error instanceof Rejected)) throw error;
    return { check, ms: since(), state: 'failed', failure: error.failure };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    await trial.close();
  }
}

function endless(trial: Trial, limitMs: number): unknown {
  try {
    return trial.fail({
      says: `Your program kept this check busy for ${Math.round(limitMs / 1000)} s without an end.`,
      misconception:
        'Something came each time before the patience was over, but never what would have been enough.',
    });
  } catch (error) {
    return error;
  }
}
