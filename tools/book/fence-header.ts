import type { Problem } from '../base/problem.ts';
import { byDistance } from './nearest.ts';

/** What the words behind a fence say: `ts {file=server.ts}`. */
export interface FenceHeader {
  readonly language: string;
  /** The word behind `#`. */
  readonly chunk?: string;
  /** The words behind `.`. */
  readonly marks: readonly string[];
  readonly values: Readonly<Record<string, string>>;
}

/** A mistake in a header, `offset` characters into it. */
export interface HeaderProblem extends Pick<Problem, 'message' | 'advice'> {
  readonly offset: number;
}

const MARKS = ['example', 'fails', 'shown', 'tty'];
const KEYS = [
  ...['file', 'variant', 'of', 'exercise', 'solution', 'mistake', 'caught-by', 'message'],
  ...['error', 'reason', 'needs', 'varies', 'measured'],
];
const ATTRIBUTE =
  /#(?<chunk>[\w-]+)|\.(?<mark>[\w-]+)|(?<key>[\w-]+)=(?:"(?<quoted>[^"]*)"|(?<bare>[^\s"]+))/;

/** Reads a fence's info string. Says which attributes it doesn't know, and the first that can't be read. */
export function readFenceHeader(info: string): {
  readonly header: FenceHeader;
  readonly problems: readonly HeaderProblem[];
} {
  const [, language = '', braces] = /^\s*([^\s{]*)\s*(\{.*\}\s*$)?/.exec(info) ?? [];
  const header = { language, marks: [] as string[], values: {} as Record<string, string> };
  const problems: HeaderProblem[] = [];
  const rest = info.slice(info.indexOf(language) + language.length).trim();
  if (!braces && rest !== '') problems.push(unreadable(rest, info.indexOf(rest)));

  const inside = (braces ?? '').trim().slice(1, -1);
  const start = info.indexOf('{') + 1;
  const names = new Set<string>();
  let chunk: string | undefined;
  for (const { 0: word, index } of inside.matchAll(/(?:[^\s"]|"[^"]*"?)+/g)) {
    const found = new RegExp(`^(?:${ATTRIBUTE.source})$`).exec(word)?.groups;
    const offset = start + index;
    if (!found) return { header, problems: [...problems, unreadable(word, offset)] };
    const name = found.chunk ? '#' : (found.key ?? `.${found.mark}`);
    if (names.has(name)) problems.push(twice(word, offset));
    names.add(name);
    if (found.chunk) chunk = found.chunk;
    else if (found.mark) header.marks.push(known(found.mark, MARKS, '.', offset, problems));
    else if (found.key) {
      const key = known(found.key, KEYS, '', offset, problems);
      const value = found.quoted ?? found.bare ?? '';
      if (value.trim() === '') problems.push(empty(key, offset));
      header.values[key] = value;
    }
  }
  return { header: chunk === undefined ? header : { ...header, chunk }, problems };
}

function known(
  word: string,
  words: readonly string[],
  prefix: string,
  offset: number,
  problems: HeaderProblem[],
): string {
  if (!words.includes(word)) {
    const [nearest = ''] = byDistance(word, words);
    problems.push({
      offset,
      message: `unknown attribute ${prefix}${word}`,
      advice: `Did you mean ${prefix}${nearest}? Known: ${words.map((known) => prefix + known).join(', ')}.`,
    });
  }
  return word;
}

function empty(key: string, offset: number): HeaderProblem {
  return { offset, message: `${key}= is empty`, advice: `Give it a value, or take ${key}= away.` };
}

function twice(word: string, offset: number): HeaderProblem {
  const message = `"${word}" is the second of its kind in this fence header`;
  return { offset, message, advice: 'Keep one of them: a block is one thing.' };
}

function unreadable(word: string, offset: number): HeaderProblem {
  return {
    offset,
    message: `can't read "${word}" in a fence header`,
    advice:
      'Write the language first, then attributes in braces: ts {file=server.ts}, ts {#chunk}.',
  };
}
