import { join } from 'node:path';
import { type Problem, ProblemsFound, WrongUse } from '../base/problem.ts';
import type { ChapterFile } from '../book/book.ts';
import { namesIn, readIfThere } from '../system/disk.ts';

/** The files of `chapters/` in the order of their names. */
export function chapterFiles(root: string): readonly ChapterFile[] {
  return chapterNames(root).map((name) => chapterFile(root, name));
}

/** The names of the files of `chapters/`, sorted. Throws WrongUse where there is none. */
export function chapterNames(root: string): readonly string[] {
  const names = namesIn(join(root, 'chapters'))?.filter((name) => /^[^.].*\.md$/.test(name));
  if (!names) throw new WrongUse(`no folder chapters/ in ${root}`, STAND_IN_BOOK);
  if (names.length === 0)
    throw new WrongUse(`no chapter in ${join(root, 'chapters')}`, ADD_CHAPTER);
  return names;
}

export function chapterFile(root: string, name: string): ChapterFile {
  const bytes = readIfThere(join(root, 'chapters', name));
  if (!bytes) throw new ProblemsFound(linkToNothing(`chapters/${name}`));
  return { path: `chapters/${name}`, bytes };
}

const STAND_IN_BOOK = "Stand in the book's top folder, or name it with --root DIR.";
const ADD_CHAPTER =
  'Write one: chapters/01-first-chapter.md, beginning with its title, # First chapter.';

function linkToNothing(path: string): Problem {
  return {
    code: 'unreadable-file',
    message: `can't read ${path}: it is a link to nothing`,
    advice: 'Put the chapter there, or take the link away.',
  };
}
