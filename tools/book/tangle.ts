import type { Problem } from '../base/problem.ts';
import { type Chunk, chunkGraph, chunkKey, isLeftOut, type Root, scopeOf } from './chunk-graph.ts';
import {
  DEPTH,
  expandChunk,
  expandListing,
  note,
  ROOM,
  type TangledLine,
  type Work,
} from './expansion.ts';
import type { Listing } from './listing.ts';
import { unfoundChunk, unusedChunk, variantCircle, variantTooDeep } from './reference-problems.ts';

export interface TangledFile {
  /** Below `code/`. */
  readonly path: string;
  readonly lines: readonly TangledLine[];
  readonly listing: Listing;
}

/** What the listings of a book make. */
export interface Tangled {
  /** By path. */
  readonly files: readonly TangledFile[];
  /** Listings that are type-checked by themselves, in the book's order; `path` is their chapter's folder. */
  readonly examples: readonly TangledFile[];
  readonly problems: readonly Problem[];
  /** Of the chunks that no file of the book calls for, as far as its listings could be read. */
  readonly unused: readonly Problem[];
  /** Of the room of a whole book. */
  readonly used: Used;
}

/** How many lines and characters were expanded. */
export interface Used {
  readonly lines: number;
  readonly characters: number;
}

/** Whether what parts of a book use is no more than a book may. */
export function hasRoom(parts: readonly Used[]): boolean {
  const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0);
  const lines = sum(parts.map(({ lines }) => lines));
  const characters = sum(parts.map(({ characters }) => characters));
  return lines <= ROOM.lines && characters <= ROOM.characters;
}

/** Puts all listings of the book together. `chapters`: the slugs of all chapters. */
export function tangle(listings: readonly Listing[], chapters: readonly string[]): Tangled {
  const graph = chunkGraph(listings);
  const problems = new Map<string, Problem>();
  const room = { ...ROOM };
  const work: Work = { graph, chapters, problems, called: new Set(), room };
  const files = [...graph.roots.values()].map((root) => expandRoot(work, root));
  const examples = listings.filter(isExample).map((listing) => expandExample(work, listing));
  for (const listing of listings.filter((listing) => isLeftOut(graph, listing)))
    expandListing(work, listing, { overrides: [], scope: scopeOf(listing) });
  const uncalled = (chunk: Chunk) => !work.called.has(chunkKey(chunk.scope, chunk.name));
  const idle = [...graph.chunks.values()].filter(uncalled);
  for (const chunk of idle) if (uncalled(chunk)) expandChunk(work, chunk);
  const unused = room.isExceeded ? [] : idle.filter(uncalled).map(unusedChunk);
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  const used = {
    lines: ROOM.lines - room.lines,
    characters: ROOM.characters - room.characters,
  };
  return { files, examples, problems: [...graph.problems, ...problems.values()], unused, used };
}

/** The text of a tangled file: no blanks at line ends, one newline at the end. */
export function textOf({ lines }: TangledFile): string {
  const text = lines.map(({ text }) => text.trimEnd()).join('\n');
  return `${text.replace(/(?<!\n)\n+$/, '')}\n`;
}

function expandRoot(work: Work, root: Root): TangledFile {
  const variants: Extract<Root, { kind: 'variant' }>[] = [];
  let file: Root | undefined = root;
  while (file?.kind === 'variant' && !variants.includes(file) && variants.length < DEPTH) {
    variants.push(file);
    file = work.graph.roots.get(file.of);
  }
  if (file?.kind !== 'file') {
    if (file)
      note(
        work,
        variants.includes(file) ? variantCircle(root, variants) : variantTooDeep(root, DEPTH),
      );
    return { path: root.path, lines: [], listing: root.listing };
  }
  const overrides = variants.map(({ chunks }) => chunks);
  const called = new Set<string>();
  const lines = expandListing({ ...work, called }, file.listing, { overrides, scope: file.scope });
  for (const key of called) work.called.add(key);
  for (const chunk of overrides[0]?.values() ?? []) {
    if (!work.room.isExceeded && !called.has(chunkKey(root.path, chunk.name)))
      note(work, unfoundChunk(chunk, root, called));
  }
  return { path: root.path, lines, listing: root.listing };
}

function expandExample(work: Work, listing: Listing): TangledFile {
  const { slug } = listing.chapter;
  const lines = expandListing(work, listing, { overrides: [], scope: slug });
  return { path: slug, lines, listing };
}

function isExample({ role }: Listing): boolean {
  return role.kind === 'example' || role.kind === 'fails';
}
