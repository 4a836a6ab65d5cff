import { join } from 'node:path';
import { ProblemsFound } from '../base/problem.ts';
import type { Block } from '../book/chapter.ts';
import { difference } from '../book/difference.ts';
import { replaceBlock } from '../book/recording.ts';
import { readTranscripts, type Transcript } from '../book/transcript.ts';
import { applyChanges, keepCopy, readIfThere } from '../system/disk.ts';
import { atOnce } from '../system/at-once.ts';
import { Progress } from '../system/progress.ts';
import { chooseChapters, loadBook } from './load.ts';
import { changedMessages } from './gate.ts';
import { perform } from './perform.ts';
import { playable } from './playable.ts';
import { replay } from './replay.ts';
import { planBook } from './carry-out.ts';
import { codeProblems } from './code-problems.ts';

/** Plays all transcripts and rewrites those that differ in their chapters; shows what it changed. */
export async function recordCommand(
  root: string,
  words: readonly string[],
): Promise<readonly string[]> {
  const book = loadBook(root);
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
  const written = chapters.flatMap(({ path }) =>
    rewriteChapter(
      root,
      path,
      changed.filter(({ block }) => block.source.path === path),
    ),
  );
  const told = unseen.map((line) => `not seen here: ${line}`);
  return [
    ...written,
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
  path: string,
  performed: readonly Performed[],
): readonly string[] {
  const bytes = readIfThere(join(root, path));
  if (!bytes || performed.length === 0) return [];
  const before = Buffer.from(bytes).toString();
  const last = [...performed].sort((a, b) => b.block.place.line - a.block.place.line);
  const after = last.reduce((text, { block, lines }) => replaceBlock(text, block, lines), before);
  if (after === before) return [];
  const copy = keepCopy(root, 'recorded', path, bytes);
  applyChanges(root, [{ kind: 'write', path, text: after }]);
  return [difference(before, after, [copy, path]), `rewrote ${path}; what it was is in ${copy}`];
}
