import type { ChapterFile } from './book.ts';
import { MISTAKES, slugOf, SOLUTIONS } from './chapter-name.ts';

/** What ties a chapter's programs to other chapters. */
export interface ChapterTies {
  /** The chapters whose chunks or files it names, by slug. */
  readonly names: readonly string[];
  /** Has a part in an exercise, whose parts stand in several chapters. */
  readonly hasExercises: boolean;
}

/** Reads them without reading the chapter: rather one tie too many, from its prose, than one too few. */
export function tiesOf({ path, bytes }: ChapterFile): ChapterTies {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const found = [...text.matchAll(/<<([\w-]+)\//g), ...text.matchAll(/of="?([\w-]+)\//g)];
  const names = new Set(found.map(([, name = '']) => name));
  const slug = slugOf(path);
  names.delete(slug);
  const isAppendix = slug === SOLUTIONS || slug === MISTAKES;
  const hasExercises = isAppendix || /(?:exercise|solution|mistake|message)=/.test(text);
  return { names: [...names], hasExercises };
}

/** A chapter with what ties it to others. */
export interface TiedChapter extends ChapterTies {
  readonly path: string;
}

/** Whether a chapter has nothing to do with any other of the book. */
export function standsAlone<T extends TiedChapter>(chapter: T, all: readonly T[]): boolean {
  if (chapter.hasExercises || chapter.names.length > 0) return false;
  const slug = slugOf(chapter.path);
  return !all.some(({ names }) => names.includes(slug));
}
