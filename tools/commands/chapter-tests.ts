import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Problem } from '../base/problem.ts';
import type { TestOutcome } from '../book/proofs.ts';
import { ownFile } from '../system/checkout.ts';
import { readIfThere } from '../system/disk.ts';
import { packageFile } from '../system/node.ts';
import { type Outcome, OUTCOMES } from '../system/outcome-reporter.ts';
import { Program } from '../system/program.ts';
import { withTemporaryFolder } from '../system/temporary.ts';

/** Runs test files of the book under vitest and tells what became of each test. */
export async function runTests(
  root: string,
  files: readonly string[],
): Promise<{ readonly outcomes: readonly TestOutcome[]; readonly problems: readonly Problem[] }> {
  if (files.length === 0) return { outcomes: [], problems: [] };
  const outcomes = await withTemporaryFolder(async (folder) => {
    const reporter = ownFile('tools/system/outcome-reporter.ts');
    const report = join(folder, 'outcomes.json');
    const options = ['--reporter', reporter, '--includeTaskLocation'];
    const vitest = [
      process.execPath,
      packageFile('vitest', 'vitest.mjs'),
      'run',
      ...options,
    ] as const;
    const env = { [OUTCOMES]: report };
    const program = new Program([...vitest, '--root', root, ...files], {
      cwd: root,
      merged: true,
      env,
    });
    const { code, output } = await program.ended;
    const bytes = readIfThere(report);
    if (!bytes) throw new Error(`vitest gave no outcome:\n${output}`);
    const outcomes = JSON.parse(Buffer.from(bytes).toString()) as readonly Outcome[];
    const isExplained = outcomes.some(({ state }) => state === 'failed');
    if (code !== 0 && !isExplained) throw new Error(`vitest failed without a test:\n${output}`);
    return outcomes;
  });
  const problems = outcomes.filter(({ state }) => state === 'failed').map(failure);
  return { outcomes: outcomes.map(asTestOutcome), problems };
}

function asTestOutcome({ file, name, suites, state, reason, line }: Outcome): TestOutcome {
  const place = { file, line, column: 1 };
  return { file, name, isClaim: suites.includes('claims'), state, reason, place };
}

function failure({ file, name, reason, line }: Outcome): Problem {
  const details = stripVTControlCharacters(reason);
  if (file === '') {
    const message = 'the tests left an error behind that none of them caught';
    return { code: 'uncaught-error', message, details, advice: 'See it by itself: npx vitest run' };
  }
  return {
    code: name === '' ? 'test-file-fails' : 'test-failed',
    message: name === '' ? 'the test file could not be run' : `the test failed: ${name}`,
    place: { file, line, column: 1 },
    details,
    advice: `See it by itself: npx vitest run ${file}`,
  };
}
