import { join, relative, resolve } from 'node:path';
import { byPlace, type Problem, ProblemsFound, WrongUse } from '../base/problem.ts';
import { type Book, type ChapterFile, readBook } from '../book/book.ts';
import { type CodePlan, planCode } from '../book/code-plan.ts';
import { keepCopy, readIfThere } from '../system/disk.ts';
import { carryOut, keepLast, knownChapter, planBook, report, wantedOf } from './carry-out.ts';
import { chapterFiles } from './chapter-files.ts';
import { handEditProblems, staleProblems } from './code-problems.ts';
import { folderOf, type News, topFolder } from './news.ts';
import { syntaxProblems } from './syntax-problems.ts';

export interface TangleOptions {
  /** Write nothing; say what would change. */
  readonly check?: boolean;
  /** The file whose hand edit is to go, as the user wrote it. */
  readonly discard?: string;
}

/** Tangles all chapters. Gives the lines that say what was done. */
export async function tangleWhole(
  root: string,
  options: TangleOptions,
): Promise<readonly string[]> {
  if (options.check && options.discard !== undefined)
    throw new WrongUse('--check writes nothing, --discard does', 'Give one of them.');
  const sources = chapterFiles(root);
  const book = await readSound(sources);
  const discard = options.discard === undefined ? undefined : codePath(root, options.discard);
  const plan = planBook(root, book, { discarded: discard });
  const problems = [...plan.problems, ...(await handEditProblems(plan.edits))];
  if (options.check) problems.push(...(plan.problems.length === 0 ? staleProblems(plan) : []));
  if (problems.length > 0) throw new ProblemsFound(...problems.sort(byPlace));
  if (options.check) return ['code/ is what the chapters say'];
  if (discard !== undefined && plan.places.length === 0)
    throw new ProblemsFound(nothingToDiscard(discard));
  const copy = discard === undefined ? undefined : copyOfEdit(root, discard, plan);
  carryOut(root, book, plan);
  if (discard === undefined)
    keepLast(
      root,
      sources.map((file) => knownChapter(file, book)),
    );
  return [...(copy ? [`kept a copy of your edit: ${copy}`] : []), ...report(plan)];
}

/** Tangles the chapters that have changed, and no others; nothing where that isn't the whole truth. */
export async function tangleChanged(
  root: string,
  { last, changed, manifestText, entries }: News,
): Promise<readonly string[] | undefined> {
  const book = readBook(changed);
  const known = changed.map((file) => knownChapter(file, book));
  const isAlone = known.every(({ names, hasExercises }) => names.length === 0 && !hasExercises);
  if (!isAlone || book.problems.length > 0 || (await syntaxProblems(book)).length > 0)
    return undefined;
  const folders = new Set(changed.map(({ path }) => folderOf(path)));
  const scope = (path: string) => path === '' || folders.has(topFolder(path));
  const within = entries.filter(({ path }) => scope(path));
  const plan = planCode(wantedOf(book), within, manifestText, { scope });
  if (plan.edits.length > 0 || plan.problems.length > 0) return undefined;
  carryOut(root, book, plan);
  const news = new Map(known.map((chapter) => [chapter.path, chapter]));
  keepLast(
    root,
    last.chapters.map((chapter) => news.get(chapter.path) ?? chapter),
  );
  return report(plan);
}

/** The book that files of chapters make. Throws ProblemsFound with all that is wrong with it. */
async function readSound(sources: readonly ChapterFile[]): Promise<Book> {
  const book = readBook(sources);
  const problems = [...book.problems, ...(await syntaxProblems(book))];
  if (problems.length > 0) throw new ProblemsFound(...problems.sort(byPlace));
  return book;
}

function codePath(root: string, file: string): string {
  const path = relative(join(root, 'code'), resolve(root, file)).replaceAll('\\', '/');
  if (/^(?:\.\.(?:\/.*)?)?$/.test(path)) {
    throw new WrongUse(
      `${file} does not lie in code/`,
      'Name a file as tangle names it: code/04-…/server.ts.',
    );
  }
  return path;
}

function copyOfEdit(root: string, path: string, { places }: CodePlan): string | undefined {
  const bytes = readIfThere(join(root, 'code', path));
  return bytes && places.length > 0 ? keepCopy(root, 'discarded', path, bytes) : undefined;
}

function nothingToDiscard(path: string): Problem {
  return {
    code: 'no-edit-to-discard',
    message: `code/${path} has no edit to discard`,
    place: { file: `code/${path}`, line: 1, column: 1 },
    advice: 'npx wirebook tangle --check names the files that were edited.',
  };
}
