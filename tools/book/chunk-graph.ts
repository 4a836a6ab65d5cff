import type { Problem } from '../base/problem.ts';
import { blockProblem } from './block-problem.ts';
import { MadeFiles, outOfTheHouse } from './code-path.ts';
import type { Base, Listing, Role } from './listing.ts';
import {
  twoBases,
  variantOfLater,
  variantOfNothing,
  variantWithoutBase,
} from './variant-problems.ts';

/** The block or blocks of one name in one scope. */
export interface Chunk {
  readonly scope: string;
  readonly name: string;
  readonly listings: readonly Listing[];
}

/** A file that tangling makes: written out, or a variant of another. */
export type Root =
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly scope: string;
      readonly listing: Listing;
    }
  | {
      readonly kind: 'variant';
      readonly path: string;
      readonly of: string;
      readonly listing: Listing;
      /** The chunks that it puts in place, by name. */
      readonly chunks: ReadonlyMap<string, Chunk>;
    };

/** All files and chunks of the book by name. */
export interface ChunkGraph {
  readonly roots: ReadonlyMap<string, Root>;
  /** Chunks by scope and name, as `chunkKey` joins them. */
  readonly chunks: ReadonlyMap<string, Chunk>;
  readonly problems: readonly Problem[];
}

export function chunkKey(scope: string, name: string): string {
  return `${scope}#${name}`;
}

/** The scope in which a listing's references look for their chunks. */
export function scopeOf({ chapter, role }: Pick<Listing, 'chapter' | 'role'>): string {
  return role.kind === 'chunk' || role.kind === 'file' ? role.scope : chapter.slug;
}

/** A file that can't be made, for its path; what it calls for is called for. */
export function isLeftOut({ roots }: ChunkGraph, listing: Listing): boolean {
  const { role } = listing;
  return role.kind === 'file' && roots.get(role.path)?.listing !== listing;
}

/** Puts the listings of all chapters, in the order of the book, under their names. */
export function chunkGraph(listings: readonly Listing[]): ChunkGraph {
  const problems: Problem[] = [];
  const chunks = collectChunks(listings);
  const files = listings.filter((listing) => listing.role.kind === 'file');
  const roots = new Map<string, Root>();
  const making = { roots, made: new MadeFiles(), problems };
  for (const listing of files) addFile(listing, making);
  for (const [path, variant] of variants(listings)) addVariant(path, variant, making);
  dropBaseless(roots, problems);
  for (const chunk of [...chunks.values(), ...variantChunks(roots)]) {
    if (chunk.listings.every(isBlank)) problems.push(emptyListing(chunk.listings[0]));
  }
  for (const file of files) if (isBlank(file)) problems.push(emptyListing(file));
  return { roots, chunks, problems };
}

function collectChunks(listings: readonly Listing[]): Map<string, Chunk> {
  const chunks = new Map<string, Chunk>();
  for (const listing of listings) {
    const { role } = listing;
    if (role.kind !== 'chunk') continue;
    const { scope, name } = role;
    const key = chunkKey(scope, name);
    chunks.set(key, { scope, name, listings: [...(chunks.get(key)?.listings ?? []), listing] });
  }
  return chunks;
}

interface Making {
  readonly roots: Map<string, Root>;
  readonly made: MadeFiles;
  readonly problems: Problem[];
}

function addFile(listing: Listing, { roots, made, problems }: Making): void {
  const { role } = listing;
  if (role.kind !== 'file') return;
  const problem = outOfTheHouse(listing, role.path) ?? made.clash(listing, role.path);
  if (problem) problems.push(problem);
  else {
    made.add(listing, role.path);
    roots.set(role.path, { ...role, listing });
  }
}

type VariantListing = Listing & { readonly role: Extract<Role, { kind: 'variant' }> };

function variants(listings: readonly Listing[]): Map<string, VariantListing[]> {
  const isVariant = (listing: Listing): listing is VariantListing =>
    listing.role.kind === 'variant';
  const byPath = new Map<string, VariantListing[]>();
  for (const listing of listings.filter(isVariant)) {
    const { path } = listing.role;
    byPath.set(path, [...(byPath.get(path) ?? []), listing]);
  }
  return byPath;
}

function addVariant(
  path: string,
  listings: readonly VariantListing[],
  { roots, made, problems }: Making,
): void {
  const [listing] = listings;
  if (!listing) return;
  const problem = outOfTheHouse(listing, path) ?? made.clash(listing, path);
  const bases = new Set(
    listings.flatMap(({ role }) => (role.of ? [basePath(role.of, roots)] : [])),
  );
  const [of] = bases;
  if (problem) problems.push(problem);
  else if (of === undefined) problems.push(variantWithoutBase(listing));
  else if (bases.size > 1) {
    const last = listings.findLast(({ role }) => role.of !== undefined) ?? listing;
    problems.push(twoBases(last, [...bases]));
  } else {
    const chunks = new Map<string, Chunk>();
    for (const listing of listings) {
      const { name } = listing.role;
      chunks.set(name, {
        scope: path,
        name,
        listings: [...(chunks.get(name)?.listings ?? []), listing],
      });
    }
    made.add(listing, path);
    roots.set(path, { kind: 'variant', path, of, listing, chunks });
  }
}

function basePath(base: Base, roots: ReadonlyMap<string, Root>): string {
  if ('path' in base) return base.path;
  const ending = `/exercises/${base.exercise}.ts`;
  return [...roots.keys()].find((path) => path.endsWith(ending)) ?? `*${ending}`;
}

/** A variant that builds on such a one is let be, until that one is mended. */
function dropBaseless(roots: Map<string, Root>, problems: Problem[]): void {
  const dropped = [...roots.values()].filter((root) => root.kind === 'variant' && !hasBase(root));
  const lost = new Set(dropped.map(({ path }) => path));
  const sound = [...roots.values()].filter(
    (root) => !lost.has(root.path) && !(root.kind === 'variant' && lost.has(root.of)),
  );
  const paths = sound.map(({ path }) => path);
  for (const root of dropped) {
    if (root.kind !== 'variant') continue;
    const { listing, of } = root;
    problems.push(
      roots.has(of) ? variantOfLater(listing, of) : variantOfNothing(listing, of, paths),
    );
  }
  for (const path of lost) roots.delete(path);

  function hasBase(root: Extract<Root, { kind: 'variant' }>): boolean {
    const base = roots.get(root.of);
    return base !== undefined && !isLater(base, root);
  }
}

function isLater(base: Root, root: Root): boolean {
  return base.listing.chapter.slug > root.listing.chapter.slug;
}

function variantChunks(roots: ReadonlyMap<string, Root>): readonly Chunk[] {
  return [...roots.values()].flatMap((root) =>
    root.kind === 'variant' ? [...root.chunks.values()] : [],
  );
}

function isBlank({ block }: Listing): boolean {
  return block.lines.every((line) => line.trim() === '');
}

function emptyListing(listing: Listing | undefined): Problem {
  if (!listing) throw new Error('a chunk without a block');
  return blockProblem(listing.block, {
    code: 'empty-listing',
    message: listing.role.kind === 'file' ? 'the listing is empty' : 'the chunk is empty',
    advice: 'Write its code, or take the block away.',
  });
}
