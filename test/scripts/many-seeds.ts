import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { firstFailure, isPass } from '../../tools/base/verdict.ts';
import { messageLines } from '../../tools/book/verdict-text.ts';
import { Examiner } from '../../tools/commands/examination.ts';
import { TrialFolder } from '../../tools/system/launcher.ts';
import { measureStartUp, patienceFor } from '../../tools/system/patience.ts';
import { Program } from '../../tools/system/program.ts';
import { Spares } from '../../tools/system/spares.ts';

// Tries the book's solutions again and again, each time with other data, on fresh processes and on waiting ones in
// turn: a check that rejects a right program even once in thousands of runs is broken. Exits with 1 where one does.
//
//   npx tsx test/scripts/many-seeds.ts [EXERCISE…] [--runs N] [--busy]
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '20' }, busy: { type: 'boolean', default: false } },
});
const root = fileURLToPath(new URL('../..', import.meta.url));
const known = readdirSync(`${root}/code/a-solutions`).map((name) => name.replace('.ts', ''));
const exercises = positionals.length > 0 ? positionals : known;
const runs = Number(values.runs);
const loops = values.busy ? [busyLoop(), busyLoop()] : [];

const waiting = exercises.map((exercise) => async () => await tryOften(exercise));
let rejected = 0;
try {
  await Promise.all(Array.from({ length: availableParallelism() }, work));
} finally {
  await Promise.all(loops.map(async (loop) => await loop.stop()));
}
console.log(`${exercises.length} solutions, ${2 * runs} runs each, ${rejected} rejected`);
process.exitCode = rejected === 0 ? 0 : 1;

async function work(): Promise<void> {
  for (let next = waiting.shift(); next; next = waiting.shift()) await next();
}

async function tryOften(exercise: string): Promise<void> {
  const folder = new TrialFolder(root);
  const spares = new Spares(folder);
  const tried = { file: `code/a-solutions/${exercise}.ts` };
  const before = rejected;
  try {
    const patience = patienceFor(availableParallelism() * (await measureStartUp()));
    const examiner = await Examiner.open(folder, root, exercise, patience);
    for (let run = 0; run < runs; run += 1) {
      for (const options of [{}, { spares }]) {
        const verdict = await examiner.examine(tried, options);
        spares.refill();
        if (isPass(verdict)) continue;
        // As at a save: what was seen in haste counts only when a fresh process confirms it.
        const { seed } = verdict;
        if ('spares' in options && isPass(await examiner.examine(tried, { seed }))) continue;
        rejected += 1;
        const failure = firstFailure(verdict);
        console.log(`${exercise}, seed ${verdict.seed}: ${failure?.check.id}`);
        if (failure)
          console.log([...messageLines(failure.failure), ...failure.failure.steps].join('\n'));
      }
    }
  } finally {
    await spares.end();
    folder.remove();
  }
  console.log(`${exercise.padEnd(20)} ${2 * runs} runs, ${rejected - before} rejected`);
}

function busyLoop(): Program {
  return new Program([process.execPath, '--eval', 'for (;;);']);
}
