import { join } from 'node:path';
import { type Problem, ProblemsFound, WrongUse } from '../base/problem.ts';
import { textFile } from '../base/text-file.ts';
import { type Book, readBook } from '../book/book.ts';
import { type Chapter, readChapter } from '../book/chapter.ts';
import { type Exercise, exercisesOf, mayHaveExercises, readExercises } from '../book/exercise.ts';
import { isChapter } from '../book/programs.ts';
import { namesIn, readIfThere } from '../system/disk.ts';

/** Reads the chapters of the book whose top folder is `root`. */
export function loadBook(root: string): Book {
  return readBook(chapterFiles(root));
}

/** The exercises of the book, quickly: chapters without any are not read, and `code/` is taken as it lies there. */
export function loadExercises(root: string): readonly Exercise[] {
  const files = chapterFiles(root).filter(({ bytes }) => mayHaveExercises(bytes));
  const chapters = files.map(({ path, bytes }) => readChapter(textFile(path, bytes)));
  const found = exercisesOf(chapters, (path) => {
    const bytes = readIfThere(join(root, 'code', path));
    return bytes && Buffer.from(bytes).toString();
  });
  const isTangled = found.every(({ starter }) => starter !== undefined);
  return isTangled ? found : readExercises(loadBook(root));
}

/** The files of `chapters/` as they lie there. */
export function chapterFiles(root: string): readonly { path: string; bytes: Uint8Array }[] {
  const names = namesIn(join(root, 'chapters'))?.filter((name) => /^[^.].*\.md$/.test(name));
  if (!names) throw new WrongUse(`no folder chapters/ in ${root}`, STAND_IN_BOOK);
  const files = names.map((name) => {
    const bytes = readIfThere(join(root, 'chapters', name));
    if (!bytes) throw new ProblemsFound(linkToNothing(`chapters/${name}`));
    return { path: `chapters/${name}`, bytes };
  });
  if (files.length === 0)
    throw new WrongUse(`no chapter in ${join(root, 'chapters')}`, ADD_CHAPTER);
  return files;
}

const STAND_IN_BOOK = "Stand in the book's top folder, or name it with --root DIR.";
const ADD_CHAPTER =
  'Write one: chapters/01-first-chapter.md, beginning with its title, # First chapter.';

/** The chapters that words mean, `04` or `4`; all of them where there are no words. */
export function chooseChapters({ chapters }: Book, words: readonly string[]): readonly Chapter[] {
  for (const word of words) {
    if (chapters.some(({ slug }) => isChapter(slug, word))) continue;
    throw new WrongUse(
      `no chapter ${word}`,
      `Known: ${chapters.map(({ slug }) => slug).join(', ')}.`,
    );
  }
  if (words.length === 0) return chapters;
  return chapters.filter(({ slug }) => words.some((word) => isChapter(slug, word)));
}

function linkToNothing(path: string): Problem {
  return {
    code: 'unreadable-file',
    message: `can't read ${path}: it is a link to nothing`,
    advice: 'Put the chapter there, or take the link away.',
  };
}
