import { programs } from '../book/programs.ts';
import { textOf } from '../book/tangle.ts';
import { loadBook } from './load.ts';

/** The chapters of the book with the programs that `run` knows. */
export function listCommand(root: string): readonly string[] {
  const { chapters, tangled } = loadBook(root);
  const known = programs(tangled.files.map((file) => ({ path: file.path, text: textOf(file) })));
  return chapters.flatMap(({ slug, number, title }) => {
    const mine = known.filter(({ chapter }) => chapter === slug);
    return [
      `${number}  ${title}`,
      ...mine.map(({ name, path }) => `    ${`${number}/${name}`.padEnd(24)} code/${path}`),
    ];
  });
}
