import type { Place } from '../base/place.ts';
import type { Problem } from '../base/problem.ts';
import { type Block, frameAt } from './chapter.ts';

/** A problem of a block: at its header, or at a place in it. */
export function blockProblem(
  block: Block,
  mistake: Pick<Problem, 'code' | 'message' | 'advice' | 'details'>,
  place: Place = block.place,
): Problem {
  return { ...mistake, place, frame: frameAt(block.source, place) };
}
