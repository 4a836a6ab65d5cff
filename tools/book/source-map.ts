import { encode, type SourceMapSegment } from '@jridgewell/sourcemap-codec';
import { originInLine } from './origin.ts';
import { type TangledFile, textOf } from './tangle.ts';

/** A source map as ECMA-426 has it. */
export interface SourceMap {
  readonly version: 3;
  readonly sources: string[];
  readonly names: string[];
  readonly mappings: string;
}

/**
 * The map from a tangled file to the chapters, token by token: who reads it looks for the last mapping before
 * a place, so that a line with one mapping alone would be told by its beginning. `nameOf` names a chapter.
 */
export function sourceMap(file: TangledFile, nameOf: (chapter: string) => string): SourceMap {
  const sources: string[] = [];
  const lines = textOf(file).split('\n').slice(0, -1);
  const mappings = lines.map((text, index) => {
    const tangled = file.lines[index];
    if (!tangled) return [];
    return [...text.matchAll(/[\w$]+|[^\w\s$]/g)].map((token): SourceMapSegment => {
      const { place } = originInLine(tangled, token.index + 1);
      return [token.index, sourceOf(place.file), place.line - 1, place.column - 1];
    });
  });
  return { version: 3, sources: sources.map(nameOf), names: [], mappings: encode(mappings) };

  function sourceOf(chapter: string): number {
    if (!sources.includes(chapter)) sources.push(chapter);
    return sources.indexOf(chapter);
  }
}
