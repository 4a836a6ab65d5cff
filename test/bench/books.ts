// How much CPU time it takes to tangle generated books, beside other programs that read the same chapters. Prints
// ratios within one run, then each bound with what was found; exits with 1 where one isn't reached.
//
//   npx tsx test/bench/books.ts [--rounds N] [--small] [--node PATH] [--peers] [--record]
//
// --small leaves the large book out, --node measures another Node than the one that runs this, --peers installs
// peers from npm into a temporary folder, and --record writes the numbers into the README beside this file.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BookFolder, temporaryFolder } from './book-folder.ts';
import { boundsOf, isReached, shownBound } from './bounds.ts';
import { generateBook } from './generated-book.ts';
import { installCodedown, isNowebHere, runOfCodedown, runsOfNoweb } from './peers.ts';
import { type Contender, machineOf, race } from './race.ts';
import { record } from './record.ts';
import { type BookCosts, markdownTable, shownTable } from './table.ts';

const SIZES = [
  [12, 60],
  [200, 200],
] as const;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    small: { type: 'boolean', default: false },
    node: { type: 'string', default: process.execPath },
    peers: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
  },
});
if (values.small && values.record) throw new Error('only both books can be recorded');
const { node } = values;
const machine = await machineOf(node); // a program before the folder, so that at Ctrl-C programs end first
const folder = temporaryFolder();
const codedown = values.peers ? await installCodedown(folder) : undefined;

const start: Contender = { name: 'node -e 0', command: [node, '-e', '0'], cwd: folder };
const sizes = values.small ? SIZES.slice(0, 1) : SIZES;
const books = sizes.map(([chapters, chunks]) => ({
  title: `${chapters} × ${chunks} chunks`,
  contenders: contendersOn(chapters, chunks),
}));
const costs = await race(
  [start, ...books.flatMap(({ contenders }) => contenders)],
  Number(values.rounds),
);

const measured: readonly BookCosts[] = books.map(({ title, contenders }) => ({
  title,
  costs: new Map(
    [start, ...contenders].flatMap((contender) => {
      const cost = costs.get(contender);
      return cost ? [[contender.name, cost] as const] : [];
    }),
  ),
}));
const bounds = boundsOf(measured, machine.major);
const head = `${machine.shown}; CPU time, medians of ${values.rounds} interleaved rounds`;
console.log(head);
for (const book of measured) console.log(`\n${shownTable(book)}`);
if (!isNowebHere) console.log('\nnoweb is not installed here');
if (!codedown) console.log('\ncodedown is not measured: --peers installs it for this run');
console.log(`\n${bounds.map(shownBound).join('\n') || 'no bound for this book and this Node'}`);
if (values.record) {
  const said = bounds.map((bound) => shownBound(bound).replace(/ {2,}/g, ', ')).join('; ');
  const text = [`${head}:`, markdownTable(measured), `Bounds: ${said}.`].join('\n\n');
  await record(`books on Node ${machine.major}`, text);
}
if (!bounds.every(isReached)) process.exitCode = 1;

/** In the order of a round: what looks for changes comes behind what has made all of it. */
function contendersOn(chapters: number, chunks: number): readonly Contender[] {
  const book = generateBook(chapters, chunks);
  const place = new BookFolder(join(folder, `${chapters}x${chunks}`), node, book);
  return [
    place.floor(),
    place.script('markdown-it parses', 'parse-chapters.js', 'chapters'),
    place.cold(),
    ...(isNowebHere ? runsOfNoweb(place, book) : []),
    ...(codedown ? [runOfCodedown(place, book, codedown)] : []),
    place.unchanged(),
    place.changed(book),
  ];
}
