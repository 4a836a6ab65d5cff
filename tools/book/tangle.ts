import type { Problem } from '../base/problem.ts';
import { blockProblem } from './block-problem.ts';
import { placeIn } from './chapter.ts';
import {
  type Chunk,
  chunkGraph,
  type ChunkGraph,
  chunkKey,
  isLeftOut,
  type Root,
  scopeOf,
} from './chunk-graph.ts';
import { findChunk, type Scopes } from './chunk-lookup.ts';
import type { Listing } from './listing.ts';
import {
  readCrowdedReference,
  readReference,
  readStrayReference,
  type Reference,
  unescapeReference,
} from './reference.ts';
import {
  circle,
  strayReference,
  unfoundChunk,
  unusedChunk,
  variantCircle,
} from './reference-problems.ts';

/** A line of a tangled file with the line of the listing that it comes from. */
export interface TangledLine {
  readonly text: string;
  readonly listing: Listing;
  /** Which line of the listing, from 0; -1 for the blank line before a chunk's continuation. */
  readonly index: number;
  /** How many characters of indentation references have put before it. */
  readonly indent: number;
  /** The references that brought it here, outermost first. */
  readonly calls: readonly Call[];
}

/** A reference, as the line of a listing (from 0) that it is, and the chunk that it calls for. */
export interface Call {
  readonly listing: Listing;
  readonly index: number;
  readonly chunk: Chunk;
  readonly indent: string;
}

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
}

/** Puts all listings of the book together. `chapters`: the slugs of all chapters. */
export function tangle(listings: readonly Listing[], chapters: readonly string[]): Tangled {
  const graph = chunkGraph(listings);
  const problems = new Map<string, Problem>();
  const work: Work = { graph, chapters, problems, called: new Set() };
  const files = [...graph.roots.values()].map((root) => expandRoot(work, root));
  const examples = listings.filter(isExample).map((listing) => expandExample(work, listing));
  for (const listing of listings.filter((listing) => isLeftOut(graph, listing))) {
    expandListing(work, listing, { overrides: [], scope: scopeOf(listing), calls: [] });
  }
  const uncalled = (chunk: Chunk) => !work.called.has(chunkKey(chunk.scope, chunk.name));
  const idle = [...graph.chunks.values()].filter(uncalled);
  for (const chunk of idle)
    expandChunk(work, chunk, { overrides: [], scope: chunk.scope, calls: [] });
  const unused = idle.filter(uncalled).map(unusedChunk);
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files, examples, problems: [...graph.problems, ...problems.values()], unused };
}

/** The text of a tangled file: no blanks at line ends, one newline at the end. */
export function textOf({ lines }: TangledFile): string {
  const text = lines.map(({ text }) => text.trimEnd()).join('\n');
  return `${text.replace(/\n+$/, '')}\n`;
}

interface Work {
  readonly graph: ChunkGraph;
  readonly chapters: readonly string[];
  /** By message and place, so that a chunk that is called for twice is complained of once. */
  readonly problems: Map<string, Problem>;
  /** The keys of the chunks that some file called for. */
  readonly called: Set<string>;
}

/** Where references look for their chunks, and which of them have led here. */
interface Look extends Scopes {
  /** The references whose chunks are being put in place, outermost first. */
  readonly calls: readonly Call[];
}

function expandRoot(work: Work, root: Root): TangledFile {
  const variants: Extract<Root, { kind: 'variant' }>[] = [];
  let file: Root | undefined = root;
  while (file?.kind === 'variant' && !variants.includes(file)) {
    variants.push(file);
    file = work.graph.roots.get(file.of);
  }
  if (file?.kind !== 'file') {
    if (file) note(work, variantCircle(root, variants));
    return { path: root.path, lines: [], listing: root.listing };
  }
  const overrides = variants.map(({ chunks }) => chunks);
  const look = { overrides, scope: file.scope, calls: [] };
  const called = new Set<string>();
  const lines = expandListing({ ...work, called }, file.listing, look);
  for (const key of called) work.called.add(key);
  for (const chunk of overrides[0]?.values() ?? []) {
    if (!called.has(chunkKey(root.path, chunk.name))) note(work, unfoundChunk(chunk, root, called));
  }
  return { path: root.path, lines, listing: root.listing };
}

function expandExample(work: Work, listing: Listing): TangledFile {
  const { slug } = listing.chapter;
  const lines = expandListing(work, listing, { overrides: [], scope: slug, calls: [] });
  return { path: slug, lines, listing };
}

function expandListing(work: Work, listing: Listing, look: Look): readonly TangledLine[] {
  const { block, language } = listing;
  return block.lines.flatMap((text, index) => {
    const reference = readReference(text, language);
    if (reference) return expandReference(work, listing, index, reference, look);
    const stray = text.includes('\\<<')
      ? undefined
      : (readStrayReference(text) ?? crowded(work, listing, text, look));
    if (stray) {
      note(work, strayReference(listing, index, stray));
      work.called.add(chunkKey(look.scope, stray.name));
    }
    return [{ text: unescapeReference(text), listing, index, indent: 0, calls: look.calls }];
  });
}

/** A call for a chunk that is there, with something beside it; without such a chunk it may be any text. */
function crowded(work: Work, listing: Listing, text: string, look: Look): Reference | undefined {
  const reference = readCrowdedReference(text, listing.language);
  return reference && !('message' in findChunk(work, listing, reference, look))
    ? reference
    : undefined;
}

function expandReference(
  work: Work,
  listing: Listing,
  index: number,
  reference: Reference,
  look: Look,
): readonly TangledLine[] {
  const place = placeIn(listing.block, index, reference.character);
  const chunk = findChunk(work, listing, reference, look);
  if ('message' in chunk) {
    note(work, blockProblem(listing.block, chunk, place));
    return [];
  }
  work.called.add(chunkKey(chunk.scope, chunk.name));
  const { indent } = reference;
  const chain = look.calls.map(({ chunk }) => chunk);
  if (chain.includes(chunk)) {
    note(work, blockProblem(listing.block, circle([...chain, chunk]), place));
    return [];
  }
  const calls = [...look.calls, { listing, index, chunk, indent }];
  return expandChunk(work, chunk, { ...look, calls }).map((line) => indented(line, indent));
}

function expandChunk(work: Work, chunk: Chunk, look: Look): readonly TangledLine[] {
  return chunk.listings.flatMap((listing, index) => {
    const lines = expandListing(work, listing, look);
    const between = { text: '', listing, index: -1, indent: 0, calls: look.calls };
    return index === 0 ? lines : [between, ...lines];
  });
}

function indented(line: TangledLine, indent: string): TangledLine {
  if (line.text.trim() === '') return { ...line, text: '' };
  return { ...line, text: indent + line.text, indent: line.indent + indent.length };
}

function isExample({ role }: Listing): boolean {
  return role.kind === 'example' || role.kind === 'fails';
}

function note(work: Work, problem: Problem): void {
  const { file, line, column } = problem.place ?? { file: '', line: 0, column: 0 };
  work.problems.set(`${file}:${line}:${column} ${problem.message}`, problem);
}
