import { writeFileSync } from 'node:fs';
import { type Problem, ProblemsFound, WrongUse } from '../base/problem.ts';
import { type Finding, firstFailure, isPass, type Verdict } from '../base/verdict.ts';
import type { Exercise } from '../book/exercise.ts';
import { entryLine, lostLines } from '../book/journal.ts';
import { verdictCtrf, verdictJson, verdictJUnit } from '../book/reports.ts';
import { findingLines, headLine, summaryLines } from '../book/verdict-text.ts';
import { appendLines, JOURNAL, readJournalFile } from '../system/journal-file.ts';
import { columnsOf, paint, showProblem } from '../system/terminal.ts';
import { Desk, hashOf } from './desk.ts';
import { noAnswer } from './diff.ts';
import { runExamination, type Tried } from './examination.ts';
import { progressLine } from './progress.ts';
import { starterChanged } from './start.ts';
import { answerTypes } from './type-check.ts';

export type CheckFlags = Readonly<Record<string, string | boolean | undefined>>;

/** Tries an answer by its exercise's checks, says what came out, and gives 0 for a pass. */
export async function checkCommand(
  root: string,
  word: string | undefined,
  flags: CheckFlags,
): Promise<number> {
  const desk = new Desk(root);
  const exercise = desk.choose(word);
  const isSilent = flags.json === true;
  const print = isSilent ? () => {} : printLines;
  const tried = whatToTry(desk, exercise, flags);
  const before = readJournalFile(root);
  const verdict = await runExamination(root, exercise.id, tried, {
    ...(typeof flags.seed === 'string' ? { seed: flags.seed } : {}),
    isSlow: flags.slow === true,
    begin: (head, count) => print([headLine(head, count), '']),
    tell: teller(exercise, print, flags),
  });
  print(['', ...summaryLines(verdict)]);
  if (isSilent) process.stdout.write(`${verdictJson(verdict)}\n`);
  writeReports(verdict, flags);
  if ('file' in tried && tried.bytes === undefined) return isPass(verdict) ? 0 : 1;
  const isKept = noteVerdict(desk, exercise, tried, verdict, before);
  print(whatNow(desk, exercise, verdict));
  if (!isSilent) await tellTypes(tried);
  if (!isKept) return 3;
  return isPass(verdict) ? 0 : 1;
}

/** Tells each finding as it comes; the first failure whole. */
export function teller(
  { id }: Exercise,
  print: (lines: readonly string[]) => void,
  flags: CheckFlags,
): (finding: Finding) => void {
  let hasFailed = false;
  return (finding) => {
    const columns = columnsOf();
    const options = { allSteps: flags.trace === true, ...(columns ? { columns } : {}) };
    print(findingLines(finding, !hasFailed, id, options));
    hasFailed ||= finding.state === 'failed';
  };
}

/** The reader's answer, of which a copy is kept; or what the flags name. */
export function whatToTry(desk: Desk, exercise: Exercise, { cmd, file }: CheckFlags): Tried {
  if (typeof cmd === 'string') return { command: cmd };
  if (typeof file === 'string') {
    if (desk.read(file)) return { file };
    throw new WrongUse(`there is no ${file}`, 'Name a file, as a path from the top folder.');
  }
  const path = desk.answerPath(exercise);
  const bytes = path === undefined ? undefined : desk.read(path);
  if (path === undefined || bytes === undefined) throw noAnswer(exercise);
  desk.keep(exercise, bytes);
  return { file: path, bytes };
}

/** Writes a verdict into the journal, with what the program that was tried has taken out of it. */
export function noteVerdict(
  { root }: Desk,
  { id }: Exercise,
  tried: Tried,
  verdict: Verdict,
  before: string,
): boolean {
  const failed = firstFailure(verdict)?.check.id;
  const lost = lostLines(before, readJournalFile(root)).map((line) => `${line}\n`);
  const entry = entryLine({
    time: new Date().toISOString(),
    exercise: id,
    did: 'check',
    passed: isPass(verdict),
    ...(failed === undefined ? {} : { failed }),
    seed: verdict.seed,
    answer: 'command' in tried ? tried.command : hashOf(tried.bytes ?? new Uint8Array()),
  });
  try {
    appendLines(root, [...lost, entry]);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const problem: Problem = {
      code: 'unwritable-file',
      message: `this verdict could not be kept: ${error.message}`,
      advice: 'Make room, and check again.',
    };
    process.stderr.write(showProblem(problem, process.stderr));
    return false;
  }
  if (lost.length > 0) {
    process.stderr.write(
      `${JOURNAL} was changed while your program ran; what it had is back in it\n`,
    );
  }
  return true;
}

/** What to do next: after a pass, the next exercise; before, what the book has changed. */
export function whatNow(desk: Desk, exercise: Exercise, verdict: Verdict): readonly string[] {
  if (!isPass(verdict)) return starterChanged(desk, exercise);
  const all = desk.standings();
  const open = all.find(({ state }) => state !== 'solved')?.exercise;
  return [
    '',
    `Compare   npx wirebook diff ${exercise.id}, your answer and the book's`,
    ...(open ? [`Next      ${open.id}: ${open.title}   npx wirebook start ${open.id}`] : []),
    `          ${progressLine(all)}`,
  ];
}

/** Type errors are told beside a verdict, never in its place: they do not decide it. */
export async function tellTypes(tried: Tried): Promise<void> {
  if (!('file' in tried) || tried.bytes === undefined) return;
  const problems = await answerTypes(tried.file, tried.bytes);
  if (problems.length === 0) return;
  printLines(['', 'Beside the verdict, the type checker says:', '']);
  for (const problem of problems) process.stdout.write(showProblem(problem, process.stdout));
}

export function printLines(lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${coloured(line)}\n`);
}

function writeReports(verdict: Verdict, { junit, ctrf }: CheckFlags): void {
  if (typeof junit === 'string') writeReport(junit, verdictJUnit(verdict));
  if (typeof ctrf === 'string') writeReport(ctrf, verdictCtrf(verdict, new Date()));
}

function writeReport(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const message = `can't write ${path}: ${error.message}`;
    throw new ProblemsFound({
      code: 'unwritable-file',
      message,
      advice: 'Name a file in a folder that is there.',
    });
  }
}

function coloured(line: string): string {
  return line
    .replace(/^ {2}ok {4}/, (word) => paint('green', word))
    .replace(/^ {2}FAIL {2}/, (word) => paint('red', word))
    .replace(/^ {2}\.\. .*/, (text) => paint('dim', text));
}
