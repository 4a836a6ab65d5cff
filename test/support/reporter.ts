import type { Reporter, SerializedError, TestCase, TestModule, Vitest } from 'vitest/node';

/**
 * Prints at the end of a run each skipped test with its reason, then one plain line: `12 passed, 0 failed,
 * 1 skipped`. Where WIREBOOK_REQUIRE is `all`, a skipped test fails the run.
 */
export default class SkipReporter implements Reporter {
  #isFiltered = false;

  onInit({ config }: Vitest): void {
    this.#isFiltered = config.testNamePattern !== undefined;
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const inState = (state: string) => tests.filter((test) => test.result().state === state);
    const skipped = inState('skipped').filter((test) => !this.#isFiltered || reason(test));
    const broken = modules.flatMap((module) => module.errors()).length + errors.length;
    const isStrict = process.env.WIREBOOK_REQUIRE?.split(',').includes('all') === true;
    if (skipped.length > 0) {
      const why = isStrict ? 'skipped, though WIREBOOK_REQUIRE=all forbids it' : 'skipped here';
      print(`${why}:`);
      for (const test of skipped) print(`  ${describe(test)}`);
      if (isStrict) process.exitCode = 1;
    }
    const failed = inState('failed').length + broken;
    print(`${inState('passed').length} passed, ${failed} failed, ${skipped.length} skipped`);
  }
}

function describe(test: TestCase): string {
  const why = reason(test) ?? 'no reason given';
  return `${test.module.relativeModuleId} > ${test.fullName}\n    ${why}`;
}

function reason(test: TestCase): string | undefined {
  const result = test.result();
  return result.state === 'skipped' ? result.note : undefined;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
