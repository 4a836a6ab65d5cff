import { join } from 'node:path';
import { WrongUse } from '../base/problem.ts';
import { textFile } from '../base/text-file.ts';
import { type Book, readBook } from '../book/book.ts';
import { type Chapter, readChapter } from '../book/chapter.ts';
import { type Exercise, exercisesOf, mayHaveExercises, readExercises } from '../book/exercise.ts';
import { isChapter } from '../book/programs.ts';
import { readIfThere } from '../system/disk.ts';
import { chapterFiles } from './chapter-files.ts';

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

/** The chapters that words mean, `04` or `4`; all of them where there are no words. */
export function chooseChapters<T extends Pick<Chapter, 'slug'>>(
  { chapters }: { readonly chapters: readonly T[] },
  words: readonly string[],
): readonly T[] {
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
