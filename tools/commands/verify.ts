import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Problem, ProblemsFound } from '../base/problem.ts';
import type { Book } from '../book/book.ts';
import type { Chapter } from '../book/chapter.ts';
import { foreignImports } from '../book/imports.ts';
import { type Link, readProse } from '../book/links.ts';
import { checkProofs, isProof, type TestOutcome } from '../book/proofs.ts';
import { brokenLinks, linkedFile, missingCaptions } from '../book/prose.ts';
import { readTranscripts } from '../book/transcript.ts';
import { isAllRequired } from '../system/machine.ts';
import { atOnce } from '../system/at-once.ts';
import { Progress } from '../system/progress.ts';
import { runTests } from './chapter-tests.ts';
import { formatProblems } from './format-check.ts';
import { passGate } from './gate.ts';
import { chooseChapters, loadBook } from './load.ts';
import { playable } from './playable.ts';
import { replay } from './replay.ts';
import { planBook } from './carry-out.ts';
import { codeProblems } from './code-problems.ts';
import { syntaxProblems } from './syntax-problems.ts';
import { typeCheck } from './type-check.ts';

/** Most of the time their programs wait for each other. */
const TRANSCRIPTS_AT_ONCE = 4;

/** What one part of the verification found. */
interface Part {
  /** What was looked at, in words with a number. */
  readonly looked: string;
  readonly problems: readonly Problem[];
  /** What could not be seen on this machine, each with its reason. */
  readonly unseen?: readonly string[];
}

/** Type-checks, tests and replays what the chapters show. Says what was done; throws ProblemsFound. */
export async function verifyCommand(
  root: string,
  words: readonly string[],
  say: (line: string) => void,
): Promise<readonly string[]> {
  const book = loadBook(root);
  if (book.problems.length > 0) throw new ProblemsFound(...book.problems);
  const chapters = chooseChapters(book, words);
  const progress = new Progress();
  const parts: Part[] = [];
  const tried: readonly (readonly [string, () => Promise<Part>])[] = [
    ['listings', async () => await checkListings(root, book, chapters)],
    ['types', async () => await checkTypes(book, chapters)],
    ['tests', async () => await checkTests(root, book, chapters)],
    ['exercises', async () => await passGate(root, book, chapters, progress)],
    ['transcripts', async () => await checkTranscripts(root, book, chapters, progress)],
  ];
  for (const [name, look] of tried) {
    progress.say(`${name} …`);
    const started = performance.now();
    const part = await look();
    parts.push(part);
    progress.end();
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    say(`${name.padEnd(12)} ${part.looked.padEnd(52)} ${seconds.padStart(6)} s`);
  }
  const unseen = parts.flatMap(({ unseen = [] }) => unseen);
  if (unseen.length > 0) say(['not seen here:', ...unseen.map((line) => `  ${line}`)].join('\n'));
  const problems = parts.flatMap((part) => part.problems);
  if (problems.length > 0) throw new ProblemsFound(...problems);
  const all = unseen.length > 0 ? 'all that could be seen here' : 'all of it';
  return [`${all} is as the chapters say`];
}

async function checkListings(
  root: string,
  book: Book,
  chapters: readonly Chapter[],
): Promise<Part> {
  const listings = book.listings.filter(({ chapter }) => chapters.includes(chapter));
  return {
    looked: `${listings.length} listings and transcripts of ${count(chapters.length, 'chapter')}`,
    problems: [
      ...(await syntaxProblems(book)),
      ...(await codeProblems(planBook(root, book))),
      ...foreignImports(book.tangled.files),
      ...missingCaptions(listings, book.tangled.files),
      ...(await formatProblems(root, chapters)),
    ],
  };
}

async function checkTypes(book: Book, chapters: readonly Chapter[]): Promise<Part> {
  const { programs, problems } = await typeCheck(
    book,
    chapters.map(({ slug }) => slug),
  );
  return { looked: `${count(programs, 'program')} type-checked, each by itself`, problems };
}

async function checkTests(root: string, book: Book, chapters: readonly Chapter[]): Promise<Part> {
  const prose = new Map(book.chapters.map((chapter) => [chapter.path, readProse(chapter)]));
  const links = chapters.flatMap(({ path }) => prose.get(path)?.links ?? []);
  const headings = new Map([...prose].map(([path, { headings }]) => [path, headings]));
  const exists = (path: string) => existsSync(join(root, path));
  const own = chapters.map(({ slug }) => `test/chapters/${slug}.test.ts`);
  const linked = links.filter(isProof).map(linkedFile);
  const files = [...new Set([...own, ...linked])].filter(
    (path) => path.startsWith('test/') && exists(path),
  );
  const { outcomes, problems } = await runTests(root, book, files);
  const known = [...prose.values()].flatMap(({ links }) => links);
  const proofs = outcomes
    ? checkProofs(links, withOwnClaims(outcomes, own, known), isAllRequired())
    : { problems: [], unseen: [] };
  const passed = outcomes?.filter(({ state }) => state === 'passed') ?? [];
  return {
    looked: `${passed.length} of ${outcomes?.length ?? 0} tests passed; ${links.length} links and proofs`,
    problems: [...problems, ...proofs.problems, ...brokenLinks(links, exists, headings)],
    unseen: proofs.unseen,
  };
}

/** Tests of other files are no claims here, and what any chapter links to is claimed already. */
function withOwnClaims(
  outcomes: readonly TestOutcome[],
  own: readonly string[],
  links: readonly Link[],
): readonly TestOutcome[] {
  const isClaimed = ({ file, name }: TestOutcome) =>
    links.some((link) => link.title === name && linkedFile(link) === file);
  return outcomes.map((outcome) => {
    const isClaim = outcome.isClaim && own.includes(outcome.file) && !isClaimed(outcome);
    return { ...outcome, isClaim };
  });
}

async function checkTranscripts(
  root: string,
  book: Book,
  chapters: readonly Chapter[],
  progress: Progress,
): Promise<Part> {
  const listings = book.listings.filter(({ chapter }) => chapters.includes(chapter));
  const read = readTranscripts(listings);
  const { here, unseen, problems } = await playable(read.transcripts);
  let played = 0;
  const differences = await atOnce(TRANSCRIPTS_AT_ONCE, here, async (transcript) => {
    const problem = await replay(root, transcript);
    played += 1;
    progress.say(`transcripts: ${played} of ${here.length} played`);
    return problem ? [problem] : [];
  });
  return {
    looked: `${played} of ${read.transcripts.length} played`,
    problems: [...read.problems, ...problems, ...differences.flat()],
    unseen,
  };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
