import markdownit, { type Token } from 'markdown-it';

export type { Token };

const blocksOnly = markdownit({ html: true });
blocksOnly.core.ruler.enableOnly(['normalize', 'block']);

/** Reads lines of Markdown by CommonMark's rules as far as to its blocks, those of HTML among them. */
export function blockTokens(lines: readonly string[]): readonly Token[] {
  return blocksOnly.parse(textOf(lines), {});
}

/** Reads lines of Markdown with what stands inside the blocks: links, emphasis, code. */
export function proseTokens(lines: readonly string[]): readonly Token[] {
  return markdownit().parse(textOf(lines), {});
}

function textOf(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
