import type { Problem } from '../base/problem.ts';
import { blockProblem } from './block-problem.ts';
import type { Block } from './chapter.ts';
import type { Listing } from './listing.ts';
import { closestTo } from './nearest.ts';

export function variantWithoutBase({ block }: Listing): Problem {
  return blockProblem(block, {
    code: 'variant-without-base',
    message: 'a variant that does not say of what',
    advice:
      'Write of=FILE in the first block of the variant: {variant=sturdy.ts of=server.ts #answer}.',
  });
}

/** `paths`: the files that could be varied. */
export function variantOfNothing(
  { block, role }: Listing,
  of: string,
  paths: readonly string[],
): Problem {
  if (role.kind === 'variant' && role.mistake)
    return mistakeInNothing(block, role.mistake.exercise, paths);
  const exercise = /^\*\/exercises\/(.*)\.ts$/.exec(of)?.[1];
  if (exercise === undefined) {
    return blockProblem(block, {
      code: 'unknown-base',
      message: `a variant of nothing: no listing makes code/${of}`,
      advice: closestTo(of, paths, 'No listing makes a file yet.'),
    });
  }
  const starters = paths.flatMap((path) => /\/exercises\/(.*)\.ts$/.exec(path)?.[1] ?? []);
  return blockProblem(block, {
    code: 'unknown-exercise',
    message: `no exercise ${exercise}`,
    advice: closestTo(exercise, starters, `Write its starter: {exercise=${exercise}}.`),
  });
}

function mistakeInNothing(block: Block, exercise: string, paths: readonly string[]): Problem {
  const solved = paths.flatMap((path) => /^a-solutions\/(.*)\.ts$/.exec(path)?.[1] ?? []);
  return blockProblem(block, {
    code: 'mistake-without-solution',
    message: `no solution of exercise ${exercise} to make the mistake in`,
    advice: closestTo(exercise, solved, `Write it: {solution=${exercise} #chunk}.`),
  });
}

export function variantOfLater({ block }: Listing, of: string): Problem {
  return blockProblem(block, {
    code: 'variant-of-later-chapter',
    message: `a variant of a later chapter's file, code/${of}`,
    advice: 'Vary a file of this chapter or of an earlier one.',
  });
}

export function twoBases({ block }: Listing, bases: readonly string[]): Problem {
  return blockProblem(block, {
    code: 'variant-of-two-files',
    message: `one variant of two files: ${bases.map((base) => `code/${base}`).join(' and ')}`,
    advice: 'Say of=FILE once, or use another name for the second variant.',
  });
}
