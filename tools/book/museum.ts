import type { Problem } from '../base/problem.ts';
import { type Failure, firstFailure, isPass, type Verdict } from '../base/verdict.ts';
import { blockProblem } from './block-problem.ts';
import type { Block } from './chapter.ts';
import { difference } from './difference.ts';
import type { Listing, Mistake } from './listing.ts';
import { closestTo } from './nearest.ts';
import { messageLines } from './verdict-text.ts';

/** A plausible wrong program of the book: what it is, and the block with what its maker is told. */
export interface Exhibit extends Mistake {
  /** Below `code/`. */
  readonly path: string;
  /** The first of its listings. */
  readonly block: Block;
  readonly message: Block | undefined;
}

/** The mistakes that the listings show, each once, in their order. */
export function exhibits(listings: readonly Listing[]): readonly Exhibit[] {
  const found = new Map<string, Exhibit>();
  for (const { role, block } of listings) {
    if (role.kind !== 'variant' || !role.mistake || found.has(role.path)) continue;
    const { mistake, path } = role;
    const message = listings.find(
      ({ role }) =>
        role.kind === 'message' &&
        role.exercise === mistake.exercise &&
        role.mistake === mistake.name,
    )?.block;
    found.set(path, { ...mistake, path, block, message });
  }
  return [...found.values()];
}

/** Messages of mistakes that nobody makes. */
export function strayMessages(listings: readonly Listing[]): readonly Problem[] {
  const shown = exhibits(listings);
  const mute = shown
    .filter(({ message }) => message === undefined)
    .map(({ exercise, name }) => `${exercise}/${name}`);
  return listings.flatMap(({ role, block }) => {
    if (role.kind !== 'message') return [];
    if (shown.some(({ message }) => message === block)) return [];
    const name = `${role.exercise}/${role.mistake}`;
    return [
      blockProblem(block, {
        code: 'unknown-mistake',
        message: `there is no mistake ${name}, or a second message for it`,
        advice: closestTo(name, mute, 'Every mistake has its message: take this one away.'),
      }),
    ];
  });
}

/** What a verdict on a mistake shows to be wrong with the museum: not rejected, or not by its own message. */
export function exhibitProblem(exhibit: Exhibit, verdict: Verdict): Problem | undefined {
  const { exercise, name, caughtBy, block, message } = exhibit;
  const failure = firstFailure(verdict);
  if (!failure) {
    const why = isPass(verdict) ? 'passes all checks' : 'was tried by no check';
    return blockProblem(block, {
      code: 'mistake-passes',
      message: `the mistake ${exercise}/${name} ${why}`,
      advice: 'Add a check that rejects it; or it is none, and has no place here.',
    });
  }
  if (failure.check.id !== caughtBy) {
    return blockProblem(block, {
      code: 'mistake-caught-otherwise',
      message: `${failure.check.id} is the first check to reject ${exercise}/${name}, not ${caughtBy}`,
      details: messageLines(failure.failure).join('\n'),
      advice: 'Put the checks in another order, give one what it needs, or mend caught-by=.',
    });
  }
  if (!message) {
    return blockProblem(block, {
      code: 'mistake-without-message',
      message: `the mistake ${exercise}/${name} shows no message`,
      advice: `Put an empty block \`\`\`text {message=${exercise}/${name}} behind it, and npx wirebook record.`,
    });
  }
  const lines = lastingLines(failure.failure);
  if (lines.join('\n') === message.lines.join('\n')) return undefined;
  return blockProblem(message, {
    code: 'message-differs',
    message: 'this is not what a reader is told who makes the mistake',
    details: difference(`${message.lines.join('\n')}\n`, `${lines.join('\n')}\n`, [
      'the chapter',
      'the check',
    ]),
    advice: 'npx wirebook record writes it down.',
  });
}

/** A message without what differs from run to run: ports that the system gave, and times. */
export function lastingLines(failure: Failure): readonly string[] {
  const { silence, ...others } = failure;
  const lasting = silence === undefined ? others : { ...others, silence: 'in time' };
  const ports: string[] = [];
  return messageLines(lasting).map((line) =>
    line.replaceAll(/(?<![\d,])\d{5}(?!,?\d)/g, (number) => {
      if (Number(number) < FIRST_GIVEN_PORT) return number;
      if (!ports.includes(number)) ports.push(number);
      const index = ports.indexOf(number);
      return index === 0 ? '<port>' : `<port-${index + 1}>`;
    }),
  );
}

/** Systems give ports from here on by themselves (Linux; others begin higher). */
const FIRST_GIVEN_PORT = 32_768;
