/** The folder in `code/` of the book's solutions, and that of its mistakes: the appendices' slugs. */
export const SOLUTIONS = 'a-solutions';
export const MISTAKES = 'b-museum-of-mistakes';

/** The name of a chapter's file without its ending; also its folder in `code/`. */
export function slugOf(path: string): string {
  return path.replace(/^.*\//, '').replace(/\.md$/, '');
}

/** What stands before a slug's first dash. */
export function numberOf(slug: string): string {
  return slug.split('-')[0] ?? slug;
}
