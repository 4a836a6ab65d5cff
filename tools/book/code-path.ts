import type { Problem } from '../base/problem.ts';
import { blockProblem } from './block-problem.ts';
import type { Listing } from './listing.ts';

/** A file that a listing makes already. */
interface Made {
  readonly path: string;
  readonly listing: Listing;
}

/** How many characters a path may have, so that every system has room for it and for what is written beside it. */
const LONGEST = 200;

/** A path of ordinary names, below its chapter's folder. */
export function outOfTheHouse({ block }: Listing, path: string): Problem | undefined {
  const file = path.slice(path.indexOf('/') + 1);
  if (file.length > LONGEST) {
    return blockProblem(block, {
      message: `the path has ${file.length.toLocaleString('en')} characters`,
      advice: `Give a shorter one, of at most ${LONGEST}.`,
    });
  }
  const isOrdinary = file
    .split('/')
    .every((name) => /^(?!\.)[\w.@+-]+$/.test(name) && !name.endsWith('.'));
  if (isOrdinary) return undefined;
  return blockProblem(block, {
    message: `the path "${file}" leads out of the chapter's folder or has an unusual name`,
    advice: 'Give a file name of letters, digits, - _ . + @, with / only between folders.',
  });
}

/** A name can't be a file and a folder, and names that differ in case alone are one on many systems. */
export function secondListing(
  { block }: Listing,
  path: string,
  made: Iterable<Made>,
): Problem | undefined {
  const same = (other: string) => collide(other.split('/'), path.split('/'));
  const first = [...made].find((file) => same(file.path));
  if (!first) return undefined;
  const { source, place } = first.listing.block;
  const isSame = first.path.toLowerCase() === path.toLowerCase();
  const message = isSame
    ? `a second listing for code/${path}`
    : `code/${path} can't lie beside code/${first.path}`;
  const advice = isSame ? 'Make this one a chunk, {#chunk}, that it calls for, or give' : 'Give';
  return blockProblem(block, {
    message,
    advice: `The first is at ${source.path}:${place.line}. ${advice} it another name.`,
  });
}

function collide([a, ...below]: readonly string[], [b, ...beside]: readonly string[]): boolean {
  if (a === undefined || b === undefined) return true;
  return a === b ? collide(below, beside) : a.toLowerCase() === b.toLowerCase();
}
