import { type Listing } from './listing.ts';

/** What ties a chapter's programs to other chapters. */
export interface ChapterLinks {
  /** The chapters whose chunks or files its listings name, by slug. */
  readonly names: readonly string[];
  /** Has a part in an exercise, whose parts stand in several chapters. */
  readonly hasExercises: boolean;
}

/** Reads them from a chapter's listings; rather one link too many than one too few. */
export function linksOf(listings: readonly Listing[]): ChapterLinks {
  const names = new Set<string>();
  for (const { block, role } of listings) {
    for (const line of block.lines) {
      if (!line.includes('<<')) continue;
      for (const [, slug = ''] of line.matchAll(/<<([\w-]+)\//g)) names.add(slug);
    }
    if (role.kind === 'variant' && role.of && 'path' in role.of)
      names.add(role.of.path.replace(/\/.*/, ''));
  }
  const own = listings[0]?.chapter.slug;
  return {
    names: [...names].filter((name) => name !== own),
    hasExercises: listings.some(isOfExercise),
  };
}

function isOfExercise({ role, chapter }: Listing): boolean {
  if (role.kind === 'message') return true;
  if (role.kind === 'chunk' || role.kind === 'file') return role.scope !== chapter.slug;
  if (role.kind !== 'variant') return false;
  return (
    !role.path.startsWith(`${chapter.slug}/`) || (role.of !== undefined && 'exercise' in role.of)
  );
}
