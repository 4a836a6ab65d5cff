import type { CheckFacts } from '../base/verdict.ts';
import type { Trial } from './trial.ts';

/** One rule that an answer must keep, and how to find out whether it does. */
export interface Check extends CheckFacts {
  /**
   * Tries the answer; `trial.fail` rejects it, to return is to accept it. It never sleeps: it waits for
   * events, and a deadline bounds the waiting for programs that are wrong.
   */
  readonly run: (trial: Trial) => Promise<void>;
}
