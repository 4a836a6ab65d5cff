import { chapterFolder } from '../base/chapter-folder.ts';
import { type Chunk, type ChunkGraph, chunkKey, scopeOf } from './chunk-graph.ts';
import type { Listing } from './listing.ts';
import type { Reference } from './reference.ts';
import {
  laterChapter,
  undefinedChunk,
  type Unfound,
  unknownChapter,
} from './reference-problems.ts';

/** All that a reference may mean. */
export interface Known {
  readonly graph: ChunkGraph;
  /** The slugs of all chapters. */
  readonly chapters: readonly string[];
}

/** Where a reference looks for its chunk. */
export interface Scopes {
  /** The variant's own chunks, the nearest variant first. */
  readonly overrides: readonly ReadonlyMap<string, Chunk>[];
  /** The scope of the file at the bottom of the variants, whose chunks they replace. */
  readonly scope: string;
}

/** The chunk that a reference in a listing calls for, or why there is none. */
export function findChunk(
  known: Known,
  listing: Listing,
  { chapter: slug, name }: Reference,
  look: Scopes,
): Chunk | Unfound {
  const { chunks } = known.graph;
  const { role } = listing;
  const own = scopeOf(listing);
  if (slug !== undefined) return findElsewhere(known, listing, slug, name);
  if (own === look.scope || role.kind === 'variant') {
    for (const overrides of look.overrides) {
      const override = overrides.get(name);
      if (override) return override;
    }
  }
  const base = role.kind === 'variant' ? look.scope : own;
  const found = chunks.get(chunkKey(own, name)) ?? chunks.get(chunkKey(base, name));
  return (
    found ??
    undefinedChunk(name, listing, {
      names: () => namesIn(known, [own, base]),
      unseen: () => unseenChunk(known, own, name),
    })
  );
}

function findElsewhere(
  known: Known,
  listing: Listing,
  slug: string,
  name: string,
): Chunk | Unfound {
  if (!known.chapters.includes(slug)) return unknownChapter(slug, known.chapters);
  if (slug > listing.chapter.slug) return laterChapter(`${slug}/${name}`);
  const chunk = known.graph.chunks.get(chunkKey(slug, name));
  const names = () => namesIn(known, [slug]).map((name) => `${slug}/${name}`);
  return chunk ?? undefinedChunk(`${slug}/${name}`, listing, { names });
}

/** A chunk of the name where a reference in a scope doesn't look: in its chapter, an earlier one, an exercise. */
function unseenChunk(known: Known, own: string, name: string): Chunk | undefined {
  const slug = chapterFolder(own);
  const near = [slug, ...known.chapters.filter((chapter) => chapter < slug).reverse()];
  const [found] = near.flatMap((scope) => known.graph.chunks.get(chunkKey(scope, name)) ?? []);
  return found ?? [...known.graph.chunks.values()].find(isOfExercise);

  function isOfExercise(chunk: Chunk): boolean {
    return chunk.name === name && chapterFolder(chunk.scope) === slug;
  }
}

function namesIn(known: Known, scopes: readonly string[]): readonly string[] {
  const chunks = [...known.graph.chunks.values()].filter(({ scope }) => scopes.includes(scope));
  return chunks.map(({ name }) => name);
}
