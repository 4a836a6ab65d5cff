import { type Finding, isPass, type Verdict } from '../base/verdict.ts';
import { messageLines } from './verdict-text.ts';
import { xml } from './xml.ts';

/** A verdict as other programs read it; its fields are stable. */
export function verdictJson(verdict: Verdict): string {
  const { exercise, program, seed, findings, ms } = verdict;
  const checks = findings.map((finding) => ({
    id: finding.check.id,
    title: finding.check.title,
    state: finding.state,
    ms: finding.ms,
    ...details(finding),
  }));
  return JSON.stringify({ exercise, program, seed, passed: isPass(verdict), ms, checks }, null, 2);
}

/** A verdict as a JUnit report: one suite, one case a check. */
export function verdictJUnit({ exercise, program, findings, ms }: Verdict): string {
  const count = (...states: readonly Finding['state'][]) =>
    findings.filter(({ state }) => states.includes(state)).length;
  const cases = findings.map((finding) => {
    const head = `<testcase classname="${xml(exercise)}" name="${xml(finding.check.title)}" time="${seconds(finding.ms)}"`;
    const inside = junitOutcome(finding);
    return inside === '' ? `    ${head}/>` : `    ${head}>${inside}</testcase>`;
  });
  const counts = `tests="${findings.length}" failures="${count('failed')}" skipped="${count('skipped', 'waits')}" time="${seconds(ms)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="${xml(`${exercise} ${program}`)}" ${counts} errors="0">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

/** A verdict as a CTRF report (ctrf.io); the failed checks' ids and misconceptions stand in `extra`. */
export function verdictCtrf(
  { exercise, program, seed, findings, ms }: Verdict,
  stop: Date,
): string {
  const count = (state: Finding['state']) =>
    findings.filter((finding) => finding.state === state).length;
  const summary = {
    tests: findings.length,
    passed: count('passed'),
    failed: count('failed'),
    pending: count('waits'),
    skipped: count('skipped'),
    other: 0,
    start: stop.getTime() - ms,
    stop: stop.getTime(),
  };
  const tests = findings.map((finding) => ({
    name: finding.check.title,
    status: finding.state === 'waits' ? 'pending' : finding.state,
    duration: finding.ms,
    suite: exercise,
    ...(finding.state === 'failed'
      ? { message: finding.failure.says, trace: messageLines(finding.failure).join('\n') }
      : {}),
    extra: { check: finding.check.id, ...details(finding) },
  }));
  const report = {
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    results: { tool: { name: 'wirebook' }, summary, tests, extra: { exercise, program, seed } },
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function details(finding: Finding): Readonly<Record<string, unknown>> {
  if (finding.state === 'waits') return { waitsFor: finding.for };
  if (finding.state === 'skipped') return { reason: finding.reason };
  if (finding.state === 'passed') return {};
  const { says, misconception, steps, errors } = finding.failure;
  const { reads, byHand } = finding.check;
  return {
    says,
    misconception,
    message: messageLines(finding.failure),
    steps,
    errors,
    reads,
    byHand,
  };
}

function junitOutcome(finding: Finding): string {
  if (finding.state === 'passed') return '';
  if (finding.state === 'failed') {
    const text = [...messageLines(finding.failure), '', ...finding.failure.steps].join('\n');
    return `<failure message="${xml(finding.failure.says)}" type="${xml(finding.check.id)}">${xml(text)}</failure>`;
  }
  const why = finding.state === 'waits' ? `waits for ${finding.for}` : finding.reason;
  return `<skipped message="${xml(why)}"/>`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
