import { join, relative, resolve } from 'node:path';
import { byPlace, type Problem, ProblemsFound, WrongUse } from '../base/problem.ts';
import type { Book } from '../book/book.ts';
import { type CodePlan, type HandEdit, planCode } from '../book/code-plan.ts';
import { MANIFEST, readManifest } from '../book/manifest.ts';
import { textOf } from '../book/tangle.ts';
import { keepCopy, readIfThere, readTree } from '../system/disk.ts';
import { keepTangled } from '../system/tangled-store.ts';
import { carryOut, readManifestText } from './carry-out.ts';
import { loadBook } from './load.ts';

export interface TangleOptions {
  /** Write nothing; say what would change. */
  readonly check?: boolean;
  /** The file whose hand edit is to go, as the user wrote it. */
  readonly discard?: string;
}

/** Writes `code/` from the chapters. Gives the lines that say what was done. */
export async function tangleCommand(
  root: string,
  options: TangleOptions,
): Promise<readonly string[]> {
  if (options.check && options.discard !== undefined)
    throw new WrongUse('--check writes nothing, --discard does', 'Give one of them.');
  const book = loadBook(root);
  if (book.problems.length > 0)
    throw new ProblemsFound(...[...book.problems, ...(await syntaxProblems(book))].sort(byPlace));
  const discard = options.discard === undefined ? undefined : codePath(root, options.discard);
  const plan = planBook(root, book, discard);
  if (options.check || !isIdle(plan)) {
    const problems = await planProblems(book, plan);
    if (options.check && plan.problems.length === 0) problems.push(...staleProblems(plan));
    if (problems.length > 0) throw new ProblemsFound(...problems.sort(byPlace));
  }
  if (options.check) return ['code/ is what the chapters say'];
  if (discard !== undefined && plan.places.length === 0)
    throw new ProblemsFound(nothingToDiscard(discard));
  const copy = discard === undefined ? undefined : copyOfEdit(root, discard, plan);
  carryOut(root, plan);
  keepTexts(root, book, plan);
  return [...(copy ? [`kept a copy of your edit: ${copy}`] : []), ...report(plan)];
}

/** So that `stitch` knows what was there before an edit. */
function keepTexts(root: string, { tangled }: Book, { changes }: CodePlan): void {
  if (changes.length === 0) return;
  const written = new Set(changes.map(({ path }) => path));
  const news = tangled.files.filter(({ path }) => written.has(`code/${path}`)).map(textOf);
  const { manifest } = readManifest(readManifestText(root));
  keepTangled(root, news, new Set([...manifest.values()].flatMap((hashes) => [...hashes])));
}

/** What tangling would do now. */
export function planBook(root: string, book: Book, discard?: string): CodePlan {
  const wanted = new Map(book.tangled.files.map((file) => [file.path, textOf(file)]));
  return planCode(wanted, readTree(join(root, 'code')), readManifestText(root), discard);
}

/**
 * The listings that don't parse, where no problem at their header or in the same line says why.
 * Asked only where it matters, because the parser is slow to load.
 */
export async function syntaxProblems({ listings, problems }: Book): Promise<readonly Problem[]> {
  const { syntaxProblem } = await import('../book/syntax.ts');
  const known = new Set(problems.map(({ place }) => `${place?.file}:${place?.line}`));
  return listings.flatMap((listing) => {
    const { file, line } = listing.block.place;
    const problem = known.has(`${file}:${line}`) ? undefined : syntaxProblem(listing);
    return problem && !known.has(`${file}:${problem.place?.line}`) ? problem : [];
  });
}

/** Hand edits in `code/`, each with the difference and the ways on. */
export async function handEditProblems(edits: readonly HandEdit[]): Promise<readonly Problem[]> {
  const { difference } = await import('../book/difference.ts');
  return edits.map(({ path, mine, wanted, place }) => {
    const drop = `npx wirebook tangle --discard code/${path} (keeps a copy)`;
    const ways = `Bring it into the chapters: npx wirebook stitch. Or drop it: ${drop}.`;
    if (wanted === undefined) {
      const advice = `Put what it holds into a chapter, or drop it: ${drop}.`;
      return { message: `code/${path} is made by no chapter`, place, advice };
    }
    const details = difference(wanted, Buffer.from(mine).toString(), [
      'from the chapters',
      `code/${path}`,
    ]);
    return { message: `code/${path} was edited by hand`, place, details, advice: ways };
  });
}

/** All that keeps `code/` from being what the chapters say: nobody should run it as it is. */
export async function codeProblems(plan: CodePlan): Promise<readonly Problem[]> {
  const stale = plan.places.map((place) => ({
    message: `${place.file} is not what the chapters say`,
    place,
    advice: 'Run npx wirebook tangle.',
  }));
  return [...plan.problems, ...(await handEditProblems(plan.edits)), ...stale];
}

function isIdle({ changes, edits, problems }: CodePlan): boolean {
  return changes.length === 0 && edits.length === 0 && problems.length === 0;
}

async function planProblems(book: Book, plan: CodePlan): Promise<Problem[]> {
  const edits = await handEditProblems(plan.edits);
  return [...(await syntaxProblems(book)), ...plan.problems, ...edits];
}

/** What has yet to be written, or the manifest alone. */
function staleProblems({ changes, places }: CodePlan): readonly Problem[] {
  const manifest = { file: MANIFEST, line: 1, column: 1 };
  const stale = places.length === 0 && changes.length > 0 ? [manifest] : places;
  const advice = 'Run npx wirebook tangle.';
  return stale.map((place) => ({ message: `${place.file} would change`, place, advice }));
}

function report({ changes, places }: CodePlan): readonly string[] {
  if (changes.length > 0 && places.length === 0) return [`wrote ${MANIFEST}`];
  if (places.length === 0) return ['nothing to do: code/ is what the chapters say'];
  const removed = new Set(changes.flatMap(({ kind, path }) => (kind === 'remove' ? [path] : [])));
  return places.map(({ file }) => `${removed.has(file) ? 'removed' : 'wrote'} ${file}`);
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
    message: `code/${path} has no edit to discard`,
    place: { file: `code/${path}`, line: 1, column: 1 },
    advice: 'npx wirebook tangle --check names the files that were edited.',
  };
}
