/** What a check tells of itself, without being run. */
export interface CheckFacts {
  /** One word for good, `reply-to-sender`. */
  readonly id: string;
  /** A sentence about the answer without its subject: "answers the sender". */
  readonly title: string;
  /** The numbered task of the prompt that it tries; without one, the contract. */
  readonly task?: number;
  /** The checks without which this one would find the wrong fault. */
  readonly needs?: readonly string[];
  /** Where the book tells what is tried here: a chapter's file with the anchor of a heading. */
  readonly reads: string;
  /** A command line that shows the same by hand. */
  readonly byHand: string;
  /** Which of the three hints fits when it fails. */
  readonly hint?: 1 | 2 | 3;
}

/** Why an answer was rejected. */
export interface Failure {
  /** What happened, in a sentence; only what was observed. */
  readonly says: string;
  /** What one has to think to write such a program, and what is true instead; a paragraph. */
  readonly misconception: string;
  /** What should have come, and what did: bytes, or words for what is no byte string. */
  readonly expected?: string | Uint8Array;
  readonly seen?: string | Uint8Array;
  /** What was done and seen before, a line each. */
  readonly steps: readonly string[];
  /** The end of what the program said on standard error. */
  readonly errors: string;
  /** How long was waited in vain, in words, where silence is all that was observed. */
  readonly silence?: string;
}

export type Finding = {
  readonly check: CheckFacts;
  /** How long it took, in milliseconds. */
  readonly ms: number;
} & (
  | { readonly state: 'passed' }
  | { readonly state: 'failed'; readonly failure: Failure }
  | { readonly state: 'waits'; readonly for: string }
  | { readonly state: 'skipped'; readonly reason: string }
);

/** The outcome of all checks of an exercise on one program. */
export interface Verdict {
  readonly exercise: string;
  /** The program that was tried, as a person would name it. */
  readonly program: string;
  readonly seed: string;
  /** In the order of the checks. */
  readonly findings: readonly Finding[];
  readonly ms: number;
}

/** A pass is earned: there are checks, all of them ran here or were skipped with a reason, none failed. */
export function isPass({ findings }: Verdict): boolean {
  const isFine = ({ state }: Finding) => state === 'passed' || state === 'skipped';
  return findings.some(({ state }) => state === 'passed') && findings.every(isFine);
}

/** The first check that failed, in the order of the checks. */
export function firstFailure({ findings }: Verdict): (Finding & { state: 'failed' }) | undefined {
  return findings.find((finding) => finding.state === 'failed');
}
