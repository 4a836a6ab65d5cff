import type { Place } from '../base/place.ts';
import type { Problem } from '../base/problem.ts';
import type { TextFile } from '../base/text-file.ts';

export function untitled(source: TextFile): Problem {
  const isEmpty = source.lines.every((line) => line.trim() === '');
  return {
    code: 'chapter-without-title',
    message: isEmpty ? 'the chapter is empty' : 'the chapter has no title',
    place: { file: source.path, line: 1, column: 1 },
    advice: `Begin it with its title: # ${titleOf(source.path)}`,
  };
}

export function unclosed(place: Place, frame: string, markup: string): Problem {
  return {
    code: 'fence-not-closed',
    message: 'the fence is never closed',
    place,
    frame,
    advice: `Close it with a line of ${markup} in the same list or quote.`,
  };
}

/** `line`: that of the fence which begins inside the block, from 1. */
export function swallowed(place: Place, frame: string, markup: string, line: number): Problem {
  const longer = `${markup}${markup[0]}`;
  return {
    code: 'fence-inside-fence',
    message: `the fence is not closed before the next begins, in line ${line}`,
    place,
    frame,
    advice: `Close it with a line of ${markup} where its code ends; if line ${line} is part of it, open and close it with ${longer}.`,
  };
}

/** The index of the first line in a block that begins a fence which this block's marks can't hold. */
export function nextFence(lines: readonly string[], markup: string): number {
  return lines.findIndex((line) => {
    const mark = /^ {0,3}(`{3,}|~{3,})[ \t]*[\w{]/.exec(line)?.[1] ?? '';
    return mark[0] === markup[0] && mark.length >= markup.length;
  });
}

/** A line that opens a fence whose words end in braces, however far it is indented. */
const LISTING = /^[ \t]*(?:`{3,}[^`]*|~{3,}.*)\{[^`]*\}[ \t]*$/m;

/** Whether a text has the beginning of a listing. */
export function holdsListing(text: string): boolean {
  return LISTING.test(text);
}

/** Fences in a text of the chapter that begins in `line`, from 0, and is no fenced block. */
export function fencesTakenForText(
  source: TextFile,
  line: number,
  text: string,
): readonly Problem[] {
  if (!text.includes('```') && !text.includes('~~~')) return [];
  return text
    .split('\n')
    .flatMap((words, index) => (LISTING.test(words) ? [takenForText(source, line + index)] : []));
}

function takenForText(source: TextFile, line: number): Problem {
  const frame = source.lines[line] ?? '';
  return {
    code: 'fence-indented',
    message: 'this fence is indented so far that Markdown takes it for text',
    place: { file: source.path, line: line + 1, column: frame.search(/```|~~~/) + 1 },
    frame,
    advice:
      'Move all of its lines to the left: to the margin, or to where the text of its list begins.',
  };
}

/** A comment with listings that begins nearly as a hidden one does. */
export function notHidden(source: TextFile, line: number): Problem {
  const frame = source.lines[line] ?? '';
  return {
    code: 'comment-not-hidden',
    message: 'the listings in this comment are left out, for it is not a hidden one',
    place: { file: source.path, line: line + 1, column: frame.indexOf('<!--') + 1 },
    frame,
    advice: 'Begin it with <!-- hidden, with one blank and in small letters.',
  };
}

export function cutComment(source: TextFile, line: number): Problem {
  const frame = source.lines[line] ?? '';
  return {
    code: 'hidden-code-cut',
    message: '--> ends the hidden comment in the middle of its code',
    place: { file: source.path, line: line + 1, column: frame.indexOf('-->') + 1 },
    frame,
    advice: 'Write the code without -->, for example as two strings, or close the fence before it.',
  };
}

export function openComment(source: TextFile, line: number): Problem {
  const frame = source.lines[line] ?? '';
  return {
    code: 'comment-not-closed',
    message: 'the comment is never closed',
    place: { file: source.path, line: line + 1, column: frame.indexOf('<!--') + 1 },
    frame,
    advice: 'End it with -->; until then nothing below it is part of the book.',
  };
}

/** What a chapter's file name says of its title, `03-the-face.md`. */
function titleOf(path: string): string {
  const words = path.replace(/^.*\/(?:[^-]*-)?|\.md$/g, '').replaceAll('-', ' ');
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
