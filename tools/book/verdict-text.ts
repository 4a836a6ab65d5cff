import { markDifference, quoteBytes } from '../base/quote.ts';
import type { CheckFacts, Failure, Finding, Verdict } from '../base/verdict.ts';
import { firstFailure, isPass } from '../base/verdict.ts';

const WIDTH = 76;
const MARGIN = '        ';
const SHOWN_STEPS = 12;
const LABEL_WIDTH = 10;

/** The head of a verdict: what is tried, with which seed. */
export function headLine(
  { exercise, program, seed }: Pick<Verdict, 'exercise' | 'program' | 'seed'>,
  checks: number,
): string {
  return `${exercise}   ${program}   ${counted(checks, 'check')}   seed ${seed}`;
}

/** One check's line, `  ok    answers the sender`, without what it says when it fails. */
export function findingLine(finding: Finding): string {
  const { check, state, ms } = finding;
  if (state === 'waits') return `  ..    ${check.title}`;
  if (state === 'skipped') return `  skip  ${check.title}: ${finding.reason}`;
  return `  ${state === 'passed' ? 'ok  ' : 'FAIL'}  ${check.title.padEnd(52)} ${String(ms).padStart(6)} ms`;
}

/** What a failed check tells: what happened, the steps so far, the misconception, where to go on. */
export function failureLines(
  check: CheckFacts,
  failure: Failure,
  exercise: string,
  { allSteps = false } = {},
): readonly string[] {
  const lines = [
    ...messageLines(failure),
    ...(failure.errors === '' ? [] : ['', 'it said, on standard error:']),
    ...failure.errors.split('\n').flatMap((line) => (line === '' ? [] : [`  ${line}`])),
    '',
    'the steps:',
    ...shownSteps(failure.steps, allSteps).map((step) => `  ${step}`),
    '',
    label('Read', check.reads),
    label('By hand', check.byHand),
    ...(check.hint ? [label('Hint', `npx wirebook hint ${exercise} ${check.hint}`)] : []),
  ];
  return lines.map((line) => (line === '' ? '' : `${MARGIN}${printable(line)}`));
}

/** The message itself: what happened, what was expected and seen, the misconception. */
export function messageLines(failure: Failure): readonly string[] {
  return [...wrap(failure.says), '', ...comparison(failure), '', ...wrap(failure.misconception)];
}

/** The last lines of a verdict: how many passed, and what comes next. */
export function summaryLines(verdict: Verdict): readonly string[] {
  const { findings, exercise, ms } = verdict;
  const count = (state: Finding['state']) =>
    findings.filter((finding) => finding.state === state).length;
  const skipped = count('skipped') > 0 ? `, ${count('skipped')} skipped` : '';
  const seconds = `${(ms / 1000).toFixed(1)} s`;
  if (isPass(verdict)) {
    return [`${exercise}: all ${counted(count('passed'), 'check')} pass${skipped}; ${seconds}`];
  }
  const waiting = count('waits') > 0 ? `, ${count('waits')} waiting for what failed` : '';
  return [
    `not yet: ${count('passed')} ok, ${count('failed')} failed${waiting}${skipped}; ${seconds}`,
  ];
}

/** A whole verdict; of failed checks, the first tells all and the others their first sentence. */
export function verdictLines(verdict: Verdict, options: { readonly allSteps?: boolean } = {}) {
  const { findings, exercise } = verdict;
  const first = firstFailure(verdict);
  return [
    headLine(verdict, findings.length),
    '',
    ...findings.flatMap((finding) => findingLines(finding, finding === first, exercise, options)),
    '',
    ...summaryLines(verdict),
  ];
}

/** One finding as it is told while the checks run. */
export function findingLines(
  finding: Finding,
  isFirst: boolean,
  exercise: string,
  options: { readonly allSteps?: boolean } = {},
): readonly string[] {
  const line = findingLine(finding);
  if (finding.state !== 'failed') return [line];
  const { check, failure } = finding;
  if (isFirst) return [line, '', ...failureLines(check, failure, exercise, options), ''];
  return [line, ...wrap(failure.says).map((text) => `${MARGIN}${printable(text)}`)];
}

function comparison({ expected, seen, silence }: Failure): readonly string[] {
  if (expected instanceof Uint8Array && seen instanceof Uint8Array) {
    const marked = markDifference(expected, seen);
    return [
      label('expected', marked.expected),
      label('seen', marked.seen),
      `${' '.repeat(LABEL_WIDTH + marked.column)}^ the first difference`,
    ];
  }
  const nothing = silence === undefined ? undefined : `nothing ${silence}`;
  return [
    ...(expected === undefined ? [] : labelled('expected', shown(expected))),
    ...(seen === undefined
      ? nothing === undefined
        ? []
        : labelled('seen', nothing)
      : labelled('seen', shown(seen))),
  ];
}

function shown(what: string | Uint8Array): string {
  return typeof what === 'string' ? what : quoteBytes(what);
}

function labelled(name: string, text: string): readonly string[] {
  return text
    .split('\n')
    .map((line, index) => (index === 0 ? label(name, line) : `${' '.repeat(LABEL_WIDTH)}${line}`));
}

function label(name: string, text: string): string {
  return `${name.padEnd(LABEL_WIDTH)}${text}`;
}

function shownSteps(steps: readonly string[], all: boolean): readonly string[] {
  if (all || steps.length <= SHOWN_STEPS) return steps;
  const [first = '', ...others] = steps;
  const left = steps.length - SHOWN_STEPS;
  return [first, `… ${left} more (--trace shows them)`, ...others.slice(-(SHOWN_STEPS - 1))];
}

/** Breaks a paragraph into lines of at most 76 characters, where no word is longer. */
export function wrap(text: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** Lines of a chapter for a terminal: paragraphs and list items broken, links to headings with their file. */
export function proseLines(lines: readonly string[], chapter: string): readonly string[] {
  return lines.flatMap((line) => {
    const text = line.replaceAll('](#', `](${chapter}#`);
    const [mark = ''] = /^(?:\d+\.|[-*]) /.exec(text) ?? [];
    const broken = wrap(text.slice(mark.length));
    return broken.map((part, index) => (index === 0 ? mark : ' '.repeat(mark.length)) + part);
  });
}

/** A program's control characters are not for the reader's terminal. */
function printable(line: string): string {
  return line.replace(/(?!\t)\p{Cc}/gu, '\ufffd');
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
