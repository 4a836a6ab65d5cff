import { type Place, showPlace } from '../base/place.ts';
import type { Problem } from '../base/problem.ts';
import { placeIn } from './chapter.ts';
import { difference, type Hunk, hunksBetween } from './difference.ts';
import { originInLine } from './origin.ts';
import type { Clash } from './merge.ts';
import type { ListingEdit, PlacedHunk } from './placement.ts';
import type { Tangled, TangledFile } from './tangle.ts';
import { goalsOf } from './where.ts';

/** The same lines have changed in the chapter, too. */
export function clash(file: TangledFile, { hunk, other }: Clash, base: readonly string[]): Problem {
  const { path, lines } = file;
  const near = lines[other.to] ?? lines.at(-1);
  const chapter = near ? showPlace(originInLine(near, 1).place) : 'the chapter';
  return {
    code: 'edit-meets-change',
    message: `code/${path} was edited where the chapter has changed, too`,
    place: codePlace(path, hunk),
    details: [
      change(base.slice(hunk.start, hunk.end), hunk.lines),
      `${chapter} has changed meanwhile:`,
      change(base.slice(other.start, other.end), other.lines),
    ].join('\n'),
    advice: `Make this change in the chapter, and drop the edit: npx wirebook tangle --discard code/${path} (keeps a copy).`,
  };
}

/** The edit reaches over the border of two chunks, and nobody can say which line belongs to which. */
export function noPlace({ file, hunk }: PlacedHunk): Problem {
  const old = file.lines.slice(hunk.start, hunk.end);
  const origins = old.map((line) => showPlace(originInLine(line, 1).place));
  const where = [...new Set([origins[0], origins.at(-1)])].filter(Boolean).join(' to ');
  return {
    code: 'edit-without-place',
    message: `it is not clear where this edit of code/${file.path} belongs${where ? `: its lines come from ${where}` : ''}`,
    place: codePlace(file.path, hunk),
    details: change(
      old.map(({ text }) => text),
      hunk.lines,
    ),
    advice: `Edit the lines of each chunk by themselves, or make the change in the chapter and drop this one: npx wirebook tangle --discard code/${file.path} (keeps a copy).`,
  };
}

/** Lines that are alike stand in two listings, and some of them have gone. */
export function alike(
  { file, hunk }: PlacedHunk,
  one: readonly ListingEdit[],
  other: readonly ListingEdit[],
): Problem {
  const where = [one, other].map((way) =>
    way.map((edit) => showPlace(placeOf(edit))).join(' and '),
  );
  return {
    code: 'edit-without-place',
    message: `it is not clear which lines have gone from code/${file.path}: like ones come from ${where.join(' or from ')}`,
    place: codePlace(file.path, hunk),
    details: change(textsOf(file, hunk), hunk.lines),
    advice: `Take them out of the chapter, and drop this edit: npx wirebook tangle --discard code/${file.path} (keeps a copy).`,
  };
}

/** A chunk stands in several places, and they were not edited alike. */
export function unlike(hunk: PlacedHunk, all: readonly PlacedHunk[], tangled: Tangled): Problem {
  const { file, ways } = hunk;
  const [edit] = ways[0] ?? [];
  if (!edit) return noPlace(hunk);
  const others = all.filter((other) => other !== hunk && isOf(other, edit));
  const shown = [hunk, ...others].map(
    ({ file, hunk }) =>
      `${showPlace(codePlace(file.path, hunk))}\n${change(textsOf(file, hunk), hunk.lines)}`,
  );
  const place = placeOf(edit);
  const elsewhere = others.length === 0 ? ' and not in the others' : ', and otherwise in another';
  const told = new Set([hunk, ...others].map(({ file }) => `code/${file.path}`));
  const untouched = goalsOf(tangled, place).filter(({ file }) => !told.has(file));
  const left = untouched.map((goal) => `${showPlace(goal)}\n  as it was`);
  return {
    code: 'edit-of-one-place',
    message: `${showPlace(place)} stands in edited files several times: it was edited here${elsewhere}`,
    place: codePlace(file.path, hunk.hunk),
    details: [...shown, ...(others.length === 0 ? left : [])].join('\n'),
    advice: `Edit all of its places alike; or make the change in the chapter, and drop this edit: npx wirebook tangle --discard code/${file.path} (keeps a copy).`,
  };
}

/** Two edits change the same line of a listing, each in another way. */
export function twoEdits(one: ListingEdit, other: ListingEdit): Problem {
  return {
    code: 'two-edits-of-one-line',
    message: 'the same lines of a listing were edited in two ways',
    place: placeOf(one),
    details: [one, other].map((edit) => change(linesOf(edit), edit.lines)).join('\n'),
    advice: 'Edit all places at which they stand alike.',
  };
}

/** With the edit in it, the chapter would have a problem: it is told where it stands in the edited file. */
export function spoiled(
  problem: Problem,
  tangled: Tangled,
  files: ReadonlyMap<string, unknown>,
): Problem {
  const [first = ''] = files.keys();
  const goals = problem.place ? goalsOf(tangled, problem.place) : [];
  const below = ({ file }: Place) => file.replace(/^code\//, '');
  const place = goals.find((goal) => files.has(below(goal)));
  const made = place && tangled.files.find(({ path }) => path === below(place));
  return {
    ...problem,
    code: 'edit-spoils-chapter',
    message: `the edit would bring a problem into the chapter: ${problem.message}`,
    place: place ?? { file: `code/${first}`, line: 1, column: 1 },
    ...(place && made ? { frame: made.lines[place.line - 1]?.text ?? '' } : {}),
    advice: `Nothing was written. ${problem.advice}`,
  };
}

/** The chapter can't make exactly this file. */
export function unlikeTangled(path: string, mine: string, made: string): Problem {
  const [first] = hunksBetween(made.split('\n'), mine.split('\n'));
  return {
    code: 'edit-not-tangled',
    message: `no edit of the chapters makes code/${path} exactly as it is now`,
    place: { file: `code/${path}`, line: (first?.to ?? 0) + 1, column: 1 },
    details: difference(mine, made, [`code/${path}`, 'what the chapters would make']),
    advice:
      'Tangled files have LF line ends, no blanks at line ends, no blank lines at their end, and one newline there. Take away what differs, and stitch again.',
  };
}

function isOf({ ways }: PlacedHunk, edit: ListingEdit): boolean {
  return ways.flat().some(({ listing }) => listing === edit.listing);
}

function textsOf(file: PlacedHunk['file'], { start, end }: Hunk): readonly string[] {
  return file.lines.slice(start, end).map(({ text }) => text);
}

function linesOf({ listing, start, end }: ListingEdit): readonly string[] {
  return listing.block.lines.slice(start, end);
}

function codePlace(path: string, { to }: Hunk): Place {
  return { file: `code/${path}`, line: to + 1, column: 1 };
}

function placeOf({ listing, start }: ListingEdit): Place {
  return placeIn(listing.block, Math.min(start, listing.block.lines.length - 1));
}

function change(from: readonly string[], to: readonly string[]): string {
  return [...from.map((line) => `- ${line}`), ...to.map((line) => `+ ${line}`)].join('\n');
}
