// Runs the whole suite many times in a row, every second time with two busy loops beside it, and stops at the
// first failure. A test that is red once in twenty runs is a bug.
//
//   npx tsx test/scripts/many-runs.ts [--runs 20] [FILE…]
import { $, argv } from 'zx';

const runs = Number(argv.runs ?? 20);
for (let run = 1; run <= runs; run += 1) {
  const isBusy = run % 2 === 0;
  const loops = isBusy ? [busyLoop(), busyLoop()] : [];
  const started = performance.now();
  const result = await $({ nothrow: true, quiet: true })`npx vitest run ${argv._}`;
  await Promise.all(loops.map(async (loop) => await loop.kill('SIGKILL')));
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  const word = result.exitCode === 0 ? 'green' : 'RED';
  console.log(`run ${run} of ${runs}${isBusy ? ', busy' : ''}: ${word}, ${seconds} s`);
  if (result.exitCode === 0) continue;
  console.log(result.stdall);
  process.exit(1);
}

function busyLoop() {
  return $({ nothrow: true, quiet: true })`${process.execPath} -e ${'for (;;);'}`;
}
