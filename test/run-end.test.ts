import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { packageFile } from '../tools/system/node.ts';
import { isAlive } from './support/alive.ts';
import { needs } from './support/needs.ts';
import { start } from './support/programs.ts';
import { untilTrue } from './support/tcp-table.ts';

const suite = fileURLToPath(new URL('fixtures/suites/leaky', import.meta.url));

test('a run of tests that leaves a child behind kills it, names it and fails', async (context) => {
  await needs(context, 'linux');
  const { code, output } = await runTests('starts a program');
  expect(code).toBe(1);
  expect(output).toMatch(/still running after the tests, killed now:\n  \d+ sleep 1234\n/);
  const [, pid] = /(\d+) sleep 1234/.exec(output) ?? [];
  await untilTrue('the child is gone', () => !isAlive(Number(pid)));
});

test('a run of tests ends with each skipped test, its reason, and the numbers in one line', async () => {
  expect(await runTests('passes|fails|is skipped')).toEqual({
    code: 1,
    output: `${SKIPPED}1 passed, 1 failed, 1 skipped\n`,
  });
});

test('a run of tests in which all is required fails when one is skipped', async () => {
  const head = 'skipped, though WIREBOOK_REQUIRE=all forbids it:';
  expect(await runTests('passes|is skipped', { WIREBOOK_REQUIRE: 'all' })).toEqual({
    code: 1,
    output: `${SKIPPED.replace('skipped here:', head)}1 passed, 0 failed, 1 skipped\n`,
  });
});

const SKIPPED = 'skipped here:\n  leaky.test.ts > is skipped with a reason\n    it rains\n';

async function runTests(names: string, env: Readonly<Record<string, string>> = {}) {
  const vitest = packageFile('vitest', 'vitest.mjs');
  const words = [vitest, 'run', '--root', suite, '--config', join(suite, 'vitest.config.ts')];
  const run = start([process.execPath, ...words, '--testNamePattern', names], {
    cwd: suite,
    env: { WIREBOOK_REQUIRE: undefined, ...env },
    merged: true,
  });
  const { code, output } = await run.ended;
  return { code, output };
}
