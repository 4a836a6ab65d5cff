import type { Problem } from '../base/problem.ts';
import { blockProblem } from './block-problem.ts';
import { placeIn } from './chapter.ts';
import type { Chunk, Root } from './chunk-graph.ts';
import type { Listing } from './listing.ts';
import { closestTo } from './nearest.ts';
import { hasComments, readCrowdedReference, type Reference, writeReference } from './reference.ts';

/** What is wrong with a reference, wherever it stands. */
export type Unfound = Pick<Problem, 'code' | 'message' | 'advice'>;

/** `names`: gives those that may have been meant. It is asked only for the problem's advice. */
export function undefinedChunk(name: string, names: () => readonly string[]): Unfound {
  const [own = '', slug] = name.split('/').reverse();
  const block = `a block with the header {#${own}}${slug === undefined ? '' : ` in ${slug}`}.`;
  return {
    code: 'unknown-chunk',
    message: `undefined reference: no chunk ${name}`,
    get advice() {
      return `${closestTo(name, names(), '')} Or write it: ${block}`.replace(/^ Or w/, 'W');
    },
  };
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

/** A reference that goes deeper than so many chunks. */
export function tooDeep(depth: number): Unfound {
  return {
    code: 'too-deep',
    message: `more than ${depth} chunks stand in each other here`,
    advice: 'Let the file itself call for some of them, one below the other.',
  };
}

/** A line of a file by which all files of a book have more than so many lines or characters. */
export function tooMuch(most: number, what: string): Unfound {
  return {
    code: 'too-large',
    message: `here the book's files grow beyond ${most.toLocaleString('en')} ${what}`,
    advice: 'Where chunks call twice for the next they double at each level: call for them once.',
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

/** A variant whose base is a variant, and so on, more than so many times. */
export function variantTooDeep(root: Root, depth: number): Problem {
  return blockProblem(root.listing.block, {
    code: 'too-deep',
    message: `code/${root.path} builds on more than ${depth} variants`,
    advice: 'Make it a variant of a file that is nearer to the written one.',
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
