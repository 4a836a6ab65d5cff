import type { Problem } from '../base/problem.ts';
import { textFile } from '../base/text-file.ts';
import { type Chapter, readChapter } from '../book/chapter.ts';
import { unformattedListings } from '../book/formatting.ts';
import { formatted } from '../system/formatter.ts';

/** Listings that Prettier would write otherwise, in a book that has a configuration for it. */
export async function formatProblems(
  root: string,
  chapters: readonly Chapter[],
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const chapter of chapters) {
    const { path, lines } = chapter;
    const text = await formatted(root, path, `${lines.join('\n')}\n`);
    if (text === undefined) continue;
    const wanted = readChapter(textFile(path, Buffer.from(text)));
    problems.push(...unformattedListings(chapter, wanted));
  }
  return problems;
}
