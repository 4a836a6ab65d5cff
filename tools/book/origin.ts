import type { Place } from '../base/place.ts';
import { frameAt, placeIn } from './chapter.ts';
import type { TangledLine } from './expansion.ts';
import type { TangledFile } from './tangle.ts';

/** A position in a tangled file, line and column from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A place of a chapter and its line there. */
export interface Origin {
  readonly place: Place;
  readonly frame: string;
}

/** Where a position of a tangled file comes from; past its end, where its last line ends. */
export function originOf({ lines, listing }: TangledFile, { line, column }: Position): Origin {
  const tangled = lines[line - 1];
  if (tangled) return originInLine(tangled, column);
  const last = lines.at(-1);
  if (last) return originInLine(last, last.text.trimEnd().length + 1);
  const { source, place } = listing.block;
  return { place, frame: frameAt(source, place) };
}

/** Where a column of a tangled line comes from: in the indentation of a reference, where the text begins. */
export function originInLine({ listing, index, indent }: TangledLine, column: number): Origin {
  const place = placeIn(listing.block, index, Math.max(0, column - 1 - indent));
  return { place, frame: frameAt(listing.block.source, place) };
}
