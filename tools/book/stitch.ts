import type { Problem } from '../base/problem.ts';
import { type Book, type ChapterFile, readBook } from './book.ts';
import { editChapter } from './chapter-edit.ts';
import { type Hunk, hunksBetween } from './difference.ts';
import type { Listing } from './listing.ts';
import { carryOver, replaceLines } from './merge.ts';
import { type ListingEdit, namer, type PlacedHunk, placements } from './placement.ts';
import {
  alike,
  clash,
  noPlace,
  spoiled,
  twoEdits,
  unlike,
  unlikeTangled,
} from './stitch-problems.ts';
import { type TangledFile, textOf } from './tangle.ts';

/** A file of `code/` that was edited by hand: what tangling had written, and what stands there now. */
export interface CodeEdit {
  /** Below `code/`. */
  readonly path: string;
  readonly base: string;
  readonly mine: string;
}

/** What has to be written so that the chapters make the edited files. */
export interface Stitched {
  /** The chapters that change, with their new texts. */
  readonly chapters: readonly { readonly path: string; readonly text: string }[];
  /** For each edited file what it is then: `mine`, and with it what the chapters have changed meanwhile. */
  readonly files: ReadonlyMap<string, string>;
  /** The book as it is then, or as it was where there are problems. */
  readonly book: Book;
  readonly problems: readonly Problem[];
}

/**
 * Brings edits of tangled files back into the chapters of a sound book. What it gives was tried: the new chapters
 * make exactly the files that it names. Where that can't be had without guessing there are problems, and nothing else.
 */
export function stitch(
  book: Book,
  sources: readonly ChapterFile[],
  edits: readonly CodeEdit[],
): Stitched {
  const problems: Problem[] = [];
  const files = new Map<string, string>();
  const placed: PlacedHunk[] = [];
  for (const edit of edits) {
    const file = book.tangled.files.find(({ path }) => path === edit.path);
    if (!file) throw new Error(`no chapter makes ${edit.path}`);
    const { hunks, text, problems: clashes } = carried(file, edit);
    problems.push(...clashes);
    files.set(edit.path, text);
    placed.push(...hunks.map((hunk) => placedHunk(file, hunk, hunks)));
  }
  const chosen = choose(book, placed);
  problems.push(...chosen.problems);
  if (problems.length > 0) return { chapters: [], files, book, problems };
  const chapters = sources.flatMap(({ path, bytes }) => {
    const own = chosen.edits.filter(({ listing }) => listing.chapter.path === path);
    const before = Buffer.from(bytes).toString();
    return own.length === 0 ? [] : [{ path, text: editChapter(before, own) }];
  });
  const texts = new Map(chapters.map(({ path, text }) => [path, text]));
  const after = readBook(
    sources.map(({ path, bytes }) => ({ path, bytes: Buffer.from(texts.get(path) ?? bytes) })),
  );
  return { chapters, files, book: after, problems: faultsOf(after, files) };
}

/** The edit in the lines that tangling gives now, which may be others than it gave then. */
function carried(
  file: TangledFile,
  { base, mine }: CodeEdit,
): { hunks: readonly Hunk[]; text: string; problems: readonly Problem[] } {
  const [then, now] = [linesOf(base), linesOf(textOf(file))];
  const made = hunksBetween(then, linesOf(mine));
  const { carried: hunks, clashes } = carryOver(then, made, hunksBetween(then, now));
  const end = mine.endsWith('\n') ? '\n' : '';
  const text = base === textOf(file) ? mine : `${replaceLines(now, hunks).join('\n')}${end}`;
  return { hunks, text, problems: clashes.map((found) => clash(file, found, then)) };
}

/** A hunk slides between its neighbours, and as far as lines are alike. */
function placedHunk(file: TangledFile, hunk: Hunk, hunks: readonly Hunk[]): PlacedHunk {
  const index = hunks.indexOf(hunk);
  const above = hunks[index - 1]?.end ?? -1;
  const below = hunks[index + 1]?.start ?? file.lines.length + 1;
  return { file, hunk, ways: placements(file.lines, hunk, { above, below }) };
}

function linesOf(text: string): readonly string[] {
  return text.replace(/\n$/, '').split('\n');
}

/**
 * Chooses for each hunk the first way that all edited files agree on, since a chunk that stands in them several times
 * changes at all these places; if there is one, a way that changes no other file either.
 */
function choose(
  { tangled }: Book,
  placed: readonly PlacedHunk[],
): { readonly edits: readonly ListingEdit[]; readonly problems: readonly Problem[] } {
  const nameOf = namer();
  const offers = new Map<string, number>();
  for (const { ways } of placed) {
    for (const name of new Set(ways.flat().map(nameOf))) {
      offers.set(name, (offers.get(name) ?? 0) + 1);
    }
  }
  const isAgreedIn = (files: ReadonlySet<TangledFile>) => {
    const times = occurrences(files);
    return (way: readonly ListingEdit[]) =>
      way.every((edit) => (offers.get(nameOf(edit)) ?? 0) >= (times.get(edit.listing)?.size ?? 0));
  };
  const isAgreed = isAgreedIn(new Set(placed.map(({ file }) => file)));
  const isAlone = isAgreedIn(new Set(tangled.files));
  const edits = new Map<string, ListingEdit>();
  const problems: Problem[] = [];
  for (const hunk of placed) {
    const agreed = hunk.ways.filter(isAgreed);
    const alone = agreed.filter(isAlone);
    const [way, other] = alone.length > 0 ? alone : agreed;
    if (!way) problems.push(hunk.ways.length === 0 ? noPlace(hunk) : unlike(hunk, placed, tangled));
    else if (other && takesAway(hunk) && other.length === way.length)
      problems.push(alike(hunk, way, other));
    for (const edit of way ?? []) edits.set(nameOf(edit), edit);
  }
  const all = [...edits.values()];
  return { edits: all, problems: [...problems, ...overlaps(all)] };
}

/** Of two lines that are alike, nobody can say which one has gone. */
function takesAway({ hunk }: PlacedHunk): boolean {
  return hunk.lines.length === 0;
}

/** For each listing the places at which it stands in these files: the reference, or the file itself. */
function occurrences(files: ReadonlySet<TangledFile>): ReadonlyMap<Listing, ReadonlySet<object>> {
  const places = new Map<Listing, Set<object>>();
  const note = (listing: Listing, place: object) =>
    places.set(listing, (places.get(listing) ?? new Set()).add(place));
  for (const file of files) {
    for (const { listing, calls } of file.lines) {
      calls.forEach((call, depth) => note(call.listing, calls[depth - 1] ?? file));
      note(listing, calls.at(-1) ?? file);
    }
  }
  return places;
}

function overlaps(edits: readonly ListingEdit[]): readonly Problem[] {
  return edits.flatMap((edit, index) => {
    const other = edits.slice(0, index).find((other) => doOverlap(edit, other));
    return other ? [twoEdits(other, edit)] : [];
  });
}

function doOverlap(a: ListingEdit, b: ListingEdit): boolean {
  if (a.listing !== b.listing) return false;
  return a.start === b.start || (a.start < b.end && b.start < a.end);
}

/** What keeps the new chapters from being sound, and from making the edited files byte for byte. */
function faultsOf(
  { problems, tangled }: Book,
  files: ReadonlyMap<string, string>,
): readonly Problem[] {
  if (problems.length > 0) return problems.map((problem) => spoiled(problem, tangled, files));
  const made = new Map(tangled.files.map((file) => [file.path, textOf(file)]));
  return [...files].flatMap(([path, text]) => {
    const other = made.get(path) ?? '';
    return other === text ? [] : [unlikeTangled(path, text, other)];
  });
}
