import type { Problem } from '../base/problem.ts';
import { type Block, type Chapter, frameAt } from './chapter.ts';
import { type FenceHeader, readFenceHeader } from './fence-header.ts';

/** A block of code with what its fence header makes of it. */
export interface Listing {
  readonly chapter: Chapter;
  readonly block: Block;
  readonly language: string;
  readonly role: Role;
}

export type Role =
  /** A whole file, `path` below `code/`. */
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly scope: string;
      /** The check that must reject a starter. */
      readonly caughtBy?: string;
    }
  /** A chunk of a scope: the chapter's, or an exercise's own. */
  | { readonly kind: 'chunk'; readonly name: string; readonly scope: string }
  /** The text that takes a chunk's place in a variant of another file. */
  | {
      readonly kind: 'variant';
      readonly path: string;
      /** The file that it varies; only a variant's first block has to say it. */
      readonly of?: Base;
      readonly name: string;
      /** The mistake that it makes, and the check that must be the first to reject it. */
      readonly mistake?: Mistake;
    }
  /** What a reader who makes the mistake is told. */
  | { readonly kind: 'message'; readonly exercise: string; readonly mistake: string }
  | { readonly kind: 'example' }
  | { readonly kind: 'fails'; readonly error: string }
  | { readonly kind: 'shown' }
  | { readonly kind: 'transcript'; readonly header: FenceHeader };

/** The file that a variant varies: a path below `code/`, or the starter of an exercise, wherever it stands. */
export type Base = { readonly path: string } | { readonly exercise: string };

export interface Mistake {
  readonly exercise: string;
  /** Its own name, one word. */
  readonly name: string;
  readonly caughtBy: string;
}

/** A chapter's listings and transcripts in their order, and what is wrong with their headers. */
export function readListings(chapter: Chapter): {
  readonly listings: readonly Listing[];
  readonly problems: readonly Problem[];
} {
  const listings: Listing[] = [];
  const problems: Problem[] = [];
  for (const block of chapter.blocks) {
    const { header, problems: unread } = readFenceHeader(block.info);
    problems.push(...unread.map((problem) => headerProblem(block, problem)));
    const role = unread.length === 0 ? roleOf(chapter, header) : undefined;
    if (role && 'message' in role) problems.push(headerProblem(block, { ...role, offset: 0 }));
    else if (role) listings.push({ chapter, block, language: header.language, role });
  }
  return { listings, problems };
}

/** The folder in `code/` of the book's solutions, and that of its mistakes: the appendices' slugs. */
const SOLUTIONS = 'a-solutions';
const MISTAKES = 'b-museum-of-mistakes';

/** What each kind of header must have, the word that tells it first, and what it may have besides. */
const FORMS: readonly { readonly has: readonly string[]; readonly may?: readonly string[] }[] = [
  { has: ['file'] },
  { has: ['variant', '#'], may: ['of'] },
  { has: ['exercise'], may: ['#', 'caught-by'] },
  { has: ['solution', '#'] },
  { has: ['mistake', '#', 'caught-by'] },
  { has: ['message'] },
  { has: ['.example'] },
  { has: ['.fails', 'error'] },
  { has: ['.shown', 'reason'] },
  { has: ['#'] },
];

/** What a transcript may have; it needs nothing. */
const TRANSCRIPT_WORDS = ['needs', 'varies', 'measured', '.tty'];

const MISFITS = {
  none: {
    message: 'this block says nothing of what it is',
    advice:
      'Give it a header: {file=NAME}, {#chunk}, {.example}, or {.shown reason="…"} for code of another language or system. Plain text is ```text.',
  },
  language: {
    message: 'this block does not say its language',
    advice: 'Write the language first: ts {file=server.ts}.',
  },
  error: {
    message: 'error= names no TypeScript error',
    advice: 'Write the one error that the listing must give: {.fails error=TS2345}.',
  },
  mistake: {
    message: 'mistake= names no exercise and mistake',
    advice: 'Write mistake=EXERCISE/MISTAKE, for example mistake=udp-server/fixed-reply-port.',
  },
  message: {
    message: 'message= names no exercise and mistake',
    advice: 'Write message=EXERCISE/MISTAKE, for example message=udp-server/fixed-reply-port.',
  },
} as const;

type Misfit = Pick<Problem, 'message' | 'advice'>;

function roleOf(chapter: Chapter, header: FenceHeader): Role | Misfit | undefined {
  const { language, chunk: name, values } = header;
  const words = wordsOf(header);
  if (language === 'console' && words.every((word) => TRANSCRIPT_WORDS.includes(word))) {
    return { kind: 'transcript', header };
  }
  if (words.length === 0) return language === 'text' ? undefined : MISFITS.none;
  const form = FORMS.find(({ has: [first = ''] }) => words.includes(first));
  const misfit = form ? misfitOf(form, words) : MISFITS.none;
  if (misfit) return misfit;
  if (language === '') return MISFITS.language;

  const { slug } = chapter;
  const inChapter = (path: string) => (path.includes('/') ? path : `${slug}/${path}`);
  if (values.file) return { kind: 'file', path: `${slug}/${values.file}`, scope: slug };
  if (values.exercise) return exerciseRole(slug, values.exercise, name, values['caught-by']);
  if (values.variant && name) {
    const path = `${slug}/${values.variant}`;
    const of = values.of === undefined ? {} : { of: { path: inChapter(values.of) } };
    return { kind: 'variant', path, name, ...of };
  }
  if (values.solution && name) return solutionRole(values.solution, name);
  if (values.mistake && name) return mistakeRole(values.mistake, name, values['caught-by'] ?? '');
  if (values.message) return messageRole(values.message);
  if (header.marks.includes('example')) return { kind: 'example' };
  if (header.marks.includes('fails')) {
    return /^TS\d+$/.test(values.error ?? '')
      ? { kind: 'fails', error: values.error ?? '' }
      : MISFITS.error;
  }
  if (name) return { kind: 'chunk', name, scope: slug };
  return { kind: 'shown' };
}

function wordsOf({ chunk, marks, values }: FenceHeader): readonly string[] {
  return [...(chunk ? ['#'] : []), ...marks.map((mark) => `.${mark}`), ...Object.keys(values)];
}

function misfitOf(
  { has, may = [] }: (typeof FORMS)[number],
  words: readonly string[],
): Misfit | undefined {
  const first = show(has[0]);
  const missing = has.find((word) => !words.includes(word));
  const surplus = words.find((word) => !has.includes(word) && !may.includes(word));
  if (missing === undefined && surplus === undefined) return undefined;
  const besides = may.length === 0 ? '' : `, and ${may.map(show).join(' ')} where it is needed`;
  return {
    message:
      missing === undefined
        ? `${show(surplus)} does not go with ${first}`
        : `${first} needs ${show(missing)}`,
    advice: `Write {${has.map(show).join(' ')}}${besides}.`,
  };
}

function show(word = ''): string {
  if (word === '#') return '#chunk';
  return word.startsWith('.') ? word : `${word}=…`;
}

/** An exercise's starter and its chunks have a scope of their own: the starter's path. */
function exerciseRole(
  slug: string,
  id: string,
  name: string | undefined,
  caughtBy: string | undefined,
): Role {
  const path = `${slug}/exercises/${id}.ts`;
  if (name) return { kind: 'chunk', name, scope: path };
  const expected = caughtBy === undefined ? {} : { caughtBy };
  return { kind: 'file', path, scope: path, ...expected };
}

function solutionRole(id: string, name: string): Role {
  return { kind: 'variant', path: `${SOLUTIONS}/${id}.ts`, of: { exercise: id }, name };
}

function mistakeRole(words: string, name: string, caughtBy: string): Role | Misfit {
  const [exercise, mistake, ...more] = words.split('/');
  if (!exercise || !mistake || more.length > 0) return MISFITS.mistake;
  return {
    kind: 'variant',
    path: `${MISTAKES}/${exercise}/${mistake}.ts`,
    of: { path: `${SOLUTIONS}/${exercise}.ts` },
    name,
    mistake: { exercise, name: mistake, caughtBy },
  };
}

function messageRole(words: string): Role | Misfit {
  const [exercise, mistake, ...more] = words.split('/');
  if (!exercise || !mistake || more.length > 0) return MISFITS.message;
  return { kind: 'message', exercise, mistake };
}

function headerProblem(
  { place, source }: Block,
  { message, advice, offset }: Pick<Problem, 'message' | 'advice'> & { readonly offset: number },
): Problem {
  const column = place.column + offset;
  return { message, advice, place: { ...place, column }, frame: frameAt(source, place) };
}
