import { writeFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import type { SerializedError, TestCase, TestModule, Vitest } from 'vitest/node';
import type { Place } from '../base/place.ts';

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
  /** Where its errors came about: the places below the top folder that their stacks name, the innermost first. */
  readonly trace: readonly Place[];
  readonly line: number;
}

/** What of an error is looked at. */
type Thrown = Pick<SerializedError, 'message' | 'stack'>;

export default class OutcomeReporter {
  #root = '';

  onInit(vitest: Vitest): void {
    this.#root = vitest.config.root;
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const outcomes = modules.flatMap((module) => [
      ...module.errors().map((error) => this.#fileFailure(this.#pathOf(module), error)),
      ...[...module.children.allTests()].map((test) => this.#outcomeOf(test)),
    ]);
    outcomes.push(...errors.map((error) => this.#fileFailure('', error)));
    const file = process.env[OUTCOMES];
    if (file) writeFileSync(file, JSON.stringify(outcomes));
  }

  #pathOf({ moduleId }: TestModule): string {
    return moduleId.slice(this.#root.length + 1);
  }

  #outcomeOf(test: TestCase): Outcome {
    const result = test.result();
    const isReversed = Boolean(test.options.fails);
    return {
      file: this.#pathOf(test.module),
      name: test.name,
      suites: suitesOf(test),
      state: result.state === 'pending' || isReversed ? 'failed' : result.state,
      reason:
        result.state === 'skipped'
          ? (result.note ?? '')
          : (result.errors ?? []).map(({ message }) => message).join('\n') ||
            (isReversed ? 'it is marked as one that fails' : ''),
      trace: (result.errors ?? []).flatMap((error) => this.#traceOf(error)),
      line: test.location?.line ?? 1,
    };
  }

  #fileFailure(file: string, error: Thrown): Outcome {
    const trace = this.#traceOf(error);
    return { file, name: '', suites: [], state: 'failed', reason: error.message, trace, line: 1 };
  }

  #traceOf({ stack = '' }: Thrown): readonly Place[] {
    const lines = stripVTControlCharacters(stack).replaceAll('\\', '/').split('\n');
    return lines.flatMap((line) => {
      const [, file, row, column] = FAULT.exec(line) ?? FRAME.exec(this.#below(line)) ?? [];
      return file ? [{ file, line: Number(row), column: Number(column) }] : [];
    });
  }

  /** What a line of a stack names below the top folder. */
  #below(line: string): string {
    return line.trim().startsWith('at ') ? (line.split(`${this.#root}/`)[1] ?? '') : '';
  }
}

/** A place in a line of a stack, without the top folder. */
const FRAME = /^(.+):(\d+):(\d+)\)?$/;

/** The place of what can't be compiled, as it stands above the lines that show it. */
const FAULT = /^ *╭─\[ (.+):(\d+):(\d+) \]$/;

/** The names of the suites that a test stands in, the outermost first. */
function suitesOf(test: TestCase): readonly string[] {
  const suites: string[] = [];
  for (let suite = test.parent; suite.type === 'suite'; suite = suite.parent)
    suites.unshift(suite.name);
  return suites;
}
