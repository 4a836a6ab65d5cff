import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { firstFailure, isPass, type Verdict } from '../../tools/base/verdict.ts';
import { messageLines } from '../../tools/book/verdict-text.ts';
import { Examiner } from '../../tools/commands/examination.ts';
import { atOnce } from '../../tools/system/at-once.ts';
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
  options: { runs: { type: 'string', default: '10' }, busy: { type: 'boolean', default: false } },
});
const AT_ONCE = 4 * availableParallelism(); // half of the time a solution waits, as it is asked to
const root = fileURLToPath(new URL('../..', import.meta.url));
const known = readdirSync(`${root}/code/a-solutions`).map((name) => name.replace('.ts', ''));
const exercises = positionals.length > 0 ? positionals : known;
const rounds = Array.from({ length: Number(values.runs) }, () => exercises).flat();
const loops = values.busy ? [busyLoop(), busyLoop()] : [];
const folder = new TrialFolder(root);
const spares = new Spares(folder);

let rejected = 0;
try {
  const patience = patienceFor(2 * (await measureStartUp()));
  const examiners = new Map<string, Examiner>();
  for (const id of exercises) examiners.set(id, await Examiner.open(folder, root, id, patience));
  await atOnce(AT_ONCE, rounds, async (id) => {
    const examiner = examiners.get(id);
    if (examiner) await tryTwice(examiner);
  });
} finally {
  await spares.end();
  folder.remove();
  await Promise.all(loops.map(async (loop) => await loop.stop()));
}
console.log(
  `${exercises.length} solutions, ${2 * Number(values.runs)} runs each, ${rejected} rejected`,
);
process.exitCode = rejected === 0 ? 0 : 1;

async function tryTwice(examiner: Examiner): Promise<void> {
  const tried = { file: `code/a-solutions/${examiner.exercise}.ts` };
  const fresh = await examiner.examine(tried);
  if (!isPass(fresh)) tell(fresh);
  const warm = await examiner.examine(tried, { spares });
  spares.refill();
  if (isPass(warm)) return;
  // As at a save: what was seen in haste counts only when a fresh process confirms it.
  const confirmed = await examiner.examine(tried, { seed: warm.seed });
  if (!isPass(confirmed)) tell(confirmed);
}

function tell(verdict: Verdict): void {
  rejected += 1;
  const failure = firstFailure(verdict);
  console.log(`${verdict.exercise}, seed ${verdict.seed}: ${failure?.check.id}`);
  if (failure) console.log([...messageLines(failure.failure), ...failure.failure.steps].join('\n'));
}

function busyLoop(): Program {
  return new Program([process.execPath, '--eval', 'for (;;);']);
}
