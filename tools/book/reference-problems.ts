import type { Problem } from '../base/problem.ts';
import { blockProblem } from './block-problem.ts';
import { placeIn } from './chapter.ts';
import type { Chunk, Root } from './chunk-graph.ts';
import type { Listing } from './listing.ts';
import { closestTo } from './nearest.ts';
import { hasComments, readCrowdedReference, type Reference, writeReference } from './reference.ts';

/** What is wrong with a reference, wherever it stands. */
export type Unfound = Pick<Problem, 'code' | 'message' | 'advice'>;

export function undefinedChunk(name: string, names: readonly string[]): Unfound {
  const [own = '', slug] = name.split('/').reverse();
  const block = `a block with the header {#${own}}${slug === undefined ? '' : ` in ${slug}`}.`;
  const advice =
    names.length === 0
      ? `Write it: ${block}`
      : `${closestTo(name, names, '')} Or write it: ${block}`;
  return { code: 'unknown-chunk', message: `undefined reference: no chunk ${name}`, advice };
}

export function unknownChapter(slug: string, chapters: readonly string[]): Unfound {
  const ifNone = 'Write <<CHAPTER/chunk>> with the slug of a chapter.';
  return {
    code: 'unknown-chapter',
    message: `no chapter ${slug}`,
    advice: closestTo(slug, chapters, ifNone),
  };
}

export function laterChapter(name: string): Unfound {
  return {
    code: 'chunk-of-later-chapter',
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
    code: 'circle-of-references',
    message: `a circle of references: ${names.join(' → ')}`,
    advice: 'Take one of these references away.',
  };
}

export function unusedChunk(chunk: Chunk): Problem {
  const [listing] = chunk.listings;
  if (!listing) throw new Error('a chunk without a block');
  return blockProblem(listing.block, {
    code: 'unused-chunk',
    message: `the chunk ${chunk.name} is used nowhere`,
    advice: `Call for it with ${writeReference(chunk.name, listing.language)}, or take it away.`,
  });
}

export function unfoundChunk(chunk: Chunk, root: Root, called: ReadonlySet<string>): Problem {
  const [listing] = chunk.listings;
  if (!listing || root.kind !== 'variant') throw new Error('a chunk of no variant');
  const names = [...called].map((key) => key.replace(/^.*#/, ''));
  return blockProblem(listing.block, {
    code: 'chunk-not-in-base',
    message: `code/${root.of} has no chunk ${chunk.name} to put this in the place of`,
    advice: closestTo(
      chunk.name,
      names,
      `Give code/${root.of} a line ${writeReference(chunk.name, listing.language)}.`,
    ),
  });
}

export function variantCircle(root: Root, variants: readonly Root[]): Problem {
  const paths = [...variants, root].map(({ path }) => `code/${path}`);
  return blockProblem(root.listing.block, {
    code: 'circle-of-variants',
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
  const name = stray.chapter === undefined ? stray.name : `${stray.chapter}/${stray.name}`;
  if (hasComments(language)) {
    const isCrowded = readCrowdedReference(block.lines[index] ?? '', language) !== undefined;
    return blockProblem(
      block,
      {
        code: isCrowded ? 'reference-not-alone' : 'reference-outside-comment',
        message: isCrowded
          ? `<<${name}>> does not stand alone on its line`
          : `<<${name}>> does not stand in a comment of ${language}`,
        advice: `Call for it in a comment, alone on its line: ${writeReference(name, language)}`,
      },
      place,
    );
  }
  return blockProblem(
    block,
    {
      code: 'language-without-comments',
      message: `<<${name}>> calls for a chunk, but the tool knows no comments of ${language || 'this language'} to do it in`,
      advice: 'Write the text out, or put it into a file of a language that has comments.',
    },
    place,
  );
}
