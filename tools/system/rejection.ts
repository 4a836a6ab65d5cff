import type { Failure } from '../base/verdict.ts';

/** Thrown where a check rejects the answer. */
export class Rejected extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.says);
    this.name = 'Rejected';
    this.failure = failure;
  }
}

/** Thrown where this machine can't try what a check tries. */
export class NotHere extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'NotHere';
  }
}

/** What a check adds to what the trial has seen by itself. */
export type Reproach = Pick<Failure, 'says' | 'misconception' | 'expected' | 'seen'> & {
  /** Whether that nothing came is all that was observed. */
  readonly isSilence?: boolean;
};
