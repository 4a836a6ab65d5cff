import type { Problem } from '../base/problem.ts';
import { blockProblem } from './block-problem.ts';
import { type Block, type Chapter, placeIn } from './chapter.ts';
import { difference } from './difference.ts';

/** The listings of a chapter that a formatter writes otherwise, each at the first place where it does. */
export function unformattedListings(chapter: Chapter, formatted: Chapter): readonly Problem[] {
  return chapter.blocks.flatMap((block, index) => {
    const other = formatted.blocks[index];
    const isSame = other?.lines.join('\n') === block.lines.join('\n');
    return other?.info !== block.info || isSame ? [] : [unformatted(block, other.lines)];
  });
}

function unformatted(block: Block, wanted: readonly string[]): Problem {
  const { lines, source } = block;
  const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
  const problem = {
    code: 'not-formatted',
    message: 'the listing is not as Prettier writes it',
    details: difference(text(lines), text(wanted), ['the chapter', 'Prettier']),
    advice: `Let Prettier write it: npm run format, or npx prettier --write ${source.path}.`,
  } as const;
  return blockProblem(block, problem, placeIn(block, ...firstDifference(lines, wanted)));
}

/** A line and a character in it, both from 0; where nothing but the end differs, the end of the last line. */
function firstDifference(
  lines: readonly string[],
  wanted: readonly string[],
): readonly [line: number, character: number] {
  const line = lines.findIndex((text, index) => text !== wanted[index]);
  const last = lines.length - 1;
  if (line < 0) return [last, lines[last]?.length ?? 0];
  const [mine = '', other = ''] = [lines[line], wanted[line]];
  let character = 0;
  while (character < mine.length && mine[character] === other[character]) character += 1;
  return [line, character];
}
