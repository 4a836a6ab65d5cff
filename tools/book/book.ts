import { byPlace, type Problem, ProblemsFound } from '../base/problem.ts';
import type { ProblemCode } from '../base/problem-code.ts';
import { textFile } from '../base/text-file.ts';
import { type Chapter, readChapter } from './chapter.ts';
import { numberOf, slugOf } from './chapter-name.ts';
import { type Listing, readListings } from './listing.ts';
import { type Tangled, tangle } from './tangle.ts';

/** A file of `chapters/` as it lies there. */
export interface ChapterFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** All chapters with what their listings make. */
export interface Book {
  /** In the order of their names. */
  readonly chapters: readonly Chapter[];
  readonly listings: readonly Listing[];
  readonly tangled: Tangled;
  /** All mistakes that reading and tangling found, in the order of the book. */
  readonly problems: readonly Problem[];
}

/** How many problems are told at most. */
const MOST_PROBLEMS = 1_000;

/** Chapters as they were read, by the path of their file, so that one is read again only when it is another. */
export type ReadChapters = Map<string, { readonly bytes: Uint8Array; readonly read: ReadChapter }>;

/** A chapter with its listings, as far as it could be read. */
interface ReadChapter {
  readonly chapter?: Chapter;
  readonly listings: readonly Listing[];
  /** Of its bytes, and of the headers of its blocks. */
  readonly problems: readonly Problem[];
}

/** Reads the files of `chapters/`; a name that isn't a chapter's is a problem. */
export function readBook(files: readonly ChapterFile[], known: ReadChapters = new Map()): Book {
  const read = files.map((file) => readOnce(file, known));
  const chapters = read.flatMap(({ chapter }) => chapter ?? []);
  const listings = read.flatMap(({ listings }) => listings);
  const tangled = tangle(
    listings,
    chapters.map(({ slug }) => slug),
  );
  const ofReading = [
    ...nameProblems(chapters),
    ...[...chapters, ...read].flatMap(({ problems }) => problems),
  ];
  const unread = new Set(ofReading.map(({ place }) => place?.file));
  // A block that couldn't be read may be the one that calls for a chunk of its chapter.
  const unused = tangled.unused.filter(({ place }) => !unread.has(place?.file));
  const missing = files.filter((_, index) => !read[index]?.chapter).map(({ path }) => slugOf(path));
  const ofTangling = [...tangled.problems, ...unused].filter(
    (problem) => !mayLackOneOf(missing, problem),
  );
  const problems = [...ofReading, ...ofTangling].sort(byPlace);
  return { chapters, listings, tangled, problems: firstOf(problems) };
}

/** Whether a problem may come of chapters that can't be read: it is one of what is found nowhere. */
function mayLackOneOf(slugs: readonly string[], { code, message }: Problem): boolean {
  if (['unknown-chapter', 'unknown-base'].includes(code))
    return slugs.some((slug) => message.includes(slug));
  const isOfAny = ['unknown-exercise', 'mistake-without-solution', 'unused-chunk'].includes(code);
  return isOfAny && slugs.length > 0;
}

function readOnce(file: ChapterFile, known: ReadChapters): ReadChapter {
  const last = known.get(file.path);
  if (last && Buffer.from(last.bytes).equals(file.bytes)) return last.read;
  const read = readFile(file);
  known.set(file.path, { bytes: file.bytes, read });
  return read;
}

function readFile({ path, bytes }: ChapterFile): ReadChapter {
  try {
    const chapter = readChapter(textFile(path, bytes));
    return { chapter, ...readListings(chapter) };
  } catch (error) {
    if (!(error instanceof ProblemsFound)) throw error;
    return { listings: [], problems: error.problems };
  }
}

function firstOf(problems: readonly Problem[]): readonly Problem[] {
  if (problems.length <= MOST_PROBLEMS) return problems;
  const all = problems.length.toLocaleString('en');
  const message = `the chapters have ${all} problems; these are the first ${MOST_PROBLEMS.toLocaleString('en')}`;
  const advice = 'Begin with the first: it may have brought the others.';
  return [{ code: 'many-problems', message, advice }, ...problems.slice(0, MOST_PROBLEMS)];
}

/** What is wrong with the names of chapters, each told by its path. */
export function nameProblems(chapters: readonly { readonly path: string }[]): readonly Problem[] {
  const named = chapters.map(({ path }) => {
    const slug = slugOf(path);
    return { path, slug, number: numberOf(slug) };
  });
  const numbers = named.map(({ number }) => number).filter((number) => /^\d+$/.test(number));
  const digits = Math.max(...numbers.map((number) => number.length));
  return named.flatMap(({ path, slug, number }, index) => {
    const twin = named.slice(0, index).find((chapter) => chapter.number === number);
    if (!/^(?:\d\d\d?|[a-z])-[a-z\d]+(?:-[a-z\d]+)*$/.test(slug)) {
      const advice = `Name it NN-slug.md, or x-slug.md for an appendix; this one ${goodName(slug)}.`;
      return [nameProblem(path, 'chapter-name', `${path} is not named as a chapter is`, advice)];
    }
    if (/^\d+$/.test(number) && number.length < digits) {
      const advice = `Books are read in the order of their names: write ${number.padStart(digits, '0')}.`;
      const message = `other chapters have numbers of ${digits} digits`;
      return [nameProblem(path, 'chapter-name', message, advice)];
    }
    const message = `a second chapter ${number}, beside ${twin?.path}`;
    return twin
      ? [nameProblem(path, 'chapter-number-twice', message, 'Give one of the two another number.')]
      : [];
  });
}

function nameProblem(file: string, code: ProblemCode, message: string, advice: string): Problem {
  return { code, message, place: { file, line: 1, column: 1 }, advice };
}

function goodName(slug: string): string {
  const [first = 'slug', ...words] = slug.toLowerCase().match(/[a-z\d]+/g) ?? [];
  const isNumber = words.length > 0 && /^(?:\d\d?|[a-z])$/.test(first);
  const number = isNumber ? first.replace(/^\d$/, '0$&') : `NN-${first}`;
  return `${[number, ...words].join('-')}.md`;
}
