import { writeFileSync } from 'node:fs';
import type { TestCase, TestModule, Vitest } from 'vitest/node';

/** The variable that names the file into which this vitest reporter writes what became of each test. */
export const OUTCOMES = 'WIREBOOK_OUTCOMES';

/** What became of a test, or of a file that could not even be loaded (then without a name). */
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

  onTestRunEnd(modules: readonly TestModule[]): void {
    const outcomes = modules.flatMap((module) => [
      ...module.errors().map((error) => brokenFile(this.#pathOf(module), error.message)),
      ...[...module.children.allTests()].map((test) => outcomeOf(this.#pathOf(module), test)),
    ]);
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
  const state = result.state === 'pending' ? 'failed' : result.state;
  const reason =
    result.state === 'skipped'
      ? (result.note ?? '')
      : (result.errors ?? []).map(({ message }) => message).join('\n');
  return { file, name: test.name, suites, state, reason, line: test.location?.line ?? 1 };
}

function brokenFile(file: string, reason: string): Outcome {
  return { file, name: '', suites: [], state: 'failed', reason, line: 1 };
}
