import type { Problem } from '../base/problem.ts';
import { byDistance } from './nearest.ts';
import { spellingOf } from './reference.ts';

/** A mistake in a fence header, `offset` characters into it. */
export interface HeaderProblem extends Pick<Problem, 'code' | 'message' | 'advice'> {
  readonly offset: number;
}

/** `{.ts #id file=a.ts}`, as Pandoc and Entangled write it; `words` are those that we know, too. */
export function languageInBraces(
  language: string,
  words: readonly string[],
  offset: number,
): HeaderProblem {
  const isFile = words.some((word) => word.startsWith('file='));
  const fitting = words.filter((word) => !(isFile && word.startsWith('#')));
  const headers = fitting.length > 0 ? [fitting.join(' ')] : ['#chunk', 'file=NAME'];
  const written = headers
    .map((attributes) => `${spellingOf(language)} {${attributes}}`)
    .join(' or ');
  const why = fitting.length < words.length ? ' A file has no chunk name here.' : '';
  return {
    offset,
    code: 'language-in-braces',
    message: `the language ${language} stands inside the braces`,
    advice: `Write ${written}.${why}`,
  };
}

/** Words behind the language that no pair of braces holds. */
export function outsideBraces(language: string, rest: string, offset: number): HeaderProblem {
  const own = spellingOf(language);
  const header = `${own} {${rest.replace('{', '')}}`;
  const isOpen = rest.startsWith('{') && !rest.includes('}');
  if (isOpen) return cantRead(rest, offset, `Close the braces: ${header}.`);
  if (/[{}]/.test(rest)) return cantRead(rest, offset, GENERAL);
  const [, bare = rest] = /^[[(](.*)[\])]$/.exec(rest) ?? [];
  const words = /^[\w-][\w./-]*\.\w+$/.test(bare) ? `file=${bare}` : bare;
  return cantRead(rest, offset, `Put it into braces: ${own} {${words}}.`);
}

/** `ts:a.ts`, as some tools name a file. */
export function behindColon(language: string, file: string, offset: number): HeaderProblem {
  const advice = `Write ${spellingOf(language)} {file=${file}}.`;
  return cantRead(`${language}:${file}`, offset, advice);
}

/** An attribute whose value stands in curly or single quotation marks. */
export function otherQuotes(word: string, offset: number): HeaderProblem {
  const [, attribute, value] = /^([\w-]+=).(.*).$/s.exec(word) ?? [];
  const advice = `Use straight double quotation marks, or none: ${attribute}${value}.`;
  return cantRead(word, offset, advice);
}

/** The word at `index` is no attribute: says what it may have been meant to be. */
export function unreadable(words: Words, index: number, offset: number): HeaderProblem {
  const guesses = [
    strayBrace,
    openQuote,
    blanksInside,
    bareMark,
    bareKey,
    blanksInValue,
    blanksInName,
    oddName,
  ];
  const found = guesses.map((guess) => guess(words, index)).find((advice) => advice !== undefined);
  return cantRead(words.all[index] ?? '', offset, found ?? GENERAL);
}

/** The words in the braces, and the words that could stand there. */
export interface Words {
  readonly all: readonly string[];
  readonly marks: readonly string[];
  readonly keys: readonly string[];
}

type Guess = (words: Words, index: number) => string | undefined;

const strayBrace: Guess = ({ all }, index) =>
  /[{}]/.test(all.slice(Math.max(0, index - 1)).join(' ')) ? GENERAL : undefined;

const openQuote: Guess = ({ all }, index) => {
  const word = all[index] ?? '';
  return word.split('"').length % 2 === 0 ? `Close the quotation mark: ${word}".` : undefined;
};

const blanksInside: Guess = ({ all }, index) => {
  const rest = all.slice(index).join(' ');
  const [, key, value] = /^([\w-]+) ?[=:] ?([^#.\s]\S*)/.exec(rest) ?? [];
  return key && `Write it with = and without blanks: ${key}=${value}.`;
};

const bareMark: Guess = ({ all, marks }, index) => {
  const word = all[index] ?? '';
  return marks.includes(word) ? `Write it with its point: .${word}.` : undefined;
};

const bareKey: Guess = ({ all, keys }, index) => {
  const key = (all[index] ?? '').replace('=', '');
  return keys.includes(key) ? `Give it a value: ${key}=….` : undefined;
};

const blanksInValue: Guess = ({ all }, index) => {
  const [, key, first] = /^([\w-]+)=([^"]+)$/.exec(all[index - 1] ?? '') ?? [];
  if (!key) return undefined;
  const rest = all.slice(index);
  const end = rest.findIndex((word) => /^[#.]|=/.test(word));
  const words = [first, ...rest.slice(0, end < 0 ? rest.length : end)];
  const value = words.join(' ').replace(/['‘’‚“”„«»]/g, '');
  return ['file', 'variant', 'of'].includes(key)
    ? `The name of a file has no blanks: ${key}=${value.replaceAll(' ', '-')}.`
    : `Put a value that has blanks into quotation marks: ${key}="${value}".`;
};

const blanksInName: Guess = ({ all }, index) => {
  const before = all[index - 1] ?? '';
  return before.startsWith('#')
    ? `A chunk's name is one word: ${before}-${all[index]}.`
    : undefined;
};

const oddName: Guess = ({ all }, index) =>
  all[index]?.startsWith('#')
    ? "A chunk's name has letters a-z, digits, - and _: #chunk."
    : undefined;

export function unknownMark(word: string, known: readonly string[], offset: number): HeaderProblem {
  const marks = known.map((mark) => `.${mark}`);
  return unknown(`.${word}`, marks, marks.join(', '), offset);
}

export function unknownKey(
  word: string,
  value: string,
  known: readonly string[],
  offset: number,
): HeaderProblem {
  if (['id', 'name', 'label', 'chunk'].includes(word) && /^[\w-]+$/.test(value)) {
    const advice = `The name of a chunk is written #${value}.`;
    return { offset, code: 'unknown-attribute', message: `unknown attribute ${word}`, advice };
  }
  return unknown(word, known, ['#chunk', ...known.map((key) => `${key}=`)].join(', '), offset);
}

function unknown(
  word: string,
  words: readonly string[],
  known: string,
  offset: number,
): HeaderProblem {
  const [nearest = ''] = byDistance(word, words);
  const isKey = !word.startsWith('.');
  return {
    offset,
    code: 'unknown-attribute',
    message: `unknown attribute ${word}`,
    advice: `Did you mean ${nearest}${isKey ? '=' : ''}? Known: ${known}.`,
  };
}

export function empty(key: string, offset: number): HeaderProblem {
  return {
    offset,
    code: 'empty-attribute',
    message: `${key}= is empty`,
    advice: `Give it a value, or take ${key}= away.`,
  };
}

export function twice(word: string, offset: number): HeaderProblem {
  const message = `"${word}" is the second of its kind in this fence header`;
  return {
    offset,
    code: 'attribute-twice',
    message,
    advice: 'Keep one of them: a block is one thing.',
  };
}

const GENERAL =
  'Write the language first, then all attributes in one pair of braces: ts {file=server.ts}, ts {#chunk}.';

function cantRead(word: string, offset: number, advice: string): HeaderProblem {
  return {
    offset,
    code: 'unreadable-header',
    message: `can't read "${word}" in a fence header`,
    advice,
  };
}
