import type { Block } from './chapter.ts';
import type { ListingEdit } from './placement.ts';
import { escapeReference } from './reference.ts';

/** A chapter's text with edits made in its listings; everything else stays as it is, line ends and all. */
export function editChapter(text: string, edits: readonly ListingEdit[]): string {
  const lines = text.match(/[^\r\n]*(?:\r\n?|\n)|[^\r\n]+$/g) ?? [];
  for (const edit of [...edits].sort(fromTheEnd)) {
    const { block, language } = edit.listing;
    const end = /(?:\r\n?|\n)$/.exec(lines[block.place.line - 1] ?? '')?.[0] ?? '\n';
    const margin = marginOf(block);
    const written = edit.lines.map((line) => {
      const own = escapeReference(line, language);
      return `${own === '' ? margin.trimEnd() : `${margin}${own}`}${end}`;
    });
    lines.splice(block.place.line + edit.start, edit.end - edit.start, ...written);
  }
  return lines.join('');
}

function fromTheEnd(a: ListingEdit, b: ListingEdit): number {
  const line = ({ listing, start }: ListingEdit) => listing.block.place.line + start;
  return line(b) - line(a);
}

/** What the lists and quotes in which a block stands put before each of its lines. */
function marginOf({ source, place, lines, shifts }: Block): string {
  const index = lines.findIndex((line) => line !== '');
  const sample = source.lines[place.line + index];
  return index < 0 || sample === undefined ? '' : sample.slice(0, shifts[index]);
}
