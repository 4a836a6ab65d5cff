/** What came of one exercise of one student. */
export interface Grade {
  readonly student: string;
  readonly exercise: string;
  readonly state: 'passed' | 'failed' | 'missing' | 'unread' | 'trouble';
  readonly checks: readonly GradedCheck[];
  /** What is wrong with a file that can't be read, or with the machine. */
  readonly note?: string;
  /** Of what was tried, and of the checks; with these a grade need not be made again. */
  readonly hash: string;
  readonly ms: number;
}

export interface GradedCheck {
  readonly id: string;
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'waits' | 'skipped';
  readonly ms: number;
  readonly says?: string;
  readonly message?: readonly string[];
  readonly reads?: string;
}

/** The first check that failed. */
export function firstFailed({ checks }: Grade): GradedCheck | undefined {
  return checks.find(({ state }) => state === 'failed');
}

/** The students of a list of grades, in its order. */
export function students(grades: readonly Grade[]): readonly string[] {
  return [...new Set(grades.map(({ student }) => student))];
}
