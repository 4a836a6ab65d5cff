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
import { configurationProblem } from './test-configuration.ts';
import { failureOrigin, originOnDisk } from './failure-origin.ts';

/** What became of each test, and what is wrong with them. */
export interface TestRun {
  /** Nothing where the book keeps vitest from running any. */
  readonly outcomes?: readonly TestOutcome[];
  readonly problems: readonly Problem[];
}

/** Runs test files of the book under vitest. */
export async function runTests(
  root: string,
  book: Book,
  files: readonly string[],
): Promise<TestRun> {
  if (files.length === 0) return { outcomes: [], problems: [] };
  const { outcomes, output } = await withTemporaryFolder(
    async (folder) => await runVitest(root, files, join(folder, 'outcomes.json')),
  );
  if (!outcomes) {
    const problem = configurationProblem(root, output);
    if (!problem) throw new Error(`vitest ran no test:\n${output}`);
    return { problems: [problem] };
  }
  const failed = outcomes.filter(({ state }) => state === 'failed');
  const problems = failed.map((outcome) => ({
    ...failure(outcome),
    ...(failureOrigin(root, book, files, outcome.trace) ?? testOrigin(root, outcome)),
  }));
  return { outcomes: outcomes.map(asTestOutcome), problems };
}

/** Source maps let vitest name lines of its configuration, which it runs as JavaScript. */
async function runVitest(
  root: string,
  files: readonly string[],
  report: string,
): Promise<{ readonly outcomes: readonly Outcome[] | undefined; readonly output: string }> {
  const vitest = packageFile('vitest', 'vitest.mjs');
  const reporter = ownFile('tools/system/outcome-reporter.ts');
  const options = ['--root', root, '--reporter', reporter, '--includeTaskLocation'];
  const program = new Program(
    [process.execPath, '--enable-source-maps', vitest, 'run', ...options, ...files],
    { cwd: root, merged: true, env: { [OUTCOMES]: report } },
  );
  const { code, output } = await program.ended;
  const bytes = readIfThere(report);
  const outcomes: readonly Outcome[] = bytes ? JSON.parse(Buffer.from(bytes).toString()) : [];
  const isExplained = code === 0 || outcomes.some(({ state }) => state === 'failed');
  return { outcomes: bytes && isExplained ? outcomes : undefined, output };
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
