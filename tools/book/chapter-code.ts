import { chapterFolder } from '../base/chapter-folder.ts';
import type { Book } from './book.ts';
import { textOf } from './tangle.ts';

/** All that is made of a chapter's listings, or lies in its folder, as one text; by the chapter's slug. */
export type ChapterCode = ReadonlyMap<string, string>;

/** What each chapter of a book has of its files and of the examples that are type-checked. */
export function chapterCode({ tangled: { files, examples } }: Book): ChapterCode {
  const code = new Map<string, string>();
  for (const file of [...files, ...examples]) {
    const slugs = new Set([chapterFolder(file.path), file.listing.chapter.slug]);
    const text = `${file.path}\n${textOf(file)}\n`;
    for (const slug of slugs) code.set(slug, (code.get(slug) ?? '') + text);
  }
  return code;
}

/** The slugs of the chapters whose code isn't what it was. */
export function changedCode(before: ChapterCode, now: ChapterCode): readonly string[] {
  const slugs = [...new Set([...before.keys(), ...now.keys()])];
  return slugs.filter((slug) => before.get(slug) !== now.get(slug));
}
