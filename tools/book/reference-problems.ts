import type { Problem } from '../base/problem.ts';
import { blockProblem } from './block-problem.ts';
import { placeIn } from './chapter.ts';
import { type Chunk, type Root, scopeOf } from './chunk-graph.ts';
import { exerciseOf, type Listing } from './listing.ts';
import { closestTo } from './nearest.ts';
import { hasComments, readCrowdedReference, type Reference, writeReference } from './reference.ts';

/** What is wrong with a reference, wherever it stands. */
export interface Unfound extends Pick<Problem, 'code' | 'message' | 'advice'> {
  /** The chunk that the advice is about: its reference may be this one. */
  readonly meant?: Chunk | undefined;
}

/** What may have been meant by a name that no chunk has. It is asked only for the problem's advice. */
export interface Candidates {
  /** The names that could stand there. */
  readonly names: () => readonly string[];
  /** A chunk of this name that is not seen from there. */
  readonly unseen?: () => Chunk | undefined;
}

export function undefinedChunk(name: string, listing: Listing, candidates: Candidates): Unfound {
  const { names, unseen = () => undefined } = candidates;
  return {
    code: 'unknown-chunk',
    message: `undefined reference: no chunk ${name}`,
    get advice() {
      const chunk = unseen();
      if (chunk) return adviceOnUnseen(chunk, listing);
      const nearest = closestTo(name, names(), '');
      return `${nearest} Or write it: ${blockFor(name, listing)}.`.replace(/^ Or w/, 'W');
    },
    get meant() {
      return unseen();
    },
  };
}

/** How to come by a chunk that the listing's references don't see. */
function adviceOnUnseen({ scope, name }: Chunk, listing: Listing): string {
  const block = blockFor(name, listing);
  const exercise = exerciseOf(scope);
  if (exercise !== undefined)
    return `Only exercise ${exercise} sees its chunk ${name}. Write another one: ${block}.`;
  const call = writeReference(`${scope}/${name}`, listing.language);
  return scope === listing.chapter.slug
    ? `An exercise does not see its chapter's chunk ${name}. Write it for the exercise, ${block}, or call for the chapter's with ${call}.`
    : `${scope} has one: ${call}. Or write it: ${block}.`;
}

/** The block that a reference of the listing finds by this name. */
function blockFor(name: string, listing: Listing): string {
  const [own = '', slug] = name.split('/').reverse();
  if (slug !== undefined) return `a block with the header {#${own}} in ${slug}`;
  const exercise = exerciseOf(scopeOf(listing));
  return `a block with the header {${exercise === undefined ? '' : `exercise=${exercise} `}#${own}}`;
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
  const exercise = exerciseOf(chunk.scope);
  const where = exercise === undefined ? '' : ` in exercise ${exercise}`;
  const call = writeReference(chunk.name, listing.language);
  return blockProblem(listing.block, {
    code: 'unused-chunk',
    message: `the chunk ${chunk.name} is used nowhere`,
    advice: `Call for it with ${call}${where}, or take it away.`,
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
