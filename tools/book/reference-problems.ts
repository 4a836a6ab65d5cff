import type { Problem } from '../base/problem.ts';
import { blockProblem } from './block-problem.ts';
import { placeIn } from './chapter.ts';
import type { Chunk, Root } from './chunk-graph.ts';
import type { Listing } from './listing.ts';
import { closestTo } from './nearest.ts';
import { hasComments, type Reference } from './reference.ts';

/** What is wrong with a reference, wherever it stands. */
export type Unfound = Pick<Problem, 'message' | 'advice'>;

export function undefinedChunk(name: string, names: readonly string[]): Unfound {
  return {
    message: `undefined reference: no chunk ${name}`,
    advice: closestTo(
      name,
      names,
      `Write it: a block with the header {#${name.replace(/.*\//, '')}}.`,
    ),
  };
}

export function unknownChapter(slug: string, chapters: readonly string[]): Unfound {
  const ifNone = 'Write // <<CHAPTER/chunk>> with the slug of a chapter.';
  return { message: `no chapter ${slug}`, advice: closestTo(slug, chapters, ifNone) };
}

export function laterChapter(name: string): Unfound {
  return {
    message: `a chunk of a later chapter, ${name}`,
    advice:
      'A chapter builds on itself and on earlier ones alone: move the chunk, or write it here.',
  };
}

export function circle(chain: readonly Chunk[]): Unfound {
  const names = chain
    .slice(chain.findIndex((chunk) => chunk === chain.at(-1)))
    .map(({ name }) => name);
  return {
    message: `a circle of references: ${names.join(' → ')}`,
    advice: 'Take one of these references away.',
  };
}

export function unusedChunk(chunk: Chunk): Problem {
  const [listing] = chunk.listings;
  if (!listing) throw new Error('a chunk without a block');
  return blockProblem(listing.block, {
    message: `the chunk ${chunk.name} is used nowhere`,
    advice: `Call for it with // <<${chunk.name}>>, or take it away.`,
  });
}

export function unfoundChunk(chunk: Chunk, root: Root, called: ReadonlySet<string>): Problem {
  const [listing] = chunk.listings;
  if (!listing || root.kind !== 'variant') throw new Error('a chunk of no variant');
  const names = [...called].map((key) => key.replace(/^.*#/, ''));
  return blockProblem(listing.block, {
    message: `code/${root.of} has no chunk ${chunk.name} to put this in the place of`,
    advice: closestTo(chunk.name, names, `Give code/${root.of} a line // <<${chunk.name}>>.`),
  });
}

export function variantCircle(root: Root, variants: readonly Root[]): Problem {
  const paths = [...variants, root].map(({ path }) => `code/${path}`);
  return blockProblem(root.listing.block, {
    message: `a circle of variants: ${paths.join(' → ')}`,
    advice: 'One of them must be a variant of a written file.',
  });
}

export function strayReference(
  { block, language }: Listing,
  index: number,
  stray: Reference,
): Problem {
  const place = placeIn(block, index, stray.character);
  if (hasComments(language)) {
    return blockProblem(
      block,
      {
        message: `<<${stray.name}>> does not stand in a comment of ${language}`,
        advice:
          'Call for a chunk in a line comment of the language, alone on its line: // <<answer>>',
      },
      place,
    );
  }
  return blockProblem(
    block,
    {
      message: `<<${stray.name}>> calls for a chunk, but ${language || 'this language'} has no comments to do it in`,
      advice: 'Write the text out, or put it into a file of a language that has comments.',
    },
    place,
  );
}
