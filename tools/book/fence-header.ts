import {
  behindColon,
  empty,
  type HeaderProblem,
  languageInBraces,
  otherQuotes,
  outsideBraces,
  twice,
  unknownKey,
  unknownMark,
  unreadable,
} from './header-problems.ts';

/** What the words behind a fence say: `ts {file=server.ts}`. */
export interface FenceHeader {
  readonly language: string;
  /** The word behind `#`. */
  readonly chunk?: string;
  /** The words behind `.`. */
  readonly marks: readonly string[];
  readonly values: Readonly<Record<string, string>>;
}

const MARKS = ['example', 'fails', 'shown', 'tty'];
const KEYS = [
  ...['file', 'variant', 'of', 'exercise', 'solution', 'mistake', 'caught-by', 'message'],
  ...['error', 'reason', 'needs', 'varies', 'measured'],
];
const ATTRIBUTE =
  /^(?:#(?<chunk>[\w-]+)|\.(?<mark>[\w-]+)|(?<key>[\w-]+)=(?:"(?<quoted>[^"]*)"|(?<bare>[^\s"]+)))$/;

/** Reads a fence's info string. Says which attributes it doesn't know, and the first that can't be read. */
export function readFenceHeader(info: string): {
  readonly header: FenceHeader;
  readonly problems: readonly HeaderProblem[];
} {
  const [, language = '', braces] = /^\s*([^\s{]*)\s*(\{.*\}\s*$)?/.exec(info) ?? [];
  const header = { language, marks: [] as string[], values: {} as Record<string, string> };
  const problems: HeaderProblem[] = braces ? [] : problemsWithoutBraces(info, language);

  const inside = (braces ?? '').trim().slice(1, -1);
  const start = info.indexOf('{') + 1;
  const words = [...inside.matchAll(/(?:[^\s"]+|"[^"]*"?)+/g)].map(([word]) => word);
  const foreign = language === '' ? words.find(isLanguage) : undefined;
  if (foreign !== undefined) {
    const kept = words.filter(isKnown);
    const name = foreign.replace('.', '');
    return { header, problems: [languageInBraces(name, kept, info.indexOf(foreign))] };
  }
  const names = new Set<string>();
  let chunk: string | undefined;
  let offset = start;
  for (const [index, word] of words.entries()) {
    offset = info.indexOf(word, offset);
    const found = readAttribute(word);
    if (!found) {
      const problem = unreadable({ all: words, marks: MARKS, keys: KEYS }, index, offset);
      return { header, problems: [...problems, problem] };
    }
    const name = found.chunk ? '#' : (found.key ?? `.${found.mark}`);
    if (names.has(name)) problems.push(twice(word, offset));
    names.add(name);
    if (found.chunk) chunk = found.chunk;
    else if (found.mark) {
      if (!MARKS.includes(found.mark)) problems.push(unknownMark(found.mark, MARKS, offset));
      header.marks.push(found.mark);
    } else if (found.key) {
      const value = found.quoted ?? found.bare ?? '';
      if (!KEYS.includes(found.key)) problems.push(unknownKey(found.key, value, KEYS, offset));
      if (value.trim() === '') problems.push(empty(found.key, offset));
      if (isInOtherQuotes(found.bare)) problems.push(otherQuotes(word, offset));
      header.values[found.key] = value;
    }
    offset += word.length;
  }
  return { header: chunk === undefined ? header : { ...header, chunk }, problems };
}

function problemsWithoutBraces(info: string, language: string): HeaderProblem[] {
  const start = info.indexOf(language);
  const rest = info.slice(start + language.length).trim();
  if (rest !== '') return [outsideBraces(language, rest, info.indexOf(rest))];
  const [, name, file] = /^([\w+-]+):(\S+\.\w+)$/.exec(language) ?? [];
  return name && file ? [behindColon(name, file, start)] : [];
}

function readAttribute(word: string): Readonly<Record<string, string | undefined>> | undefined {
  return ATTRIBUTE.exec(word)?.groups;
}

/** Whether a value stands in quotation marks that aren't ours. */
function isInOtherQuotes(value = ''): boolean {
  return /^['‘’‚“”„«»].+['‘’“”«»]$/.test(value);
}

/** A word like `.ts` or `ts`, where it is nothing of ours. */
function isLanguage(word: string): boolean {
  const isOurs = isKnown(word) || MARKS.includes(word) || KEYS.includes(word);
  return /^\.?[a-z][\w+-]*$/i.test(word) && !isOurs;
}

function isKnown(word: string): boolean {
  const { chunk, mark, key } = readAttribute(word) ?? {};
  return Boolean(chunk) || MARKS.includes(mark ?? '') || KEYS.includes(key ?? '');
}
