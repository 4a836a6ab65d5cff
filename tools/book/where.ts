import type { Place } from '../base/place.ts';
import { placeIn } from './chapter.ts';
import { type Origin, originInLine } from './origin.ts';
import type { TangledLine } from './expansion.ts';
import type { Tangled, TangledFile } from './tangle.ts';

/** Where a line of a tangled file comes from, and the names of what it stands in: the file, then the chunks. */
export interface LineOrigin extends Origin {
  readonly path: readonly string[];
}

/** Where a line and column (from 1) of a tangled file come from, or nothing behind its end. */
export function originOfLine(
  file: TangledFile,
  line: number,
  column: number,
): LineOrigin | undefined {
  const tangled = writtenLines(file)[line - 1];
  if (!tangled) return undefined;
  const chunks = tangled.calls.map(({ chunk }) => chunk.name);
  const name = file.path.replace(/^[^/]*\//, '');
  const within = Math.min(column, tangled.text.length + 1);
  return { ...originInLine(tangled, within), path: [name, ...chunks] };
}

/**
 * All places of `code/` to which a place of a chapter goes, or its line where no column is said; a reference goes
 * where its chunk begins.
 */
export function goalsOf({ files }: Tangled, { file, line, column = 1 }: Wanted): readonly Place[] {
  return files.flatMap((tangled) => {
    const { path } = tangled;
    const places: Place[] = [];
    const known = new Set<object>();
    const isHere = (place: Place) => place.file === file && place.line === line;
    for (const [index, { listing, index: own, indent, calls }] of writtenLines(tangled).entries()) {
      const goal = { file: `code/${path}`, line: index + 1, column: indent + 1 };
      const begin = placeIn(listing.block, own);
      const call = calls.find(({ listing, index }) => isHere(placeIn(listing.block, index)));
      if (own >= 0 && isHere(begin))
        places.push({ ...goal, column: goal.column + Math.max(0, column - begin.column) });
      else if (call && !known.has(call)) places.push(goal);
      if (call) known.add(call);
    }
    return places;
  });
}

/** The lines of a file but for blank ones at its end, which are not written. */
function writtenLines({ lines }: TangledFile): readonly TangledLine[] {
  return lines.slice(0, lines.findLastIndex(({ text }) => text.trim() !== '') + 1);
}

interface Wanted {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}
