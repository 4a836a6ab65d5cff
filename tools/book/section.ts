import type { Place } from '../base/place.ts';
import type { TextFile } from '../base/text-file.ts';
import { blockTokens } from './markdown.ts';

/** A heading with the lines below it, up to the next heading of its level or above. */
export interface Section {
  readonly heading: string;
  readonly level: number;
  readonly place: Place;
  readonly lines: readonly string[];
}

/** The sections of a chapter, the outer before the inner. */
export function readSections(source: TextFile): readonly Section[] {
  const tokens = blockTokens(source.lines);
  const headings = tokens.flatMap((token, index) => {
    if (token.type !== 'heading_open' || token.level > 0) return [];
    const [line = 0, end = 0] = token.map ?? [];
    const heading = tokens[index + 1]?.content ?? '';
    return [{ heading, level: Number(token.tag.slice(1)), line, end }];
  });
  return headings.map(({ heading, level, line, end }, index) => {
    const next = headings.slice(index + 1).find((other) => other.level <= level);
    const place = { file: source.path, line: line + 1, column: 1 };
    return { heading, level, place, lines: source.lines.slice(end, next?.line) };
  });
}
