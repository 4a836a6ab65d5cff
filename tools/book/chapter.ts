import type { Place } from '../base/place.ts';
import type { Problem } from '../base/problem.ts';
import type { TextFile } from '../base/text-file.ts';
import { numberOf, slugOf } from './chapter-name.ts';
import {
  cutComment,
  fencesTakenForText,
  holdsListing,
  nextFence,
  notHidden,
  openComment,
  swallowed,
  unclosed,
  untitled,
} from './chapter-problems.ts';
import { blockTokens, type Token } from './markdown.ts';

/** A Markdown file of the book. */
export interface Chapter extends TextFile {
  /** The file's name without its ending, `04-uppercase-over-udp`; also its folder in `code/`. */
  readonly slug: string;
  /** What stands before the slug's first dash: `04`, `a`. */
  readonly number: string;
  readonly title: string;
  readonly blocks: readonly Block[];
  readonly problems: readonly Problem[];
}

/** A fenced block with its lines. */
export interface Block {
  readonly source: TextFile;
  /** The words behind the opening fence. */
  readonly info: string;
  /** Where those words begin. */
  readonly place: Place;
  readonly lines: readonly string[];
  /** For each line, how many characters of the chapter's line stand before it (list, quote). */
  readonly shifts: readonly number[];
  /** Inside a hidden comment, so that no page shows it. */
  readonly isHidden: boolean;
}

const HIDDEN = '<!-- hidden';

/** Reads a chapter's block structure by CommonMark's rules. */
export function readChapter(source: TextFile): Chapter {
  const slug = slugOf(source.path);
  const tokens = blockTokens(source.lines);
  const found: Found = { blocks: [], problems: [], unclosed: '' };
  for (const token of tokens) collect({ source, above: 0, isHidden: false }, token, found);
  const title = titleOf(tokens);
  const { blocks, problems } = found;
  if (title === undefined) problems.unshift(untitled(source));
  return { ...source, blocks, problems, slug, number: numberOf(slug), title: title ?? slug };
}

/** The place of a character (counted from 0) in a block's line (counted from 0). */
export function placeIn({ source, place, lines }: Block, line: number, character = 0): Place {
  const text = lines[line];
  // The blanks of a tab that begins before the block can make its line longer than the chapter's.
  const before =
    text === undefined ? 0 : (source.lines[place.line + line] ?? '').length - text.length;
  const column = Math.max(1, before + character + 1);
  return { file: source.path, line: place.line + line + 1, column };
}

/** The whole line of the chapter at a place in it. */
export function frameAt({ lines }: TextFile, { line }: Place): string {
  return lines[line - 1] ?? '';
}

interface Found {
  readonly blocks: Block[];
  readonly problems: Problem[];
  /** The marks of the last fence, where it is never closed. */
  unclosed: string;
}

/** The text that is read: the chapter, or a hidden comment's inside, with so many lines above it. */
interface Part {
  readonly source: TextFile;
  readonly above: number;
  readonly isHidden: boolean;
}

function collect(part: Part, token: Token, found: Found): void {
  if (token.type === 'fence') collectFence(part, token, found);
  if (token.type === 'html_block') collectComment(part, token, found);
  if (token.type === 'code_block' || token.type === 'inline') collectText(part, token, found);
}

/** What is indented too far to be a fence is code of Markdown's other kind, or goes on with a paragraph. */
function collectText({ source, above }: Part, token: Token, { problems }: Found): void {
  problems.push(...fencesTakenForText(source, above + (token.map?.[0] ?? 0), token.content));
}

function collectFence({ source, above, isHidden }: Part, token: Token, found: Found): void {
  const { blocks, problems, unclosed: before } = found;
  found.unclosed = '';
  const [first, end] = token.map ?? [0, 0];
  const opening = source.lines[above + first] ?? '';
  const info = token.info.trim();
  if (info === '' && before !== '' && token.markup.startsWith(before)) return; // the end of the last
  const fence = opening.indexOf(token.markup);
  const column = info === '' ? fence : opening.indexOf(info, fence + token.markup.length);
  const place = { file: source.path, line: above + first + 1, column: column + 1 };
  const lines = token.content.split('\n').slice(0, -1);
  const next = nextFence(lines, token.markup);
  if (next >= 0) problems.push(swallowed(place, opening, token.markup, place.line + next + 1));
  else if (end - first !== lines.length + 2) {
    const isCut = isHidden && source.lines[above + end]?.includes('-->');
    problems.push(isCut ? cutComment(source, above + end) : unclosed(place, opening, token.markup));
    if (!isCut) found.unclosed = token.markup;
  }
  const shifts = lines.map((line, index) =>
    Math.max(0, (source.lines[above + first + 1 + index] ?? '').length - line.length),
  );
  blocks.push({ source, info, place, lines, shifts, isHidden });
}

/** A hidden comment's inside is Markdown; any other comment, and one inside a comment, is not looked into. */
function collectComment({ source, above, isHidden }: Part, token: Token, found: Found): void {
  const [first = 0, end = 0] = token.map ?? [];
  const content = token.content.trimStart();
  if (!content.startsWith('<!--')) return;
  if (!content.includes('-->')) found.problems.push(openComment(source, above + first));
  if (isHidden) return;
  if (!content.startsWith(HIDDEN)) {
    const isMeant = /^<!--\s*hidden\b/i.test(content) && holdsListing(content);
    if (isMeant) found.problems.push(notHidden(source, above + first));
    return;
  }
  const inside = token.content.split('\n').slice(1);
  const closing = inside.findIndex((line) => line.includes('-->'));
  for (const token of blockTokens(inside.slice(0, closing < 0 ? end : closing))) {
    collect({ source, above: first + 1, isHidden: true }, token, found);
  }
}

function titleOf(tokens: readonly Token[]): string | undefined {
  const heading = tokens.findIndex(({ type, tag }) => type === 'heading_open' && tag === 'h1');
  return heading < 0 ? undefined : tokens[heading + 1]?.content;
}
