import type { Block } from './chapter.ts';
import { replaceLines } from './merge.ts';
import type { ListingEdit } from './placement.ts';
import { escapeReference } from './reference.ts';

/** A chapter's text with edits made in its listings; everything else stays as it is, line ends and all. */
export function editChapter(text: string, edits: readonly ListingEdit[]): string {
  const lines = text.match(/[^\r\n]*(?:\r\n?|\n)|[^\r\n]+$/g) ?? [];
  const made = edits.map(({ listing, start, end, lines: own }) => {
    const { block, language } = listing;
    const lineEnd = /(?:\r\n?|\n)$/.exec(lines[block.place.line - 1] ?? '')?.[0] ?? '\n';
    const margin = marginOf(block);
    const written = own.map(
      (line) => `${inMargin(margin, escapeReference(line, language))}${lineEnd}`,
    );
    return { start: block.place.line + start, end: block.place.line + end, lines: written };
  });
  return replaceLines(lines, made).join('');
}

/** What the lists and quotes in which a block stands put before each of its lines, and its own indentation. */
function marginOf({ source, place }: Block): string {
  const opening = source.lines[place.line - 1] ?? '';
  return opening.slice(0, opening.search(/[`~]{3}/)).replace(/[^>\s]/g, ' ');
}

/** A quote takes one blank behind its mark for its own. */
function inMargin(margin: string, line: string): string {
  if (line === '') return margin.trimEnd();
  return margin.endsWith('>') && /^\s/.test(line) ? `${margin} ${line}` : `${margin}${line}`;
}
