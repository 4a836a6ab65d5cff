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
  { chapter, role }: Listing,
  { chapter: slug, name }: Reference,
  look: Scopes,
): Chunk | Unfound {
  const { chunks } = known.graph;
  const own = scopeOf({ chapter, role });
  if (slug !== undefined) return findElsewhere(known, chapter.slug, slug, name);
  if (own === look.scope || role.kind === 'variant') {
    for (const overrides of look.overrides) {
      const override = overrides.get(name);
      if (override) return override;
    }
  }
  const found =
    chunks.get(chunkKey(own, name)) ??
    (role.kind === 'variant' ? chunks.get(chunkKey(look.scope, name)) : undefined);
  return found ?? undefinedChunk(name, () => namesIn(known, [own, look.scope]));
}

function findElsewhere(known: Known, here: string, slug: string, name: string): Chunk | Unfound {
  if (!known.chapters.includes(slug)) return unknownChapter(slug, known.chapters);
  if (slug > here) return laterChapter(`${slug}/${name}`);
  const chunk = known.graph.chunks.get(chunkKey(slug, name));
  const names = () => namesIn(known, [slug]).map((name) => `${slug}/${name}`);
  return chunk ?? undefinedChunk(`${slug}/${name}`, names);
}

function namesIn(known: Known, scopes: readonly string[]): readonly string[] {
  const chunks = [...known.graph.chunks.values()].filter(({ scope }) => scopes.includes(scope));
  return chunks.map(({ name }) => name);
}
