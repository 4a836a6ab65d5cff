// How long after the save of a chapter of this book `wirebook tangle --watch` has written what follows from it: for
// a line of one program, and for a line of a solution, which is in all mistakes that are made from it. Prints medians,
// and exits with 1 where one is over the limit.
//
//   npx tsx test/bench/watch.ts [--node PATH]
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { Program } from '../../tools/system/program.ts';
import { temporaryFolder } from './book-folder.ts';
import { machineOf } from './race.ts';

const ROUNDS = 15;
const LIMIT_MS = 50;
const EDITS: readonly Edit[] = [
  { chapter: '01-udp-model.md', header: '```ts {file=late.ts}' },
  { chapter: 'a-solutions.md', header: '```ts {solution=udp-server #answer}' },
];

interface Edit {
  readonly chapter: string;
  /** Of the block whose first line is changed. */
  readonly header: string;
}

const { values } = parseArgs({ options: { node: { type: 'string', default: process.execPath } } });
const top = fileURLToPath(new URL('../..', import.meta.url));
const machine = await machineOf(values.node);
const folder = temporaryFolder();
for (const name of ['chapters', 'code', 'package.json', 'tsconfig.json']) {
  cpSync(join(top, name), join(folder, name), { recursive: true });
}
const watch = new Program(
  [values.node, join(top, 'tools/wirebook.js'), 'tangle', '--watch', '--root', folder],
  { cwd: folder },
);
const found: string[] = [];
try {
  await watch.until('first word', ({ output }) => output.includes('\n') || undefined);
  for (const edit of EDITS) found.push(await costOf(edit));
} finally {
  await watch.end();
}
const head = `${machine.shown}; ms from the save to the last file, medians of ${ROUNDS} rounds`;
console.log([head, ...found].join('\n'));

/** What an edit takes, in words. */
async function costOf(edit: Edit): Promise<string> {
  const turns: Turn[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) turns.push(await turnOf(edit, round));
  const [first, ...others] = turns; // the first round only warms caches
  const times = others.map(({ ms }) => ms).sort((a, b) => a - b);
  const [least = NaN, median = NaN, most = NaN] = [0, ROUNDS >> 1, ROUNDS - 1].map(
    (at) => times[at],
  );
  const isReached = median <= LIMIT_MS;
  if (!isReached) process.exitCode = 1;
  const files = `${first?.files} ${first?.files === 1 ? 'file' : 'files'} of code/`;
  const spread = `${least.toFixed(0)} to ${most.toFixed(0)}`;
  return `${files}: ${median.toFixed(0)} (${spread}), ${isReached ? 'ok' : 'not reached'}`;
}

interface Turn {
  readonly ms: number;
  readonly files: number;
}

/** Puts another line below a header, and waits until the watch has told of it. */
async function turnOf({ chapter, header }: Edit, round: number): Promise<Turn> {
  const path = join(folder, 'chapters', chapter);
  const text = readFileSync(path, 'utf8');
  const before = round === 0 ? header : `${header}\n// round ${round - 1}`;
  if (!text.includes(`${before}\n`)) throw new Error(`${chapter} has no ${before}`);
  const said = watch.output.length;
  writeFileSync(path, text.replace(before, `${header}\n// round ${round}`));
  const saved = performance.now();
  const [, more = '0'] = await watch.until(
    'word of what was written',
    ({ output }) =>
      /^wrote \S+(?: and (\d+) more)?, in \d+ ms\n/m.exec(output.slice(said)) ?? undefined,
  );
  return { ms: performance.now() - saved, files: 1 + Number(more) };
}
