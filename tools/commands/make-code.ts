import { hash } from '../base/hash.ts';
import { byPlace, ProblemsFound } from '../base/problem.ts';
import { type Book, type ChapterFile, nameProblems, readBook } from '../book/book.ts';
import { tiesOf, standsAlone } from '../book/chapter-ties.ts';
import { hasRoom, textOf } from '../book/tangle.ts';
import type { KnownChapter } from '../system/last-tangle.ts';
import { keepHeapSmall, runLonger } from '../system/engine.ts';
import { syntaxProblems } from './syntax-problems.ts';

/** What chapters make. */
export interface Made {
  /** The texts of the files, by path below `code/`. */
  readonly wanted: ReadonlyMap<string, string>;
  /** What the next run may know; nothing where it has to begin anew. */
  readonly chapters?: readonly KnownChapter[];
}

/** Makes the code of a book. Throws ProblemsFound with all that is wrong with it. */
export async function makeCode(sources: readonly ChapterFile[]): Promise<Made> {
  const made = await makeInPieces(sources.map(knownChapter), sources);
  if (made) return made;
  const book = readBook(sources);
  const problems = [...book.problems, ...(await syntaxProblems(book))];
  if (problems.length > 0) throw new ProblemsFound(...problems.sort(byPlace));
  return { wanted: wantedOf(book) };
}

/**
 * Makes the code of these chapters of a book, one after the other where they have nothing to do with each other,
 * so that a large book needs no large memory. Nothing where something is wrong: only the whole book tells it all.
 */
export async function makeInPieces(
  all: readonly KnownChapter[],
  sources: readonly ChapterFile[],
): Promise<Made | undefined> {
  if (sources.reduce((sum, { bytes }) => sum + bytes.length, 0) > LONG_BYTES) runLonger();
  if (nameProblems(all).length > 0) return undefined;
  const known = new Map(all.map((chapter) => [chapter.path, chapter]));
  const isAlone = ({ path }: ChapterFile) => {
    const chapter = known.get(path);
    return chapter !== undefined && standsAlone(chapter, all);
  };
  const others = sources.filter((file) => !isAlone(file));
  const pieces = [...sources.filter(isAlone).map((file) => [file]), others];
  const wanted = new Map<string, string>();
  for (const piece of pieces.filter(({ length }) => length > 0)) {
    keepHeapSmall();
    const book = readBook(piece);
    if (book.problems.length > 0 || (await syntaxProblems(book)).length > 0) return undefined;
    for (const [path, text] of wantedOf(book)) wanted.set(path, text);
    for (const [index, { path }] of piece.entries()) {
      const chapter = known.get(path);
      if (chapter) known.set(path, { ...chapter, used: index === 0 ? book.tangled.used : NONE });
    }
  }
  const chapters = [...known.values()];
  return hasRoom(chapters.map(({ used }) => used)) ? { wanted, chapters } : undefined;
}

export function knownChapter(file: ChapterFile): KnownChapter {
  return { path: file.path, hash: hash(file.bytes), ...tiesOf(file), used: NONE };
}

/** From about here on the optimizing compiler is worth its time; measured on generated books. */
const LONG_BYTES = 3_000_000;

const NONE = { lines: 0, characters: 0 };

/** The texts of all files, by path below `code/`. */
export function wantedOf({ tangled }: Book): ReadonlyMap<string, string> {
  return new Map(tangled.files.map((file) => [file.path, textOf(file)]));
}
