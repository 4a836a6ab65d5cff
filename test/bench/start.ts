// How much CPU time a program of the book takes that does next to nothing: as Node and tsx start it, and as `wirebook
// run` does, whose program tells places of the chapters. Exits with 1 where that costs as much as tsx does on a Node
// that can't run TypeScript; others do that by themselves.
//
//   npx tsx test/bench/start.ts [--rounds N]
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { programCommand } from '../../tools/commands/chapter-maps.ts';
import { stripsTypes, wirebookCommand } from '../../tools/system/node.ts';
import { isReached, shownBound } from './bounds.ts';
import { type Contender, type Cost, machineOf, race } from './race.ts';

const PROGRAM = '02-tcp-model/pieces.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '9' } } });
const machine = await machineOf(process.execPath);
const node = process.execPath;
const cwd = join(import.meta.dirname, '../..');
const [floor, tsx, ours, whole] = [
  { name: 'node -e 0', command: [node, '-e', '0'], cwd },
  { name: 'through tsx', command: [node, '--import', 'tsx', `code/${PROGRAM}`], cwd },
  { name: 'as wirebook run starts it', command: programCommand(cwd, PROGRAM), cwd },
  { name: 'wirebook run, all in all', command: [...wirebookCommand(), 'run', '02/pieces'], cwd },
] as const satisfies readonly Contender[];
const costs = await race([floor, tsx, ours, whole], Number(values.rounds));

console.log(`${machine.shown}; CPU time, medians of ${values.rounds} interleaved rounds`);
for (const { name } of [floor, tsx, ours, whole]) {
  const ms = costOf(name).cpuMs;
  const ratio = ms / costOf(floor.name).cpuMs;
  console.log(`${name.padEnd(26)} ${ms.toFixed(0).padStart(5)} ms ${ratio.toFixed(2).padStart(6)}`);
}
const found = costOf(ours.name).cpuMs / costOf(tsx.name).cpuMs;
if (!stripsTypes()) {
  const bound = { what: 'as wirebook run starts it ÷ through tsx', limit: 1, found };
  console.log(shownBound(bound));
  if (!isReached(bound)) process.exitCode = 1;
}

function costOf(name: string): Cost {
  const found = [...costs].find(([contender]) => contender.name === name);
  if (!found) throw new Error(`nobody measured ${name}`);
  return found[1];
}
