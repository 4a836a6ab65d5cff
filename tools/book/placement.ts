import type { Hunk } from './difference.ts';
import type { Listing } from './listing.ts';
import type { Call, TangledLine } from './expansion.ts';
import { escapeReference } from './reference.ts';
import { type Replacement, type Room, slidDown, slides } from './slide.ts';
import type { TangledFile } from './tangle.ts';

/** A replacement of lines of a listing. */
export interface ListingEdit extends Replacement {
  readonly listing: Listing;
}

/** A hunk of an edited file, in the lines that tangling gives now, with the ways in which it can be made. */
export interface PlacedHunk {
  readonly file: TangledFile;
  readonly hunk: Hunk;
  readonly ways: readonly (readonly ListingEdit[])[];
}

/**
 * The ways in which a hunk of a tangled file can be made in the chapters, the likeliest first: those that edit the
 * fewest listings, wherever the hunk slides in its room. A line that comes in at the border of two chunks belongs
 * to that of the line above it, if it is indented as that is.
 */
export function placements(
  file: readonly TangledLine[],
  hunk: Replacement,
  room?: Room,
): readonly (readonly ListingEdit[])[] {
  const texts = file.map(({ text }) => text);
  const ways = new Map<string, readonly ListingEdit[]>();
  const nameOf = namer();
  for (const slide of slides(texts, hunk, room))
    for (const way of waysOf(file, slide)) {
      const name = way.map(nameOf).join('\n');
      if (!ways.has(name)) ways.set(name, way);
    }
  return [...ways.values()].sort((a, b) => a.length - b.length);
}

function waysOf(
  file: readonly TangledLine[],
  { start, end, lines }: Replacement,
): readonly (readonly ListingEdit[])[] {
  if (start === end) return insertions(file, start, lines).map((edit) => [edit]);
  const runs = runsOf(file.slice(start, end));
  const parts = shares(runs, lines);
  const edits = parts && runs.map((run, index) => replacement(run, parts[index] ?? []));
  const made = edits?.filter((edit) => edit !== undefined);
  return made && made.length === runs.length ? [made.flat()] : [];
}

/** Gives edits of a listing that do the same the same name. */
export function namer(): (edit: ListingEdit) => string {
  const numbers = new Map<Listing, number>();
  return (edit) => {
    const { block, language } = edit.listing;
    const written = edit.lines.map((line) => escapeReference(line, language));
    const { start, end, lines } = slidDown(block.lines, { ...edit, lines: written });
    const number = numbers.get(edit.listing) ?? numbers.size;
    numbers.set(edit.listing, number);
    return JSON.stringify([number, start, end, ...lines]);
  };
}

/** Lines that stand one below the other in one listing, brought here by the same references. */
type Run = readonly [TangledLine, ...TangledLine[]];

function runsOf(lines: readonly TangledLine[]): readonly Run[] {
  const runs: [TangledLine, ...TangledLine[]][] = [];
  for (const line of lines) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && isNext(last, line)) run.push(line);
    else runs.push([line]);
  }
  return runs;
}

/** The blank line before a chunk's continuation is nobody's. */
function isNext(line: TangledLine, next: TangledLine): boolean {
  return (
    line.listing === next.listing &&
    line.calls === next.calls &&
    line.index >= 0 &&
    line.index + 1 === next.index
  );
}

/** Which of the new lines goes to which run: clear for one run, for none, and for as many as there were. */
function shares(
  runs: readonly Run[],
  lines: readonly string[],
): readonly (readonly string[])[] | undefined {
  if (runs.length === 1) return [lines];
  if (lines.length === 0) return runs.map(() => []);
  if (lines.length !== runs.flat().length) return undefined;
  let at = 0;
  return runs.map(({ length }) => lines.slice(at, (at += length)));
}

function replacement(run: Run, lines: readonly string[]): readonly ListingEdit[] | undefined {
  const [{ listing, index, calls }] = run;
  if (index < 0) return lines.join() === '' && lines.length === 1 ? [] : undefined;
  const own = withoutIndent(lines, indentOf(calls));
  return own && [{ listing, start: index, end: index + run.length, lines: own }];
}

function insertions(
  file: readonly TangledLine[],
  at: number,
  lines: readonly string[],
): readonly ListingEdit[] {
  const [above, below] = [file[at - 1], file[at]];
  const spots = above && below && isNext(above, below) ? [after(above)] : borders(above, below);
  return spots.flatMap(({ listing, index, calls }) => {
    const own = index < 0 ? undefined : withoutIndent(lines, indentOf(calls));
    return own ? [{ listing, start: index, end: index, lines: own }] : [];
  });
}

/** A place between two lines of a listing. */
interface Spot {
  readonly listing: Listing;
  readonly index: number;
  readonly calls: readonly Call[];
}

/** From the chunk of the line above outwards, and then inwards to that of the line below. */
function borders(above: TangledLine | undefined, below: TangledLine | undefined): readonly Spot[] {
  const left = (above?.calls ?? []).filter((call, depth) => below?.calls[depth] !== call);
  const right = (below?.calls ?? []).filter((call, depth) => above?.calls[depth] !== call);
  return [
    ...(above ? [after(above)] : []),
    ...left.map((call) => ({ ...spotOf(call, above), index: call.index + 1 })).reverse(),
    ...right.map((call) => spotOf(call, below)),
    ...(below ? [below] : []),
  ];
}

function after({ listing, index, calls }: TangledLine): Spot {
  return { listing, index: index + 1, calls };
}

function spotOf(call: Call, line: TangledLine | undefined): Spot {
  const calls = line?.calls ?? [];
  return { listing: call.listing, index: call.index, calls: calls.slice(0, calls.indexOf(call)) };
}

function indentOf(calls: readonly Call[]): string {
  return calls.map(({ indent }) => indent).join('');
}

function withoutIndent(lines: readonly string[], indent: string): readonly string[] | undefined {
  const isIndented = (line: string) => line.trim() === '' || line.startsWith(indent);
  if (!lines.every(isIndented)) return undefined;
  return lines.map((line) => (line.trim() === '' ? '' : line.slice(indent.length)));
}
