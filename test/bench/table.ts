import type { Cost } from './race.ts';

/** What was measured on a book, by the names of the contenders. */
export interface BookCosts {
  readonly title: string;
  readonly costs: ReadonlyMap<string, Cost>;
}

const HEADS = ['CPU ms', '÷ node -e 0', '÷ floor', 'peak MB'] as const;

/** A table for the terminal. */
export function shownTable(book: BookCosts): string {
  const rows = [...book.costs.keys()].map((name) => [name, ...cells(book, name)]);
  return [[book.title, ...HEADS], ...rows]
    .map(([name = '', ...others]) =>
      [name.padEnd(28), ...others.map((cell) => cell.padStart(12))].join(''),
    )
    .join('\n');
}

/** One table of Markdown for all books. */
export function markdownTable(books: readonly BookCosts[]): string {
  const names = [...(books[0]?.costs.keys() ?? [])];
  return markdownRows([
    [
      '',
      ...books.flatMap(({ title }) =>
        HEADS.map((head, at) => (at === 0 ? `${title}: ${head}` : head)),
      ),
    ],
    ...names.map((name) => [name, ...books.flatMap((book) => cells(book, name))]),
  ]);
}

/** Rows of cells as Markdown, the first of them the head, all but the first column numbers. */
export function markdownRows([head = [], ...rows]: readonly (readonly string[])[]): string {
  const rule = head.map((_, column) => (column === 0 ? '---' : '--:'));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function cells({ costs }: BookCosts, name: string): readonly string[] {
  const cost = costs.get(name);
  const ratio = (to: string) => number((cost?.cpuMs ?? NaN) / (costs.get(to)?.cpuMs ?? NaN), 2);
  return [number(cost?.cpuMs, 0), ratio('node -e 0'), ratio(FLOOR), number(cost?.peakMb, 0)];
}

/** The name of what all is compared with. */
export const FLOOR = 'read and write: the floor';

function number(value = NaN, digits: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(digits);
}
