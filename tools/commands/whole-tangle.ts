import { join, relative, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { hash } from '../base/hash.ts';
import { byPlace, type Problem, ProblemsFound, WrongUse } from '../base/problem.ts';
import { type Book, type ChapterFile, readBook } from '../book/book.ts';
import { linksOf } from '../book/chapter-links.ts';
import { type CodePlan, type HandEdit, planCode } from '../book/code-plan.ts';
import type { Listing } from '../book/listing.ts';
import { MANIFEST, readManifest } from '../book/manifest.ts';
import { textOf } from '../book/tangle.ts';
import { applyChanges, keepCopy, readIfThere, readTree, removeLeftovers } from '../system/disk.ts';
import { type KnownChapter, keepLastTangle } from '../system/last-tangle.ts';
import { keepTangled } from '../system/tangled-store.ts';
import { chapterFiles } from './chapter-files.ts';
import { folderOf, type News, topFolder } from './news.ts';

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
  const plan = planBook(root, book, discard);
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

function carryOut(root: string, book: Book, plan: CodePlan): void {
  removeLeftovers(join(root, 'code'));
  applyChanges(root, plan.changes);
  keepTexts(root, book, plan);
}

function keepLast(root: string, chapters: readonly KnownChapter[]): void {
  keepLastTangle(root, { manifest: hash(readManifestText(root)), chapters });
}

function knownChapter({ path, bytes }: ChapterFile, { listings }: Book): KnownChapter {
  const own = listings.filter(({ chapter }) => chapter.path === path);
  return { path, hash: hash(bytes), ...linksOf(own) };
}

/** So that `stitch` knows what was there before an edit. */
function keepTexts(root: string, { tangled }: Book, { changes }: CodePlan): void {
  if (changes.length === 0) return;
  const written = new Set(changes.map(({ path }) => path));
  const news = tangled.files.filter(({ path }) => written.has(`code/${path}`));
  const { manifest } = readManifest(readManifestText(root));
  keepTangled(
    root,
    news.map((file) => ({ path: file.path, text: textOf(file) })),
    new Set([...manifest.values()].flatMap((hashes) => [...hashes])),
    new Set([...manifest.keys()].map(topFolder)),
  );
}

/** What tangling would do now. */
export function planBook(root: string, book: Book, discard?: string): CodePlan {
  const entries = readTree(join(root, 'code'));
  return planCode(wantedOf(book), entries, readManifestText(root), { discarded: discard });
}

function wantedOf({ tangled }: Book): ReadonlyMap<string, string> {
  return new Map(tangled.files.map((file) => [file.path, textOf(file)]));
}

export function readManifestText(root: string): string {
  return Buffer.from(readIfThere(join(root, MANIFEST)) ?? []).toString();
}

/** The listings that don't parse, where no problem at their header or in the same line says why. */
export async function syntaxProblems({ listings, problems }: Book): Promise<readonly Problem[]> {
  const doubtful = await doubtfulListings(listings);
  if (doubtful.length === 0) return [];
  const { syntaxProblem } = await import('../book/syntax.ts'); // is slow to load
  const known = new Set(problems.map(({ place }) => `${place?.file}:${place?.line}`));
  return doubtful.flatMap((listing) => {
    const { file, line } = listing.block.place;
    const problem = known.has(`${file}:${line}`) ? undefined : syntaxProblem(listing);
    return problem && !known.has(`${file}:${problem.place?.line}`) ? problem : [];
  });
}

/** Those that the quick parser doesn't take. It gives its memory back only between two turns of the event loop. */
async function doubtfulListings(listings: readonly Listing[]): Promise<readonly Listing[]> {
  const { surelyParses } = await import('../book/quick-syntax.ts');
  const doubtful: Listing[] = [];
  for (const [index, listing] of listings.entries()) {
    if (!surelyParses(listing)) doubtful.push(listing);
    if (index % 200 === 199) await setImmediate();
  }
  return doubtful;
}

/** Hand edits in `code/`, each with the difference and the ways on. */
export async function handEditProblems(edits: readonly HandEdit[]): Promise<readonly Problem[]> {
  const { difference } = await import('../book/difference.ts');
  return edits.map(({ path, mine, wanted, place }) => {
    const drop = `npx wirebook tangle --discard code/${path} (keeps a copy)`;
    const ways = `Bring it into the chapters: npx wirebook stitch. Or drop it: ${drop}.`;
    if (wanted === undefined) {
      const advice = `Put what it holds into a chapter, or drop it: ${drop}.`;
      const message = `code/${path} is made by no chapter`;
      return { code: 'file-of-no-chapter', message, place, advice };
    }
    const details = difference(wanted, Buffer.from(mine).toString(), [
      'from the chapters',
      `code/${path}`,
    ]);
    const message = `code/${path} was edited by hand`;
    return { code: 'edited-by-hand', message, place, details, advice: ways };
  });
}

/** All that keeps `code/` from being what the chapters say: nobody should run it as it is. */
export async function codeProblems(plan: CodePlan): Promise<readonly Problem[]> {
  const stale = plan.places.map((place): Problem => ({
    code: 'code-is-stale',
    message: `${place.file} is not what the chapters say`,
    place,
    advice: 'Run npx wirebook tangle.',
  }));
  return [...plan.problems, ...(await handEditProblems(plan.edits)), ...stale];
}

/** What has yet to be written, or the manifest alone. */
function staleProblems({ changes, places }: CodePlan): readonly Problem[] {
  const manifest = { file: MANIFEST, line: 1, column: 1 };
  const stale = places.length === 0 && changes.length > 0 ? [manifest] : places;
  const advice = 'Run npx wirebook tangle.';
  return stale.map((place) => {
    const message = `${place.file} would change`;
    return { code: 'code-is-stale', message, place, advice };
  });
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
    code: 'no-edit-to-discard',
    message: `code/${path} has no edit to discard`,
    place: { file: `code/${path}`, line: 1, column: 1 },
    advice: 'npx wirebook tangle --check names the files that were edited.',
  };
}
