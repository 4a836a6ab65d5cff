import { createTwoFilesPatch } from 'diff';

/** What turns one text into the other, as a unified difference with three lines around each change. */
export function difference(from: string, to: string, names: readonly [string, string]): string {
  const patch = createTwoFilesPatch(names[0], names[1], from, to, undefined, undefined, {
    context: 3,
  });
  return patch
    .replace(/^=+\n/, '')
    .replace(/^(---|\+\+\+) (.*)\t$/gm, '$1 $2')
    .trimEnd();
}
