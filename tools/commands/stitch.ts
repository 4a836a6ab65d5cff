import { hash } from '../base/hash.ts';
import { byPlace, type Problem, ProblemsFound } from '../base/problem.ts';
import { decode } from '../base/text-file.ts';
import { type ChapterFile, readBook } from '../book/book.ts';
import type { CodePlan, HandEdit } from '../book/code-plan.ts';
import { hunksBetween } from '../book/difference.ts';
import { readManifest } from '../book/manifest.ts';
import { type CodeEdit, stitch, type Stitched } from '../book/stitch.ts';
import { spoiled } from '../book/stitch-problems.ts';
import { findTangled } from '../system/find-tangled.ts';
import { chapterFiles } from './chapter-files.ts';
import { keepTexts, planBook } from './carry-out.ts';
import { handEditProblems } from './code-problems.ts';
import { rewrite, type Rewriting } from './rewrite.ts';
import { syntaxProblems } from './syntax-problems.ts';
import { tangleWhole } from './whole-tangle.ts';
import { readManifestText } from './write-code.ts';

/** Brings hand edits of `code/` back into the chapters, and tangles. Gives the lines that say what was done. */
export async function stitchCommand(root: string): Promise<readonly string[]> {
  const sources = chapterFiles(root);
  const book = readBook(sources);
  if (book.problems.length > 0) throw new ProblemsFound(...book.problems);
  const plan = planBook(root, book);
  const nobodys = plan.edits.filter(({ wanted }) => wanted === undefined);
  const problems = [...plan.problems, ...(await handEditProblems(nobodys))];
  if (problems.length > 0) throw new ProblemsFound(...problems);
  if (plan.edits.length === 0) return ['nothing to stitch: no file of code/ was edited by hand'];
  const stitched = stitch(book, sources, await editsOf(root, plan));
  const { book: after, files } = stitched;
  const unparsed = (await syntaxProblems(after)).map((problem) =>
    spoiled(problem, after.tangled, files),
  );
  const found = [...stitched.problems, ...unparsed];
  if (found.length > 0) throw new ProblemsFound(...found.sort(byPlace));
  const told = rewrite(root, STITCHED, rewritings(sources, plan, stitched));
  const done = await tangleWhole(root, {});
  keepTexts(root, stitched.files);
  return [...told, ...done];
}

const STITCHED = { folder: 'stitched', did: 'stitched' };

/** Each edit with the text that tangling had written, which may not be what it would write now. */
async function editsOf(root: string, { edits }: CodePlan): Promise<readonly CodeEdit[]> {
  const { manifest } = readManifest(readManifestText(root));
  const found: CodeEdit[] = [];
  const problems: Problem[] = [];
  for (const { path, mine, wanted = '', place } of edits) {
    const now = wholeText(mine);
    const bases = await basesOf(root, path, wanted, manifest.get(path));
    const base = now === undefined ? undefined : nearestTo(now, bases);
    if (base !== undefined && now !== undefined) found.push({ path, base, mine: now });
    else problems.push(now === undefined ? noText(place) : noBase(place));
  }
  if (problems.length > 0) throw new ProblemsFound(...problems);
  return found;
}

/** All texts that tangling may have written last, two where a run was cut off; none where one of them is lost. */
async function basesOf(
  root: string,
  path: string,
  wanted: string,
  hashes: ReadonlySet<string> = new Set(),
): Promise<readonly string[]> {
  const bases: string[] = [];
  for (const digest of hashes) {
    const base = digest === hash(wanted) ? wanted : await findTangled(root, path, digest);
    if (base === undefined) return [];
    bases.push(base);
  }
  return bases;
}

/** The text of which least was changed; the first of several. */
function nearestTo(mine: string, bases: readonly string[]): string | undefined {
  const lines = (text: string) => text.split('\n');
  const changed = (base: string) =>
    hunksBetween(lines(base), lines(mine)).reduce(
      (n, { start, end, lines }) => n + end - start + lines.length,
      0,
    );
  const costs = new Map(bases.map((base) => [base, bases.length > 1 ? changed(base) : 0]));
  return bases.toSorted((a, b) => (costs.get(a) ?? 0) - (costs.get(b) ?? 0))[0];
}

/** The text of UTF-8 bytes; a byte order mark is a part of it, since tangling makes none. */
function wholeText(bytes: Uint8Array): string | undefined {
  const text = decode(bytes);
  return text !== undefined && Buffer.from(bytes).toString().startsWith(MARK)
    ? `${MARK}${text}`
    : text;
}

const MARK = '\ufeff';

function noText(place: HandEdit['place']): Problem {
  return {
    code: 'edit-not-utf-8',
    message: `${place.file} is not UTF-8 text any more`,
    place,
    advice: `Save it as UTF-8, or drop the edit: npx wirebook tangle --discard ${place.file} (keeps a copy).`,
  };
}

function noBase(place: HandEdit['place']): Problem {
  return {
    code: 'lost-original',
    message: `${place.file} and its chapter have both changed, and what it was before is not there any more`,
    place,
    advice: `Make the change in the chapter, and drop the edit: npx wirebook tangle --discard ${place.file} (keeps a copy).`,
  };
}

/** The chapters, and the edited files that the chapters have changed meanwhile, with what they are to be. */
function rewritings(
  sources: readonly ChapterFile[],
  { edits }: CodePlan,
  { chapters, files }: Stitched,
): readonly Rewriting[] {
  const texts = new Map(chapters.map(({ path, text }) => [path, text]));
  const rewriting = (path: string, was: Uint8Array, text: string | undefined) =>
    text === undefined ? [] : [{ path, was, text }];
  return [
    ...sources.flatMap(({ path, bytes }) => rewriting(path, bytes, texts.get(path))),
    ...edits.flatMap(({ path, mine }) => rewriting(`code/${path}`, mine, files.get(path))),
  ];
}
