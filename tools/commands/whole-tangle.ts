import { join, relative, resolve } from 'node:path';
import { chapterFolder } from '../base/chapter-folder.ts';
import { byPlace, type Problem, ProblemsFound, WrongUse } from '../base/problem.ts';
import { standsAlone } from '../book/chapter-ties.ts';
import { slugOf } from '../book/chapter-name.ts';
import { type CodePlan, planCode } from '../book/code-plan.ts';
import { keepCopy, readIfThere } from '../system/disk.ts';
import { carryOut, keepLast, planFor, report } from './carry-out.ts';
import { chapterFiles } from './chapter-files.ts';
import { handEditProblems, staleProblems } from './code-problems.ts';
import { knownChapter, makeCode, makeInPieces } from './make-code.ts';
import type { News } from './news.ts';

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
  const { wanted, chapters } = await makeCode(sources);
  const discard = options.discard === undefined ? undefined : codePath(root, options.discard);
  const plan = planFor(root, wanted, { discarded: discard });
  const problems = [...plan.problems, ...(await handEditProblems(plan.edits))];
  if (options.check) problems.push(...(plan.problems.length === 0 ? staleProblems(plan) : []));
  if (problems.length > 0) throw new ProblemsFound(...problems.sort(byPlace));
  if (options.check) return ['code/ is what the chapters say'];
  if (discard !== undefined && plan.places.length === 0)
    throw new ProblemsFound(nothingToDiscard(discard));
  const copy = discard === undefined ? undefined : copyOfEdit(root, discard, plan);
  carryOut(root, wanted, plan);
  if (discard === undefined && chapters) keepLast(root, chapters);
  return [...(copy ? [`kept a copy of your edit: ${copy}`] : []), ...report(plan)];
}

/** Tangles the chapters that have changed, and no others; nothing where that isn't the whole truth. */
export async function tangleChanged(
  root: string,
  { last, changed, manifestText, entries, hidden, stamps }: News,
): Promise<readonly string[] | undefined> {
  const news = new Map(changed.map((file) => [file.path, knownChapter(file)]));
  const all = last.chapters.map((chapter) => news.get(chapter.path) ?? chapter);
  if (![...news.values()].every((chapter) => standsAlone(chapter, all))) return undefined;
  const made = await makeInPieces(all, changed);
  if (!made) return undefined;
  const folders = new Set(changed.map(({ path }) => slugOf(path)));
  const scope = (path: string) => path === '' || folders.has(chapterFolder(path));
  const within = entries.filter(({ path }) => scope(path));
  const plan = planCode(made.wanted, within, manifestText, { scope });
  if (plan.edits.length > 0 || plan.problems.length > 0) return undefined;
  carryOut(root, made.wanted, plan, hidden);
  if (made.chapters) keepLast(root, made.chapters, stamps);
  return report(plan);
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
