import { createHash } from 'node:crypto';
import type { Exercise } from './exercise.ts';

/** What happened to an exercise at one moment: a line of the journal. */
export type Entry = {
  /** ISO 8601, in UTC. */
  readonly time: string;
  readonly exercise: string;
} & (
  | {
      readonly did: 'check';
      readonly passed: boolean;
      /** The first check that failed. */
      readonly failed?: string;
      readonly seed: string;
      /** What was tried: the hash of the answer's bytes, or the command. */
      readonly answer: string;
    }
  | { readonly did: 'start' | 'reveal' }
  | { readonly did: 'hint'; readonly hint: number }
  /** The answer was replaced; what it was before is in `copy`. */
  | { readonly did: 'reset' | 'restore'; readonly copy: string }
);

/** How far a reader has come with an exercise. */
export interface Standing {
  readonly exercise: Exercise;
  readonly state: 'solved' | 'tried' | 'started' | 'new';
  readonly checks: number;
  /** The first check that the last try failed. */
  readonly failed?: string;
  readonly hints: readonly number[];
  readonly isRevealed: boolean;
  /** Where the answer is kept that was replaced last. */
  readonly replaced?: string;
  /** When something last happened to it. */
  readonly time?: string;
}

const SUM_LENGTH = 12;

/** An entry as a line, with a sum that tells whether it was changed afterwards. */
export function entryLine(entry: Entry): string {
  const text = JSON.stringify(entry);
  return `${text.slice(0, -1)},"sum":"${sumOf(text)}"}\n`;
}

/** The entries of a journal, and the numbers of the lines that are none: cut off, or edited by hand. */
export function readJournal(text: string): {
  readonly entries: readonly Entry[];
  readonly spoilt: readonly number[];
} {
  const entries: Entry[] = [];
  const spoilt: number[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const entry = readLine(line);
    if (entry) entries.push(entry);
    else spoilt.push(index + 1);
  }
  return { entries, spoilt };
}

/** What a program that was tried has taken out of the journal: lines of `before` that `now` lacks. */
export function lostLines(before: string, now: string): readonly string[] {
  const present = new Set(now.split('\n'));
  return before.split('\n').filter((line) => line !== '' && !present.has(line));
}

/** How far the reader has come, exercise by exercise, whatever an exercise was called at the time. */
export function standings(
  exercises: readonly Exercise[],
  entries: readonly Entry[],
): readonly Standing[] {
  return exercises.map((exercise) => {
    const names = [exercise.id, ...exercise.formerIds];
    const own = entries.filter((entry) => names.includes(entry.exercise));
    const checks = own.flatMap((entry) => (entry.did === 'check' ? [entry] : []));
    const isSolved = checks.some(({ passed }) => passed);
    const last = checks.at(-1);
    const time = own.at(-1)?.time;
    const replaced = own.flatMap((entry) => ('copy' in entry ? [entry.copy] : [])).at(-1);
    return {
      exercise,
      state: isSolved ? 'solved' : last ? 'tried' : own.length > 0 ? 'started' : 'new',
      checks: checks.length,
      hints: own.flatMap((entry) => (entry.did === 'hint' ? [entry.hint] : [])),
      isRevealed: own.some(({ did }) => did === 'reveal'),
      ...(last?.failed === undefined ? {} : { failed: last.failed }),
      ...(replaced === undefined ? {} : { replaced }),
      ...(time === undefined ? {} : { time }),
    };
  });
}

function readLine(line: string): Entry | undefined {
  const [, text = '', sum] = /^(\{.*),"sum":"([\da-f]+)"\}$/.exec(line) ?? [];
  return sum !== undefined && sumOf(`${text}}`) === sum
    ? (JSON.parse(`${text}}`) as Entry)
    : undefined;
}

function sumOf(text: string): string {
  return createHash('sha256').update(`wirebook ${text}`).digest('hex').slice(0, SUM_LENGTH);
}
