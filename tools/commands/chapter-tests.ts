import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Problem } from '../base/problem.ts';
import type { Book } from '../book/book.ts';
import type { Origin } from '../book/origin.ts';
import type { TestOutcome } from '../book/proofs.ts';
import { ownFile } from '../system/checkout.ts';
import { readIfThere } from '../system/disk.ts';
import { packageFile } from '../system/node.ts';
import { type Outcome, OUTCOMES } from '../system/outcome-reporter.ts';
import { Program } from '../system/program.ts';
import { withTemporaryFolder } from '../system/temporary.ts';
import { failureOrigin, originOnDisk } from './failure-origin.ts';

/** Runs test files of the book under vitest and tells what became of each test. */
export async function runTests(
  root: string,
  book: Book,
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
  const failed = outcomes.filter(({ state }) => state === 'failed');
  const problems = failed.map((outcome) => ({
    ...failure(outcome),
    ...(failureOrigin(root, book, files, outcome.trace) ?? testOrigin(root, outcome)),
  }));
  return { outcomes: outcomes.map(asTestOutcome), problems };
}

function asTestOutcome({ file, name, suites, state, reason, line }: Outcome): TestOutcome {
  const place = { file, line, column: 1 };
  return { file, name, isClaim: suites.includes('claims'), state, reason, place };
}

function failure({ file, name, reason }: Outcome): Problem {
  const details = stripVTControlCharacters(reason);
  if (file === '') {
    const message = 'the tests left an error behind that none of them caught';
    return { code: 'uncaught-error', message, details, advice: 'See it by itself: npx vitest run' };
  }
  const advice = `See it by itself: npx vitest run ${file}`;
  if (name !== '') {
    return { code: 'test-failed', message: `the test failed: ${name}`, details, advice };
  }
  const message = `the test file could not be run: ${file}`;
  return { code: 'test-file-fails', message, details, advice };
}

/** Where a test is written; of a file that has none, where it begins. */
function testOrigin(root: string, { file, name, line }: Outcome): Partial<Origin> {
  if (file === '') return {};
  const place = { file, line, column: 1 };
  return (name === '' ? undefined : originOnDisk(root, place)) ?? { place };
}
