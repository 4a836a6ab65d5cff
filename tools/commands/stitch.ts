import { hash } from '../base/hash.ts';
import { byPlace, type Problem, ProblemsFound } from '../base/problem.ts';
import { decode } from '../base/text-file.ts';
import { type ChapterFile, readBook } from '../book/book.ts';
import type { CodePlan, HandEdit } from '../book/code-plan.ts';
import { difference } from '../book/difference.ts';
import { readManifest } from '../book/manifest.ts';
import { type CodeEdit, stitch, type Stitched } from '../book/stitch.ts';
import { spoiled } from '../book/stitch-problems.ts';
import { applyChanges, keepCopy } from '../system/disk.ts';
import { findTangled } from '../system/find-tangled.ts';
import { chapterFiles } from './chapter-files.ts';
import { planBook } from './carry-out.ts';
import { handEditProblems } from './code-problems.ts';
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
  return [...write(root, sources, plan, stitched), ...(await tangleWhole(root, {}))];
}

/** Each edit with the text that tangling had written, which may not be what it would write now. */
async function editsOf(root: string, { edits }: CodePlan): Promise<readonly CodeEdit[]> {
  const { manifest } = readManifest(readManifestText(root));
  const found: CodeEdit[] = [];
  const problems: Problem[] = [];
  for (const { path, mine, wanted = '', place } of edits) {
    const hashes = manifest.get(path) ?? new Set();
    const base = hashes.has(hash(wanted)) ? wanted : await findTangled(root, path, hashes);
    const now = decode(mine);
    if (base !== undefined && now !== undefined) found.push({ path, base, mine: now });
    else problems.push(now === undefined ? noText(place) : noBase(place));
  }
  if (problems.length > 0) throw new ProblemsFound(...problems);
  return found;
}

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

/** Writes the chapters, and the edited files that the chapters have changed meanwhile; of both, copies are kept. */
function write(
  root: string,
  sources: readonly ChapterFile[],
  { edits }: CodePlan,
  { chapters, files }: Stitched,
): readonly string[] {
  const old = new Map<string, Uint8Array>();
  for (const { path, bytes } of sources) old.set(path, bytes);
  for (const { path, mine } of edits) old.set(`code/${path}`, mine);
  const merged = [...files].map(([path, text]) => ({ path: `code/${path}`, text }));
  const changed = [...chapters, ...merged].filter(
    ({ path, text }) => !Buffer.from(text).equals(Buffer.from(old.get(path) ?? [])),
  );
  const told = changed.map(({ path, text }) => {
    const bytes = old.get(path) ?? new Uint8Array();
    const copy = keepCopy(root, 'stitched', path, bytes);
    const before = Buffer.from(bytes).toString();
    return `${difference(before, text, [copy, path])}\nstitched ${path}; what it was is in ${copy}`;
  });
  applyChanges(
    root,
    changed.map(({ path, text }) => ({ kind: 'write', path, text })),
  );
  return told;
}
