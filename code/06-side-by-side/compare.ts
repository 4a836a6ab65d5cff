import { closeAll, ways } from './ways.ts';

const warmUps = 5;
const rounds = 101;
const questions = 20;

const results = ways.map(({ name, ask }) => ({ name, ask, times: [] as number[] }));
for (let round = -warmUps; round < rounds; round += 1) {
  for (const { ask, times } of results) {
    const start = performance.now();
    for (let question = 0; question < questions; question += 1) await ask();
    if (round >= 0) times.push(performance.now() - start);
  }
}
closeAll();

const medians = results.map(({ times }) => times.sort((a, b) => a - b)[(rounds - 1) / 2] ?? NaN);
const [unit = NaN] = medians;
console.log(`Node ${process.versions.node} on ${process.platform}, ${rounds} rounds, medians:`);
for (const [index, { name }] of results.entries()) {
  const ratio = (medians[index] ?? NaN) / unit;
  console.log(`${name.padEnd(30)} ${ratio.toFixed(2).padStart(6)}`);
}
