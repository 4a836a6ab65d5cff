import { firstFailed, type Grade, students } from './grades.ts';
import { xml } from './xml.ts';

const STATES: Readonly<Record<Grade['state'], string>> = {
  passed: 'passed',
  failed: 'not yet',
  missing: 'nothing was handed in',
  unread: 'the file can not be tried',
  trouble: 'not graded: trouble of the machine',
};

/** A row for each student: for each exercise how many checks passed of how many, and what failed first. */
export function gradesCsv(grades: readonly Grade[], exercises: readonly string[]): string {
  const head = [
    'student',
    ...exercises.flatMap((id) => [id, `${id} passed`, `${id} of`, `${id} failed first`]),
  ];
  const rows = students(grades).map((student) => [
    student,
    ...exercises.flatMap((id) => {
      const grade = grades.find((grade) => grade.student === student && grade.exercise === id);
      if (!grade) return ['', '', '', ''];
      return [grade.state, passed(grade), counted(grade), firstFailed(grade)?.id ?? ''];
    }),
  ]);
  return [head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** What a student reads. */
export function studentReport(student: string, grades: readonly Grade[]): string {
  const parts = grades.map((grade) => {
    const { exercise, state, note, checks } = grade;
    const failed = firstFailed(grade);
    const list = checks.map(({ title, state }) => `- ${state}: ${title}`);
    const message = failed?.message?.map((line) => `    ${line}`.trimEnd()) ?? [];
    const told = failed
      ? ['', `What \`${failed.id}\` says:`, '', ...message, '', `Read ${failed.reads ?? ''}`]
      : [];
    return [
      `## ${exercise}: ${STATES[state]}`,
      '',
      ...(note === undefined ? [] : [note, '']),
      ...(checks.length > 0
        ? [`${passed(grade)} of ${counted(grade)} checks passed.`, '', ...list]
        : []),
      ...told,
    ].join('\n');
  });
  return `# ${student}\n\n${parts.join('\n\n')}\n`;
}

/** Gradescope's results.json: a point for each check. */
export function gradescopeResults(grades: readonly Grade[]): string {
  const tests = grades.flatMap(({ exercise, state, checks, note }) =>
    checks.length === 0
      ? [
          {
            name: exercise,
            score: 0,
            max_score: 1,
            status: 'failed',
            output: note ?? STATES[state],
          },
        ]
      : checks.map((check) => ({
          name: `${exercise}: ${check.title}`,
          score: check.state === 'passed' ? 1 : 0,
          max_score: check.state === 'skipped' ? 0 : 1,
          status: check.state === 'passed' ? 'passed' : 'failed',
          output:
            check.message?.join('\n') ?? (check.state === 'waits' ? 'waits for what failed' : ''),
          tags: [check.id],
        })),
  );
  const seconds = grades.reduce((sum, { ms }) => sum + ms, 0) / 1000;
  return `${JSON.stringify({ execution_time: seconds, tests }, null, 2)}\n`;
}

/** All grades as one JUnit report: a suite for each student, a case for each exercise. */
export function gradesJUnit(grades: readonly Grade[]): string {
  const suites = students(grades).map((student) => {
    const own = grades.filter((grade) => grade.student === student);
    const cases = own.map((grade) => {
      const name = `<testcase classname="${xml(student)}" name="${xml(grade.exercise)}" time="${(grade.ms / 1000).toFixed(3)}"`;
      const failed = firstFailed(grade);
      if (grade.state === 'passed') return `    ${name}/>`;
      const what = grade.state === 'trouble' ? 'error' : 'failure';
      const says = failed?.says ?? grade.note ?? STATES[grade.state];
      const text = failed?.message?.join('\n') ?? '';
      return `    ${name}><${what} message="${xml(says)}">${xml(text)}</${what}></testcase>`;
    });
    const errors = own.filter(({ state }) => state === 'trouble').length;
    const failures = own.filter(({ state }) => state !== 'passed').length - errors;
    return [
      `  <testsuite name="${xml(student)}" tests="${own.length}" failures="${failures}" errors="${errors}">`,
      ...cases,
      '  </testsuite>',
    ].join('\n');
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

/** All grades as one CTRF report (ctrf.io). */
export function gradesCtrf(grades: readonly Grade[], stop: Date): string {
  const count = (...states: readonly Grade['state'][]) =>
    grades.filter(({ state }) => states.includes(state)).length;
  const tests = grades.map((grade) => ({
    name: `${grade.student}: ${grade.exercise}`,
    status: grade.state === 'passed' ? 'passed' : grade.state === 'trouble' ? 'other' : 'failed',
    duration: grade.ms,
    suite: grade.student,
    ...(firstFailed(grade)?.says === undefined ? {} : { message: firstFailed(grade)?.says }),
    extra: { exercise: grade.exercise, state: grade.state, check: firstFailed(grade)?.id },
  }));
  const summary = {
    tests: grades.length,
    passed: count('passed'),
    failed: count('failed', 'missing', 'unread'),
    pending: 0,
    skipped: 0,
    other: count('trouble'),
    start: stop.getTime() - grades.reduce((sum, { ms }) => sum + ms, 0),
    stop: stop.getTime(),
  };
  const results = { tool: { name: 'wirebook grade' }, summary, tests };
  return `${JSON.stringify({ reportFormat: 'CTRF', specVersion: '0.0.0', results }, null, 2)}\n`;
}

function passed({ checks }: Grade): string {
  return String(checks.filter(({ state }) => state === 'passed').length);
}

function counted({ checks }: Grade): string {
  return String(checks.filter(({ state }) => state !== 'skipped').length);
}

/** Spreadsheets take a cell that begins with one of =+-@ for a formula. */
function cell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
