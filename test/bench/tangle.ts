// How much CPU time `wirebook tangle` takes with nothing to do, as a ratio to that of a plain JavaScript program
// which imports markdown-it and parses the same chapters. Both run in turn, so that a busy machine hits both.
//
//   npx zx test/bench/tangle.ts          (on Node 20: npx tsx test/bench/tangle.ts)
import { $ } from 'zx';

const ROUNDS = 15;
const CASES = {
  'markdown-it alone': ['test/bench/parse-chapters.js', 'chapters'],
  'tangle, nothing to do': ['tools/wirebook.js', 'tangle'],
} as const;

const times: Record<string, number[]> = {};
for (let round = -1; round < ROUNDS; round += 1) {
  for (const [name, words] of Object.entries(CASES)) {
    const time = await cpuMs(words);
    if (round >= 0) (times[name] ??= []).push(time); // the first round only warms caches
  }
}

const [yardstick = NaN] = Object.values(times).map(median);
console.log(`node ${process.version}, CPU time, median of ${ROUNDS} interleaved rounds`);
for (const [name, values] of Object.entries(times)) {
  const ms = median(values);
  const spread = `${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)} ms`;
  console.log(
    `${name.padEnd(22)} ${ms.toFixed(0).padStart(5)} ms  ${(ms / yardstick).toFixed(2).padStart(5)}  (${spread})`,
  );
}

const [, ratio = NaN] = Object.values(times).map((values) => median(values) / yardstick);
const isQuickToStart = Number(process.versions.node.split('.')[0]) >= 24; // keeps compiled TypeScript
const limit = isQuickToStart ? 1.5 : 4;
console.log(`at most ${limit.toFixed(1)} is wanted`);
if (!(ratio <= limit)) process.exitCode = 1;

/** User and system time of a run of node, from its own account at exit. */
async function cpuMs(words: readonly string[]): Promise<number> {
  const account =
    'data:text/javascript,process.on("exit",()=>{const {user,system}=process.cpuUsage();console.error("cpu",user+system)})';
  const run = await $({ quiet: true })`${process.execPath} --import ${account} ${words}`;
  return Number(/cpu (\d+)/.exec(run.stderr)?.[1]) / 1000;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
