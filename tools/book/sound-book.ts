import { type Book, type ChapterFile, type ReadChapters, readBook } from './book.ts';
import { changedChapters } from './changed-chapters.ts';

/** Chapters that go together without a problem, and what they make. */
export interface SoundBook {
  readonly files: readonly ChapterFile[];
  readonly book: Book;
}

/** Chapters as they are now, and as they were when they last went together; some of the former have problems. */
export interface Drafts {
  readonly now: readonly ChapterFile[];
  readonly sound: readonly ChapterFile[];
  /** The paths of those that are not to be taken as they are now. */
  readonly faulty: ReadonlySet<string | undefined>;
}

/**
 * As many of the chapters as go together as they are now. The others are what they were when they last were sound,
 * or are left out where they never were; so are those that make another faulty, a chapter that is gone for one.
 */
export function soundBook({ now, sound, faulty }: Drafts, known: ReadChapters): SoundBook {
  const choose = (taken: readonly string[]): Choice => {
    const files = [
      ...now.filter(({ path }) => taken.includes(path)),
      ...sound.filter(({ path }) => !taken.includes(path)),
    ].sort(byName);
    return { taken, files, book: readBook(files, known) };
  };
  const most = withoutFaulty(changedChapters(sound, now), faulty, choose);
  return isSound(most) ? most : (withoutOne(most, choose) ?? oneByOne(most, choose));
}

/** Chapters that may go together, with the paths of those that are taken as they are now. */
interface Choice extends SoundBook {
  readonly taken: readonly string[];
}

type Choose = (taken: readonly string[]) => Choice;

/** Takes none that is faulty, and none that then is, because it calls for something of the first. */
function withoutFaulty(paths: readonly string[], faulty: Drafts['faulty'], choose: Choose): Choice {
  const others = choose(paths.filter((path) => !faulty.has(path)));
  const found = new Set(others.book.problems.map(({ place }) => place?.file));
  return others.taken.some((path) => found.has(path))
    ? withoutFaulty(others.taken, found, choose)
    : others;
}

/** Where one chapter makes another faulty: takes all but that one. */
function withoutOne({ taken }: Choice, choose: Choose): Choice | undefined {
  for (const path of taken) {
    const found = choose(taken.filter((other) => other !== path));
    if (isSound(found)) return found;
  }
  return undefined;
}

/** Where several chapters make others faulty: takes each that goes together with those before it. */
function oneByOne({ taken }: Choice, choose: Choose): Choice {
  return taken.reduce((found, path) => {
    const more = choose([...found.taken, path]);
    return isSound(more) ? more : found;
  }, choose([]));
}

function isSound({ book }: SoundBook): boolean {
  return book.problems.length === 0;
}

/** The order of the book. */
export function byName({ path: a }: ChapterFile, { path: b }: ChapterFile): number {
  return a < b ? -1 : 1;
}
