// How the CPU time of `wirebook tangle` grows with the chapters of a book, and with how deep its chunks are nested.
// Prints ratios within one run; --record draws them into growth.svg and writes them into the README beside this file.
//
//   npx tsx test/bench/growth.ts [--rounds N] [--node PATH] [--record]
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BookFolder, temporaryFolder } from './book-folder.ts';
import { generateBook, nestedChapter, nestedFile } from './generated-book.ts';
import { plot } from './plot.ts';
import { type Contender, machineOf, race } from './race.ts';
import { record } from './record.ts';
import { markdownRows } from './table.ts';

const CHAPTERS = [10, 25, 50, 100, 200];
const CHUNKS = 200;
const DEPTHS = [1, 2, 4, 8, 16, 32, 64];
const NESTED_LINES = 32_000;

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    node: { type: 'string', default: process.execPath },
    record: { type: 'boolean', default: false },
  },
});
const machine = await machineOf(options.node); // before the folder, so that at Ctrl-C programs end first
const folder = temporaryFolder();

const start = { name: 'node -e 0', command: [options.node, '-e', '0'], cwd: folder } as const;
const bySize = CHAPTERS.map((chapters) => {
  const book = generateBook(chapters, CHUNKS);
  const place = new BookFolder(join(folder, String(chapters)), options.node, book);
  return [place.cold(), place.unchanged(), place.floor()] as const;
});
const byDepth = DEPTHS.map((depth) => {
  const markdown = new Map([['01-nested.md', nestedChapter(depth, NESTED_LINES)]]);
  const expected = new Map([['01-nested/nested.ts', nestedFile(depth, NESTED_LINES)]]);
  return new BookFolder(join(folder, `deep-${depth}`), options.node, { markdown, expected }).cold();
});
const costs = await race([start, ...bySize.flat(), ...byDepth], Number(options.rounds));

const cpuMs = (contender: Contender) => costs.get(contender)?.cpuMs ?? NaN;
const starts = (contender: Contender | undefined) =>
  contender ? cpuMs(contender) / cpuMs(start) : NaN;
const sizes = ['cold', 'nothing changed', 'read and write: the floor'].map((name, at) => ({
  name,
  values: bySize.map((contenders) => starts(contenders[at])),
}));
const depths = [{ name: 'cold', values: byDepth.map(starts) }];

const head = `${machine.shown}; CPU time ÷ \`node -e 0\`, medians of ${options.rounds} interleaved rounds`;
const tables = [
  table(`chapters of ${CHUNKS} chunks`, CHAPTERS, sizes),
  table(`chunks deep, ${NESTED_LINES} lines`, DEPTHS, depths),
];
console.log(`${head}:\n\n${tables.join('\n\n')}`);
if (options.record) {
  const yLabel = 'CPU time ÷ node -e 0';
  const picture = plot([
    {
      ...{ title: 'With the chapters of a book', xLabel: `chapters of ${CHUNKS} chunks`, yLabel },
      ...{ x: CHAPTERS, scale: 'linear', lines: sizes },
    },
    {
      ...{
        title: 'With the depth of nesting',
        xLabel: `chunks deep, ${NESTED_LINES} lines in all`,
      },
      ...{ yLabel, x: DEPTHS, scale: 'log2', lines: depths },
    },
  ]);
  writeFileSync(fileURLToPath(new URL('growth.svg', import.meta.url)), picture);
  await record('growth', `${head}:\n\n${tables.join('\n\n')}`);
}

function table(
  head: string,
  columns: readonly number[],
  lines: readonly { readonly name: string; readonly values: readonly number[] }[],
): string {
  return markdownRows([
    [head, ...columns.map(String)],
    ...lines.map(({ name, values }) => [name, ...values.map((value) => value.toFixed(1))]),
  ]);
}
