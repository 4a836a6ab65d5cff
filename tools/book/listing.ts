import type { Problem } from '../base/problem.ts';
import { type Block, type Chapter, frameAt } from './chapter.ts';
import { MISTAKES, SOLUTIONS } from './chapter-name.ts';
import { type FenceHeader, readFenceHeader } from './fence-header.ts';
import { isEmpty, isTranscript, type Misfit, misfitOf, MISFITS } from './header-form.ts';

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
    for (const problem of unread) problems.push(headerProblem(block, problem));
    const role = unread.length === 0 ? roleOf(chapter, header) : undefined;
    if (role && 'message' in role) problems.push(headerProblem(block, { ...role, offset: 0 }));
    else if (role) listings.push({ chapter, block, language: header.language, role });
  }
  return { listings, problems };
}

function roleOf(chapter: Chapter, header: FenceHeader): Role | Misfit | undefined {
  const { language, chunk: name, values } = header;
  if (isTranscript(header)) return { kind: 'transcript', header };
  if (language === 'text' && isEmpty(header)) return undefined;
  const misfit = misfitOf(header);
  if (misfit) return misfit;

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

/** The exercise that a scope belongs to; none where it is a chapter's. */
export function exerciseOf(scope: string): string | undefined {
  return /\/exercises\/(.*)\.ts$/.exec(scope)?.[1];
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
  {
    code,
    message,
    advice,
    offset,
  }: Pick<Problem, 'code' | 'message' | 'advice'> & { readonly offset: number },
): Problem {
  const column = place.column + offset;
  return { code, message, advice, place: { ...place, column }, frame: frameAt(source, place) };
}
