import { printable } from '../base/printable.ts';
import { markDifference, quoteBytes } from '../base/quote.ts';
import type { CheckFacts, Failure, Finding, Verdict } from '../base/verdict.ts';
import { isPass } from '../base/verdict.ts';

/** How wide a verdict is where nobody says otherwise: for a terminal of 80 columns and a bit. */
export const COLUMNS = 84;
const MARGIN = '        ';
const SHOWN_STEPS = 12;
/** Where the time that a check took ends, unless a title is too long for that. */
const TIME_COLUMN = 70;
const LABEL_WIDTH = 10;

/** How a verdict is told. */
export interface VerdictOptions {
  /** Whether no step is left out. */
  readonly allSteps?: boolean;
  /** How wide it may be. */
  readonly columns?: number;
}

/** The head of a verdict: what is tried, with which seed. */
export function headLine(
  { exercise, program, seed }: Pick<Verdict, 'exercise' | 'program' | 'seed'>,
  checks: number,
): string {
  return `${exercise}   ${program}   ${counted(checks, 'check')}   seed ${seed}`;
}

/** One check's line, `  ok    answers the sender`, without what it says when it fails. */
export function findingLine(finding: Finding, columns = COLUMNS): string {
  const { check, state, ms } = finding;
  if (state === 'waits') return `  ..    ${check.title}`;
  if (state === 'skipped') return `  skip  ${check.title}: ${finding.reason}`;
  const [told, time] = [`  ${state === 'passed' ? 'ok  ' : 'FAIL'}  ${check.title}`, `${ms} ms`];
  const gap = Math.min(TIME_COLUMN, columns - 1) - told.length - time.length;
  return `${told}${' '.repeat(Math.max(1, gap))}${time}`;
}

/** What a failed check tells: what happened, the steps so far, the misconception, where to go on. */
export function failureLines(
  check: CheckFacts,
  failure: Failure,
  exercise: string,
  { allSteps = false, columns = COLUMNS }: VerdictOptions = {},
): readonly string[] {
  const lines = [
    ...messageLines(failure, columns - MARGIN.length),
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
export function messageLines(failure: Failure, width = COLUMNS - MARGIN.length): readonly string[] {
  return [
    ...wrap(failure.says, width),
    '',
    ...comparison(failure),
    '',
    ...wrap(failure.misconception, width),
  ];
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

/** One finding as it is told while the checks run. */
export function findingLines(
  finding: Finding,
  isFirst: boolean,
  exercise: string,
  options: VerdictOptions = {},
): readonly string[] {
  const { columns = COLUMNS } = options;
  const line = findingLine(finding, columns);
  if (finding.state !== 'failed') return [line];
  const { check, failure } = finding;
  if (isFirst) return [line, '', ...failureLines(check, failure, exercise, options), ''];
  return [
    line,
    ...wrap(failure.says, columns - MARGIN.length).map((text) => `${MARGIN}${printable(text)}`),
  ];
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

/** Breaks a paragraph into lines of at most so many characters, where no word is longer. */
export function wrap(text: string, width = COLUMNS - MARGIN.length): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** Lines of a chapter for a terminal: paragraphs and list items broken, links to headings with their file. */
export function proseLines(
  lines: readonly string[],
  chapter: string,
  columns = COLUMNS,
): readonly string[] {
  return lines.flatMap((line) => {
    const text = line.replaceAll('](#', `](${chapter}#`);
    const [mark = ''] = /^(?:\d+\.|[-*]) /.exec(text) ?? [];
    const broken = wrap(text.slice(mark.length), columns - mark.length);
    return broken.map((part, index) => (index === 0 ? mark : ' '.repeat(mark.length)) + part);
  });
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
