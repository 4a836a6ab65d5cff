// Runs the whole suite once on each Node that the book supports, each from the npm package `node`, in a
// temporary folder. Words behind the script are passed on to vitest.
//
//   npx tsx test/scripts/every-node.ts [FILE…]
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { $, argv, tmpdir } from 'zx';

const VERSIONS = ['20', '22', '24', '26'];

const folder = tmpdir();
let failures = 0;
try {
  for (const version of VERSIONS) {
    const home = join(folder, version);
    await $({ quiet: true })`npm install --prefix ${home} --no-audit --no-fund node@${version}`;
    const node = join(home, 'node_modules/node/bin/node');
    const PATH = `${dirname(node)}:${process.env.PATH}`;
    console.log(`\nnode ${(await $({ quiet: true })`${node} --version`).stdout.trim()}`);
    const run = await $({
      env: { ...process.env, PATH },
      stdio: 'inherit',
      nothrow: true,
    })`${node} node_modules/vitest/vitest.mjs run ${argv._}`;
    if (run.exitCode !== 0) failures += 1;
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exitCode = failures;
