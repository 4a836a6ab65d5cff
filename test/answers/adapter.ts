import { fileURLToPath } from 'node:url';
import { beforeAll, describe, test } from 'vitest';
import type { Finding } from '../../tools/base/verdict.ts';
import { failureLines } from '../../tools/book/verdict-text.ts';
import { checksOf, runExamination } from '../../tools/commands/examination.ts';
import { TrialFolder } from '../../tools/system/launcher.ts';

const top = fileURLToPath(new URL('../..', import.meta.url));

/** Makes a test of each check of an exercise: the same checks, in the same order, as `wirebook check`. */
export function tryAnswer(exercise: string, file: string): void {
  describe(exercise, async () => {
    const findings = new Findings();
    beforeAll(() => findings.from(exercise, file));
    for (const { id, title } of await titles(exercise)) {
      test(title, async (context) => {
        const finding = await findings.of(id);
        if (finding.state === 'waits') context.skip(`waits for ${finding.for}`);
        if (finding.state === 'skipped') context.skip(finding.reason);
        if (finding.state === 'failed') throw new Rejection(finding, exercise);
      });
    }
  });
}

/** Findings by their check's id, each as soon as it is there. */
class Findings {
  readonly #found = new Map<string, Finding>();
  readonly #waiting = new Set<() => void>();
  #error: unknown;

  /** Starts the examination, and doesn't wait for its end. */
  from(exercise: string, file: string): void {
    const tell = (finding: Finding) => this.#tell(finding);
    void runExamination(top, exercise, { file }, { tell }).catch((error: unknown) => {
      this.#error = error;
      this.#wake();
    });
  }

  /** Throws what kept the examination from its end. */
  async of(id: string): Promise<Finding> {
    for (;;) {
      const finding = this.#found.get(id);
      if (finding) return finding;
      if (this.#error) throw this.#error;
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  #tell(finding: Finding): void {
    this.#found.set(finding.check.id, finding);
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

/** Reads as the verdict does; a stack would tell of the checker. */
class Rejection extends Error {
  constructor({ check, failure }: Extract<Finding, { state: 'failed' }>, exercise: string) {
    super(['', ...failureLines(check, failure, exercise)].join('\n'));
    this.name = 'not yet';
    this.stack = '';
  }
}

async function titles(exercise: string): Promise<readonly { id: string; title: string }[]> {
  const folder = new TrialFolder(top);
  try {
    return await checksOf(top, exercise, folder);
  } finally {
    folder.remove();
  }
}
