import { type Problem, ProblemsFound } from '../base/problem.ts';
import { type ChapterFile, readBook } from '../book/book.ts';
import type { Block } from '../book/chapter.ts';
import { replaceBlock } from '../book/recording.ts';
import { readTranscripts, type Transcript } from '../book/transcript.ts';
import { atOnce } from '../system/at-once.ts';
import { Progress } from '../system/progress.ts';
import { chapterFiles } from './chapter-files.ts';
import { chooseChapters } from './load.ts';
import { changedMessages } from './gate.ts';
import { perform } from './perform.ts';
import { playable } from './playable.ts';
import { replay } from './replay.ts';
import { rewrite } from './rewrite.ts';
import { planBook } from './carry-out.ts';
import { codeProblems } from './code-problems.ts';

/** Plays all transcripts and rewrites those that differ in their chapters; shows what it changed. */
export async function recordCommand(
  root: string,
  words: readonly string[],
  say: (line: string) => void,
): Promise<readonly string[]> {
  const sources = chapterFiles(root);
  const book = readBook(sources);
  const chapters = chooseChapters(book, words);
  const read = readTranscripts(book.listings.filter(({ chapter }) => chapters.includes(chapter)));
  const { here, unseen, problems } = await playable(read.transcripts);
  const code = await codeProblems(planBook(root, book));
  const all = [...book.problems, ...code, ...read.problems, ...problems];
  if (all.length > 0) throw new ProblemsFound(...all);

  const progress = new Progress();
  let played = 0;
  const performances = await atOnce(2, here, async (transcript) => {
    const lines = (await isToKeep(root, transcript)) ? undefined : await perform(root, transcript);
    played += 1;
    progress.say(`${played} of ${here.length} transcripts played`);
    return lines ? [{ block: transcript.block, lines }] : [];
  });
  progress.end();

  const messages = await changedMessages(root, book, chapters);
  const changed = [...performances.flat(), ...messages];
  const found: Problem[] = [];
  for (const source of sources) {
    const own = changed.filter(({ block }) => block.source.path === source.path);
    try {
      rewriteChapter(root, source, own).forEach(say);
    } catch (error) {
      if (!(error instanceof ProblemsFound)) throw error;
      found.push(...error.problems);
    }
  }
  if (found.length > 0) throw new ProblemsFound(...found);
  const told = unseen.map((line) => `not seen here: ${line}`);
  return [
    ...told,
    `${here.length} ${here.length === 1 ? 'transcript' : 'transcripts'} played, ${changed.length} rewritten`,
  ];
}

/** What a measurement prints is never kept: the numbers written down are all of one run. */
async function isToKeep(root: string, transcript: Transcript): Promise<boolean> {
  if (transcript.isMeasured) return false;
  return (await replay(root, transcript, { lineMs: 5_000 })) === undefined;
}

interface Performed {
  readonly block: Block;
  readonly lines: readonly string[];
}

/** From the last block to the first, so that the places of those above stay right. */
function rewriteChapter(
  root: string,
  { path, bytes }: ChapterFile,
  performed: readonly Performed[],
): readonly string[] {
  const before = Buffer.from(bytes).toString();
  const last = [...performed].sort((a, b) => b.block.place.line - a.block.place.line);
  const text = last.reduce((text, { block, lines }) => replaceBlock(text, block, lines), before);
  return rewrite(root, { folder: 'recorded', did: 'rewrote' }, [{ path, was: bytes, text }]);
}
