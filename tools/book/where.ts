import type { Place } from '../base/place.ts';
import { placeIn } from './chapter.ts';
import { type Origin, originInLine } from './origin.ts';
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
  const tangled = file.lines[line - 1];
  if (!tangled) return undefined;
  const chunks = tangled.calls.map(({ chunk }) => chunk.name);
  const name = file.path.replace(/^[^/]*\//, '');
  return { ...originInLine(tangled, column), path: [name, ...chunks] };
}

/** All places of `code/` to which a line (from 1) of a chapter goes; a reference goes where its chunk begins. */
export function goalsOfLine({ files }: Tangled, chapter: string, line: number): readonly Place[] {
  return files.flatMap(({ path, lines }) => {
    const places: Place[] = [];
    const known = new Set<object>();
    for (const [index, { listing, index: own, indent, calls }] of lines.entries()) {
      const place = { file: `code/${path}`, line: index + 1, column: indent + 1 };
      const isHere = own >= 0 && isAt(placeIn(listing.block, own), chapter, line);
      const call = calls.find(({ listing, index }) =>
        isAt(placeIn(listing.block, index), chapter, line),
      );
      if (isHere || (call && !known.has(call))) places.push(place);
      if (call) known.add(call);
    }
    return places;
  });
}

function isAt(place: Place, file: string, line: number): boolean {
  return place.file === file && place.line === line;
}
