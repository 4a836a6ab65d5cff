import { setImmediate } from 'node:timers/promises';
import type { Problem } from '../base/problem.ts';
import type { Book } from '../book/book.ts';
import type { Listing } from '../book/listing.ts';

/** The listings that don't parse, where no problem at their header or in the same line says why. */
export async function syntaxProblems({
  listings,
  problems,
}: Pick<Book, 'listings' | 'problems'>): Promise<readonly Problem[]> {
  const doubtful = await doubtfulListings(listings);
  if (doubtful.length === 0) return [];
  const { syntaxProblem } = await import('../book/syntax.ts'); // is slow to load
  const known = new Set(problems.map(({ place }) => `${place?.file}:${place?.line}`));
  return doubtful.flatMap((listing) => {
    const { file, line } = listing.block.place;
    const problem = known.has(`${file}:${line}`) ? undefined : syntaxProblem(listing);
    return problem && !known.has(`${file}:${problem.place?.line}`) ? problem : [];
  });
}

/** Those that the quick parser doesn't take. It gives its memory back only between two turns of the event loop. */
async function doubtfulListings(listings: readonly Listing[]): Promise<readonly Listing[]> {
  const { surelyParses } = await import('../book/quick-syntax.ts');
  const doubtful: Listing[] = [];
  for (const [index, listing] of listings.entries()) {
    if (!surelyParses(listing)) doubtful.push(listing);
    if (index % 200 === 199) await setImmediate();
  }
  return doubtful;
}
