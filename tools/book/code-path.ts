import type { Problem } from '../base/problem.ts';
import { blockProblem } from './block-problem.ts';
import type { Block } from './chapter.ts';
import type { Listing } from './listing.ts';

/** A file that a listing makes already. */
interface Made {
  readonly path: string;
  readonly listing: Listing;
}

/** How many characters a path may have, so that every system has room for it and for what is written beside it. */
const LONGEST = 200;

/** A path of ordinary names, below its chapter's folder. */
export function outOfTheHouse({ block, chapter }: Listing, path: string): Problem | undefined {
  const file = path.slice(path.indexOf('/') + 1);
  if (file.length > LONGEST) {
    return blockProblem(block, {
      code: 'long-path',
      message: `the path has ${file.length.toLocaleString('en')} characters`,
      advice: `Give a shorter one, of at most ${LONGEST}.`,
    });
  }
  for (const own of [`code/${chapter.slug}/`, `${chapter.slug}/`])
    if (file.startsWith(own)) return withOwnFolder(block, file, file.slice(own.length));
  if (isOrdinary(file)) return undefined;
  const joined = file.trim().replace(/\s+/g, '-');
  return isOrdinary(joined) ? withBlanks(block, file, joined) : unusual(block, file);
}

function isOrdinary(file: string): boolean {
  return file.split('/').every((name) => /^(?!\.)[\w.@+-]+$/.test(name) && !name.endsWith('.'));
}

function withOwnFolder(block: Block, file: string, rest: string): Problem {
  return blockProblem(block, {
    code: 'path-with-own-folder',
    message: `the path "${file}" begins with the chapter's own folder`,
    advice: `Files lie there already: write ${rest || 'the name of a file'}.`,
  });
}

function withBlanks(block: Block, file: string, joined: string): Problem {
  return blockProblem(block, {
    code: 'path-out-of-folder',
    message: `the path "${file}" has blanks`,
    advice: `The name of a file has none: ${joined}.`,
  });
}

function unusual(block: Block, file: string): Problem {
  return blockProblem(block, {
    code: 'path-out-of-folder',
    message: `the path "${file}" leads out of the chapter's folder or has an unusual name`,
    advice: 'Give a file name of letters, digits, - _ . + @, with / only between folders.',
  });
}

/** The files that listings make, found by their paths however these are spelled. */
export class MadeFiles {
  /** The first file below each folder, and each file itself, by its path in small letters. */
  readonly #first = new Map<string, { readonly spelled: string; readonly file: Made }>();

  add(listing: Listing, path: string): void {
    for (const way of waysTo(path)) {
      const key = way.toLowerCase();
      if (!this.#first.has(key)) this.#first.set(key, { spelled: way, file: { path, listing } });
    }
  }

  /** What is wrong with one more file, where it can't lie beside another. */
  clash(listing: Listing, path: string): Problem | undefined {
    for (const way of waysTo(path)) {
      const first = this.#first.get(way.toLowerCase());
      if (first && collides(first, way, path)) return secondListing(listing, path, first.file);
    }
    return undefined;
  }
}

/** `a/b.ts` leads through `a` to `a/b.ts`. */
function waysTo(path: string): readonly string[] {
  const names = path.split('/');
  return names.map((_, at) => names.slice(0, at + 1).join('/'));
}

/** A name can't be a file and a folder, and names that differ in case alone are one on many systems. */
function collides(
  { spelled, file }: { readonly spelled: string; readonly file: Made },
  way: string,
  path: string,
): boolean {
  return spelled !== way || way === path || way === file.path;
}

function secondListing({ block }: Listing, path: string, first: Made): Problem {
  const { source, place } = first.listing.block;
  const isSame = first.path.toLowerCase() === path.toLowerCase();
  const message = isSame
    ? `a second listing for code/${path}`
    : `code/${path} can't lie beside code/${first.path}`;
  const advice = isSame ? 'Make this one a chunk, {#chunk}, that it calls for, or give' : 'Give';
  return blockProblem(block, {
    code: isSame ? 'second-listing' : 'colliding-paths',
    message,
    advice: `The first is at ${source.path}:${place.line}. ${advice} it another name.`,
  });
}
