import type { Place } from '../base/place.ts';
import type { Problem } from '../base/problem.ts';
import type { Link } from './links.ts';
import { closestTo } from './nearest.ts';

/** A test that ran, or was skipped with its reason. */
export interface TestOutcome {
  /** Its file, relative to the top folder. */
  readonly file: string;
  readonly name: string;
  readonly isClaim: boolean;
  readonly state: 'passed' | 'failed' | 'skipped';
  /** Why it failed or was skipped. */
  readonly reason: string;
  readonly place: Place;
}

/**
 * Compares the sentences that claim a proof with the tests that ran. A test that was skipped for a reason is not
 * seen here, unless `isAllRequired`; one that was skipped for none is a problem.
 */
export function checkProofs(
  links: readonly Link[],
  outcomes: readonly TestOutcome[],
  isAllRequired: boolean,
): { readonly problems: readonly Problem[]; readonly unseen: readonly string[] } {
  const proofs = links.filter(isProof);
  const unseen: string[] = [];
  const problems = proofs.flatMap((link) => {
    const file = targetOf(link);
    const named = outcomes.filter(
      (outcome) => outcome.file === file && outcome.name === link.title,
    );
    const skipped = named.find(({ state }) => state === 'skipped');
    if (skipped && (isAllRequired || skipped.reason === '')) return [switchedOff(link, skipped)];
    if (skipped) unseen.push(`proof "${link.title}": ${skipped.reason}`);
    if (named.some(({ state }) => state === 'failed')) return [failed(link)];
    return named.length > 0 ? [] : [unknown(link, file, outcomes)];
  });
  const isLinked = ({ file, name }: TestOutcome) =>
    proofs.some((link) => targetOf(link) === file && link.title === name);
  const unlinked = outcomes
    .filter((outcome) => outcome.isClaim && !isLinked(outcome))
    .map(unclaimed);
  return { problems: [...problems, ...unlinked], unseen: [...new Set(unseen)] };
}

/** A link to a test file is a proof. */
export function isProof({ target }: Link): boolean {
  return /^(?:\.\.\/)+test\/.*\.test\.ts$/.test(target);
}

function targetOf({ target }: Link): string {
  return target.replace(/^(?:\.\.\/)+/, '');
}

function failed({ title, place, frame }: Link): Problem {
  return {
    code: 'proof-failed',
    message: `the proof failed: ${title}`,
    place,
    frame,
    advice: 'Mend the program, the test, or the sentence.',
  };
}

function switchedOff({ title, place, frame }: Link, { reason }: TestOutcome): Problem {
  return {
    code: 'proof-skipped',
    message: `the proof was skipped: ${title}`,
    place,
    frame,
    details: reason || 'no reason given',
    advice:
      'A proof may be skipped only for what a machine lacks, and nowhere where all is required.',
  };
}

function unknown(link: Link, file: string, outcomes: readonly TestOutcome[]): Problem {
  const { title, place, frame } = link;
  const names = outcomes.filter((outcome) => outcome.file === file).map(({ name }) => `"${name}"`);
  if (title === '') {
    const advice = `Add the test's name: ([proof](${link.target} "NAME")).`;
    return {
      code: 'proof-without-test',
      message: 'a proof that names no test',
      place,
      frame,
      advice,
    };
  }
  const advice = closestTo(`"${title}"`, names, `No test ran in ${file}.`);
  return {
    code: 'unknown-test',
    message: `no test of this name ran: "${title}"`,
    place,
    frame,
    advice,
  };
}

function unclaimed({ name, place }: TestOutcome): Problem {
  return {
    code: 'unlinked-claim',
    message: `no sentence links to the claim "${name}"`,
    place,
    advice: "Say it in the chapter with a proof, or move the test out of describe('claims').",
  };
}
