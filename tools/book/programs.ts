/** A tangled file that runs by itself. */
export interface Program {
  /** Its chapter's slug. */
  readonly chapter: string;
  /** Its file's name without ending. */
  readonly name: string;
  /** Below `code/`. */
  readonly path: string;
}

/**
 * The programs among tangled files: the TypeScript files that lie in a chapter's folder itself. One that
 * exports something is a part of others.
 */
export function programs(
  files: readonly { readonly path: string; readonly text: string }[],
): readonly Program[] {
  return files.flatMap(({ path, text }) => {
    const [, chapter, name] = /^([^/]+)\/([^/]+)\.ts$/.exec(path) ?? [];
    return chapter && name && !/^export\b/m.test(text) ? [{ chapter, name, path }] : [];
  });
}

/** The programs that `words` may mean: `04/server`, or shorter while it is the only one (`4/ser`). */
export function findPrograms(known: readonly Program[], words: string): readonly Program[] {
  const [chapter = '', name = '', ...more] = words.split('/');
  if (more.length > 0) return [];
  const near = known.filter(
    (program) => isChapter(program.chapter, chapter) && program.name.startsWith(name),
  );
  const exact = near.filter((program) => program.name === name);
  return exact.length > 0 ? exact : near;
}

/** Whether a chapter's slug is meant by its number, with or without its zero, or else by its beginning. */
export function isChapter(slug: string, word: string): boolean {
  if (/^\d+$/.test(word)) return Number(slug.split('-')[0]) === Number(word);
  return word !== '' && slug.startsWith(word);
}
