import type { Place } from '../base/place.ts';
import type { Problem } from '../base/problem.ts';
import type { TextFile } from '../base/text-file.ts';

export function untitled(source: TextFile): Problem {
  const isEmpty = source.lines.every((line) => line.trim() === '');
  return {
    message: isEmpty ? 'the chapter is empty' : 'the chapter has no title',
    place: { file: source.path, line: 1, column: 1 },
    advice: 'Begin it with its title: # Uppercase over UDP',
  };
}

export function unclosed(place: Place, frame: string, markup: string): Problem {
  return {
    message: 'the fence is never closed',
    place,
    frame,
    advice: `Close it with a line of ${markup} in the same list or quote.`,
  };
}

export function cutComment(source: TextFile, line: number): Problem {
  const frame = source.lines[line] ?? '';
  return {
    message: '--> ends the hidden comment in the middle of its code',
    place: { file: source.path, line: line + 1, column: frame.indexOf('-->') + 1 },
    frame,
    advice: 'Write the code without -->, for example as two strings, or close the fence before it.',
  };
}

export function openComment(source: TextFile, line: number): Problem {
  const frame = source.lines[line] ?? '';
  return {
    message: 'the comment is never closed',
    place: { file: source.path, line: line + 1, column: frame.indexOf('<!--') + 1 },
    frame,
    advice: 'End it with -->; until then nothing below it is part of the book.',
  };
}
