import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { WrongUse } from '../base/problem.ts';
import {
  gradescopeResults,
  gradesCsv,
  gradesCtrf,
  gradesJUnit,
  studentReport,
} from '../book/grade-reports.ts';
import { type Grade, students } from '../book/grades.ts';
import { histogramSvg, histogramText, misconceptions } from '../book/misconceptions.ts';
import { atOnce } from '../system/at-once.ts';
import { applyChanges, makeFolder, readIfThere } from '../system/disk.ts';
import { whyNotIsolated } from '../system/isolation.ts';
import { TrialFolder } from '../system/launcher.ts';
import { Progress } from '../system/progress.ts';
import { Desk } from './desk.ts';
import { gradeOne } from './grade-one.ts';
import { readSubmissions, shardOf, type Submission } from './submissions.ts';

type GradeFlags = Readonly<Record<string, string | boolean | undefined>>;

/**
 * Grades a folder of submissions, one folder a student, each with files named after exercises. What was graded
 * before, and hasn't changed since, isn't graded again.
 */
export async function gradeCommand(
  root: string,
  word: string | undefined,
  flags: GradeFlags,
): Promise<readonly string[]> {
  if (word === undefined)
    throw new WrongUse('grade what?', 'Name a folder with one folder a student.');
  const folder = resolve(word);
  const out = resolve(typeof flags.out === 'string' ? flags.out : 'grades');
  const exercises = chosenExercises(root, flags.exercises);
  const submissions = readSubmissions(root, folder, exercises, shardOf(flags.shard));
  const trials = new TrialFolder(root);
  const progress = new Progress();
  try {
    const whyNot = await whyNotIsolated(trials.path);
    if (whyNot !== undefined) {
      process.stdout.write(`not isolated: submissions can reach this machine (${whyNot})\n`);
    }
    makeFolder(out);
    const means = { root, trials, hidden: [folder, out], isIsolated: whyNot === undefined };
    const started = performance.now();
    const grades: Grade[] = [];
    let tried = 0;
    await atOnce(jobsOf(flags.jobs), submissions, async (submission, index) => {
      const known = knownGrade(out, submission);
      const grade = known ?? (await gradeOne(submission, means));
      if (!known) tried += 1;
      if (!known && grade.state !== 'trouble') keepGrade(out, grade);
      grades[index] = grade;
      const done = grades.filter(() => true).length;
      progress.say(progressText(done, submissions.length, tried, performance.now() - started));
    });
    progress.end();
    writeReports(out, grades, exercises);
    return summary(grades, tried, performance.now() - started, out);
  } finally {
    trials.remove();
  }
}

function chosenExercises(root: string, wanted: string | boolean | undefined): readonly string[] {
  const known = new Desk(root).exercises.map(({ id }) => id);
  if (typeof wanted !== 'string') return known;
  const chosen = wanted.split(',').map((id) => id.trim());
  const unknown = chosen.find((id) => !known.includes(id));
  if (unknown === undefined) return chosen;
  throw new WrongUse(`no exercise ${unknown}`, `Known: ${known.join(', ')}.`);
}

function jobsOf(text: string | boolean | undefined): number {
  if (typeof text !== 'string') return availableParallelism();
  const jobs = Number(text);
  if (Number.isInteger(jobs) && jobs > 0) return jobs;
  throw new WrongUse(`--jobs ${text} is no number of jobs`, 'Give a whole number from 1.');
}

function resultPath(student: string, exercise: string): string {
  return `results/${student}/${exercise}.json`;
}

function knownGrade(out: string, { student, exercise, hash }: Submission): Grade | undefined {
  const bytes = readIfThere(join(out, resultPath(student, exercise)));
  if (!bytes) return undefined;
  try {
    const grade = JSON.parse(Buffer.from(bytes).toString()) as Grade;
    return grade.hash === hash ? grade : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // cut off; graded again
    throw error;
  }
}

function keepGrade(out: string, grade: Grade): void {
  const path = resultPath(grade.student, grade.exercise);
  applyChanges(out, [{ kind: 'write', path, text: `${JSON.stringify(grade)}\n` }]);
}

/** `[========>           ] 212 of 300, 17 min to go` */
function progressText(done: number, all: number, tried: number, ms: number): string {
  const filled = Math.floor((done / all) * 20);
  const seconds = tried === 0 ? 0 : ((all - done) * ms) / tried / 1000;
  const left = seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
  return `[${'='.repeat(filled)}${' '.repeat(20 - filled)}] ${done} of ${all}, ${left} to go`;
}

function writeReports(out: string, grades: readonly Grade[], exercises: readonly string[]): void {
  const found = misconceptions(grades);
  const trouble = grades.filter(({ state }) => state === 'trouble');
  const own = students(grades).flatMap((student) => {
    const mine = grades.filter((grade) => grade.student === student);
    return [
      {
        kind: 'write' as const,
        path: `students/${student}/report.md`,
        text: studentReport(student, mine),
      },
      {
        kind: 'write' as const,
        path: `students/${student}/results.json`,
        text: gradescopeResults(mine),
      },
    ];
  });
  applyChanges(out, [
    ...own,
    { kind: 'write', path: 'grades.csv', text: gradesCsv(grades, exercises) },
    { kind: 'write', path: 'junit.xml', text: gradesJUnit(grades) },
    { kind: 'write', path: 'ctrf.json', text: gradesCtrf(grades, new Date()) },
    { kind: 'write', path: 'misconceptions.txt', text: `${histogramText(found).join('\n')}\n` },
    { kind: 'write', path: 'misconceptions.svg', text: histogramSvg(found) },
    {
      kind: 'write',
      path: 'retry.txt',
      text: trouble
        .map(({ student, exercise, note }) => `${student}\t${exercise}\t${note}\n`)
        .join(''),
    },
  ]);
}

function summary(
  grades: readonly Grade[],
  tried: number,
  ms: number,
  out: string,
): readonly string[] {
  const count = (state: Grade['state']) => grades.filter((grade) => grade.state === state).length;
  const each = tried === 0 ? '' : `, ${(ms / tried / 1000).toFixed(2)} s each`;
  const trouble = count('trouble');
  return [
    `${students(grades).length} students, ${grades.length} answers: ${count('passed')} passed, ${count('failed')} not yet, ${count('missing')} missing, ${count('unread')} unreadable`,
    `${tried} tried now${each}; the others were graded before`,
    ...(trouble > 0
      ? [
          `${trouble} not graded for trouble of this machine; they are in retry.txt, and tried again next time`,
        ]
      : []),
    '',
    'What failed first:',
    ...histogramText(misconceptions(grades)),
    '',
    `${out}: grades.csv, junit.xml, ctrf.json, misconceptions.svg; students/ has a report and Gradescope's results.json each`,
  ];
}
