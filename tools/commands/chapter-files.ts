import { join } from 'node:path';
import { type Problem, ProblemsFound, WrongUse } from '../base/problem.ts';
import type { ChapterFile } from '../book/book.ts';
import { namesIn, readIfThere } from '../system/disk.ts';

/** The files of `chapters/` in the order of their names. */
export function chapterFiles(root: string): readonly ChapterFile[] {
  return chapterNames(root).map((name) => chapterFile(root, name));
}

/** The files of `chapters/` as far as they can be read, and what is wrong with the others, by their paths. */
export interface FoundChapters {
  readonly files: readonly ChapterFile[];
  readonly unread: ReadonlyMap<string, readonly Problem[]>;
}

/** Reads whatever it can. Throws WrongUse where there is no chapter at all. */
export function findChapters(root: string): FoundChapters {
  const files: ChapterFile[] = [];
  const unread = new Map<string, readonly Problem[]>();
  for (const name of chapterNames(root)) {
    try {
      files.push(chapterFile(root, name));
    } catch (error) {
      if (!(error instanceof ProblemsFound)) throw error;
      unread.set(`chapters/${name}`, error.problems);
    }
  }
  return { files, unread };
}

/** The names of the files of `chapters/`, sorted. Throws WrongUse where there is none. */
export function chapterNames(root: string): readonly string[] {
  const folder = join(root, 'chapters');
  const all = namesIn(folder);
  if (!all) throw new WrongUse(`no folder chapters/ in ${root}`, STAND_IN_BOOK);
  const names = all.filter((name) => /^[^.].*\.md$/.test(name));
  const misnamed = all.filter((name) => OTHER_ENDING.test(name));
  if (names.length === 0) throw new WrongUse(`no chapter in ${folder}`, whereItMayBe(folder, all));
  if (misnamed.length > 0) throw new ProblemsFound(...misnamed.map(otherEnding));
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

/** What is named as a chapter but for its ending. */
const OTHER_ENDING = /^(?:\d+|[a-z])-.*\.(?:markdown|(?!md$)md)$/i;

/** `names`: what lies in the folder, where no chapter does. */
function whereItMayBe(folder: string, names: readonly string[]): string {
  const misnamed = names.find((name) => OTHER_ENDING.test(name));
  if (misnamed !== undefined) return withGoodEnding(misnamed);
  for (const name of names) {
    const below = namesIn(join(folder, name))?.find((file) => file.endsWith('.md'));
    if (below !== undefined)
      return `Chapters lie in chapters/ itself: move chapters/${name}/${below} there.`;
  }
  return ADD_CHAPTER;
}

function otherEnding(name: string): Problem {
  return {
    code: 'chapter-name',
    message: `chapters/${name} is left out, for it has not the ending of a chapter`,
    place: { file: `chapters/${name}`, line: 1, column: 1 },
    advice: withGoodEnding(name),
  };
}

function withGoodEnding(name: string): string {
  return `Chapters end in .md: rename it to chapters/${name.replace(/[^.]*$/, 'md')}.`;
}

function linkToNothing(path: string): Problem {
  return {
    code: 'unreadable-file',
    message: `can't read ${path}: it is a link to nothing`,
    advice: 'Put the chapter there, or take the link away.',
  };
}
