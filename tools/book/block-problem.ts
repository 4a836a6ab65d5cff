import type { Place } from '../base/place.ts';
import type { Problem } from '../base/problem.ts';
import { type Block, frameAt } from './chapter.ts';

/** A problem of a block: at its header, or at a place in it. */
export function blockProblem(
  block: Block,
  { message, advice }: Pick<Problem, 'message' | 'advice'>,
  place: Place = block.place,
): Problem {
  return { message, advice, place, frame: frameAt(block.source, place) };
}
