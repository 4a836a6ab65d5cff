import type { Problem } from '../base/problem.ts';
import type { FenceHeader } from './fence-header.ts';
import { spellingOf } from './reference.ts';

/** A header that can be read and makes no sense. */
export type Misfit = Pick<Problem, 'code' | 'message' | 'advice'>;

/** What keeps a block's header, which is no transcript's, from being of one of the forms. */
export function misfitOf(header: FenceHeader): Misfit | undefined {
  const { language } = header;
  const words = wordsOf(header);
  const form = FORMS.find(({ has: [first = ''] }) => words.includes(first));
  if (!form) return surplusOfTranscript(language, words) ?? MISFITS.none;
  const misfit = lackOrSurplus(form, words);
  if (misfit) return misfit;
  if (language === '') return MISFITS.language;
  if (spellingOf(language) !== language) return spelledOtherwise(language);
  const isMisplaced = form.isTypeScript && !/^[cm]?tsx?$/.test(language);
  return isMisplaced ? notTypeScript(form, language) : undefined;
}

export function isTranscript(header: FenceHeader): boolean {
  return (
    header.language === 'console' &&
    wordsOf(header).every((word) => TRANSCRIPT_WORDS.includes(word))
  );
}

/** Whether it has nothing but a language. */
export function isEmpty(header: FenceHeader): boolean {
  return wordsOf(header).length === 0;
}

/** What each kind of header must have, the word that tells it first, and what it may have besides. */
const FORMS: readonly Form[] = [
  { has: ['file'] },
  { has: ['variant', '#'], may: ['of'] },
  { has: ['exercise'], may: ['#', 'caught-by'], isTypeScript: true },
  { has: ['solution', '#'], isTypeScript: true },
  { has: ['mistake', '#', 'caught-by'], isTypeScript: true },
  { has: ['message'] },
  { has: ['.example'], isTypeScript: true },
  { has: ['.fails', 'error'], isTypeScript: true },
  { has: ['.shown', 'reason'] },
  { has: ['#'] },
];

interface Form {
  readonly has: readonly string[];
  readonly may?: readonly string[];
  /** Whether what it makes is checked or run as TypeScript, whatever the book's other languages are. */
  readonly isTypeScript?: true;
}

/** What a transcript may have; it needs nothing. */
const TRANSCRIPT_WORDS = ['needs', 'varies', 'measured', '.tty'];

export const MISFITS = {
  none: {
    code: 'block-without-role',
    message: 'this block says nothing of what it is',
    advice:
      'Give it a header: {file=NAME}, {#chunk}, {.example}, or {.shown reason="…"} for code of another language or system. Commands with what they print are ```console, plain text is ```text.',
  },
  language: {
    code: 'block-without-language',
    message: 'this block does not say its language',
    advice: 'Write the language first: ts {file=server.ts}.',
  },
  error: {
    code: 'not-an-error-code',
    message: 'error= names no TypeScript error',
    advice: 'Write the one error that the listing must give: {.fails error=TS2345}.',
  },
  mistake: {
    code: 'not-a-mistake-name',
    message: 'mistake= names no exercise and mistake',
    advice: 'Write mistake=EXERCISE/MISTAKE, for example mistake=udp-server/fixed-reply-port.',
  },
  message: {
    code: 'not-a-mistake-name',
    message: 'message= names no exercise and mistake',
    advice: 'Write message=EXERCISE/MISTAKE, for example message=udp-server/fixed-reply-port.',
  },
} as const;

function spelledOtherwise(language: string): Misfit {
  return {
    code: 'language-spelled-otherwise',
    message: `the language ${language} has another spelling here`,
    advice: `Write the language as ${spellingOf(language)}.`,
  };
}

function wordsOf({ chunk, marks, values }: FenceHeader): readonly string[] {
  return [...(chunk ? ['#'] : []), ...marks.map((mark) => `.${mark}`), ...Object.keys(values)];
}

function lackOrSurplus({ has, may = [] }: Form, words: readonly string[]): Misfit | undefined {
  const first = show(has[0]);
  const missing = has.find((word) => !words.includes(word));
  const surplus = words.find((word) => !has.includes(word) && !may.includes(word));
  if (missing === undefined && surplus === undefined) return undefined;
  const besides = may.length === 0 ? '' : `, and ${may.map(show).join(' ')} where it is needed`;
  const without = missing === undefined ? `, without ${show(surplus)}` : '';
  return {
    code: missing === undefined ? 'attribute-misplaced' : 'attribute-missing',
    message:
      missing === undefined
        ? `${show(surplus)} does not go with ${first}`
        : `${first} needs ${show(missing)}`,
    advice: `Write {${has.map(show).join(' ')}}${besides}${without}.`,
  };
}

/** A transcript but for a word. */
function surplusOfTranscript(language: string, words: readonly string[]): Misfit | undefined {
  const surplus = words.find((word) => !TRANSCRIPT_WORDS.includes(word));
  if (language !== 'console' || surplus === undefined) return undefined;
  return {
    code: 'attribute-misplaced',
    message: `${show(surplus)} does not go with a console block`,
    advice: `Take ${show(surplus)} away, or write console {.shown reason="…"} where the commands are not to be played.`,
  };
}

function notTypeScript({ has }: Form, language: string): Misfit {
  const header = has.map(show).join(' ');
  return {
    code: 'not-typescript',
    message: `${show(has[0])} is for TypeScript, not for ${language}`,
    advice: `Write ts {${header}} if it is TypeScript, else ${language} {.shown reason="…"}.`,
  };
}

function show(word = ''): string {
  if (word === '#') return '#chunk';
  if (word.startsWith('.')) return word;
  return ['reason', 'varies', 'measured'].includes(word) ? `${word}="…"` : `${word}=…`;
}
