import { inMargin, marginOf } from './margin.ts';
import { replaceLines } from './merge.ts';
import type { ListingEdit } from './placement.ts';
import { escapeReference } from './reference.ts';

/** A chapter's text with edits made in its listings; everything else stays as it is, line ends and all. */
export function editChapter(text: string, edits: readonly ListingEdit[]): string {
  const lines = text.match(/[^\r\n]*(?:\r\n?|\n)|[^\r\n]+$/g) ?? [];
  const made = edits.map(({ listing, start, end, lines: own }) => {
    const { block, language } = listing;
    const lineEnd = /(?:\r\n?|\n)$/.exec(lines[block.place.line - 1] ?? '')?.[0] ?? '\n';
    const margin = marginOf(block.source.lines[block.place.line - 1] ?? '');
    const written = own.map(
      (line) => `${inMargin(margin, escapeReference(line, language))}${lineEnd}`,
    );
    return { start: block.place.line + start, end: block.place.line + end, lines: written };
  });
  return replaceLines(lines, made).join('');
}
