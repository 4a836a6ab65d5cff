import { writeFileSync } from 'node:fs';
import type { SerializedError, TestCase, TestModule, Vitest } from 'vitest/node';

/** The variable that names the file into which this vitest reporter writes what became of each test. */
export const OUTCOMES = 'WIREBOOK_OUTCOMES';

/**
 * What became of a test; of a file that could not even be loaded (then without a name); or, with no file
 * either, of an error that no test has caught.
 */
export interface Outcome {
  readonly file: string;
  readonly name: string;
  /** The names of the `describe`s around it, the outermost first. */
  readonly suites: readonly string[];
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly reason: string;
  readonly line: number;
}

export default class OutcomeReporter {
  #root = '';

  onInit(vitest: Vitest): void {
    this.#root = vitest.config.root;
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const outcomes = modules.flatMap((module) => [
      ...module.errors().map((error) => brokenFile(this.#pathOf(module), error.message)),
      ...[...module.children.allTests()].map((test) => outcomeOf(this.#pathOf(module), test)),
    ]);
    outcomes.push(...errors.map(({ message }) => brokenFile('', message)));
    const file = process.env[OUTCOMES];
    if (file) writeFileSync(file, JSON.stringify(outcomes));
  }

  #pathOf({ moduleId }: TestModule): string {
    return moduleId.slice(this.#root.length + 1);
  }
}

function outcomeOf(file: string, test: TestCase): Outcome {
  const result = test.result();
  const suites: string[] = [];
  for (let suite = test.parent; suite.type === 'suite'; suite = suite.parent)
    suites.unshift(suite.name);
  const isReversed = Boolean(test.options.fails);
  const state = result.state === 'pending' || isReversed ? 'failed' : result.state;
  const reason =
    result.state === 'skipped'
      ? (result.note ?? '')
      : (result.errors ?? []).map(({ message }) => message).join('\n') ||
        (isReversed ? 'it is marked as one that fails' : '');
  return { file, name: test.name, suites, state, reason, line: test.location?.line ?? 1 };
}

function brokenFile(file: string, reason: string): Outcome {
  return { file, name: '', suites: [], state: 'failed', reason, line: 1 };
}
