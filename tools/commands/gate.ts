import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../base/problem.ts';
import { firstFailure, isPass, type Verdict } from '../base/verdict.ts';
import { blockProblem } from '../book/block-problem.ts';
import type { Book } from '../book/book.ts';
import { type Block, type Chapter, frameAt } from '../book/chapter.ts';
import { type Exercise, exerciseProblems, readExercises } from '../book/exercise.ts';
import { checkProblems, hintProblems, type TriedChecks } from '../book/exercise-gate.ts';
import { type Link, readProse } from '../book/links.ts';
import { exhibitProblem, exhibits, lastingLines, strayMessages } from '../book/museum.ts';
import { brokenLinks } from '../book/prose.ts';
import { messageLines } from '../book/verdict-text.ts';
import { atOnce } from '../system/at-once.ts';
import type { Check } from '../system/check.ts';
import type { Progress } from '../system/progress.ts';
import { AT_ONCE, type Trial, trialsOf, tryIt, withExaminers } from './gate-trials.ts';

/**
 * Tries what the book itself shows of its exercises: the starter must fail where the prompt aims, the solution
 * must pass, each mistake must be rejected by its own message, and each check must be the first to reject one.
 */
export async function passGate(
  root: string,
  book: Book,
  chapters: readonly Chapter[],
  progress: Progress,
): Promise<{ readonly looked: string; readonly problems: readonly Problem[] }> {
  const all = readExercises(book);
  const shown = exhibits(book.listings);
  const isChosen = ({ chapter, id }: Exercise) =>
    chapters.includes(chapter) ||
    shown.some(({ exercise, block }) => exercise === id && isIn(block.source.path, chapters));
  const chosen = all.filter(isChosen);
  const trials = chosen.flatMap((exercise) => trialsOf(book, exercise, shown));
  const headings = new Map(
    book.chapters.map((chapter) => [chapter.path, readProse(chapter).headings]),
  );
  const exists = (path: string) => existsSync(join(root, path));
  let done = 0;
  const { examiners, results } = await withExaminers(root, chosen, async (examiners) => {
    const results = await atOnce(AT_ONCE, trials, async (trial) => {
      const verdict = await tryIt(examiners, trial);
      done += 1;
      progress.say(`exercises: ${done} of ${trials.length} programs tried`);
      return { trial, verdict };
    });
    return { examiners, results };
  });
  return {
    looked: `${chosen.length} exercises, ${trials.length} programs tried`,
    problems: [
      ...exerciseProblems(all).filter(({ place }) => isIn(place?.file, chapters)),
      ...strayMessages(book.listings),
      ...results.flatMap(({ trial, verdict }) => problemOf(book, trial, verdict)),
      ...chosen.flatMap(hintProblems),
      ...chosen.flatMap((exercise) => {
        const checks = examiners.get(exercise.id)?.checks ?? [];
        return [
          ...checkProblems(exercise, triedChecks(exercise, checks, results)),
          ...brokenLinks(checks.map(readingOf(exercise)), exists, headings),
        ];
      }),
    ],
  };
}

/** Where a check sends the reader, as a link of its exercise. */
function readingOf({ place, chapter }: Exercise): (check: Check) => Link {
  return ({ id, reads }) => ({
    target: `../${reads}`,
    title: id,
    place,
    frame: frameAt(chapter, place),
  });
}

function triedChecks(
  { id }: Exercise,
  checks: readonly Check[],
  results: readonly { readonly trial: Trial; readonly verdict: Verdict }[],
): TriedChecks {
  const first = results
    .filter(({ trial }) => trial.exercise.id === id && trial.kind === 'mistake')
    .map(({ verdict }) => firstFailure(verdict)?.check.id);
  return { checks, firstToReject: new Set(first.filter((check) => check !== undefined)) };
}

/** What readers are told who make the mistakes of these chapters, where it isn't what the chapters say. */
export async function changedMessages(
  root: string,
  book: Book,
  chapters: readonly Chapter[],
): Promise<readonly { readonly block: Block; readonly lines: readonly string[] }[]> {
  const exercises = readExercises(book);
  const shown = exhibits(book.listings).filter(({ block }) => isIn(block.source.path, chapters));
  const made = exercises.filter(({ id }) => shown.some(({ exercise }) => exercise === id));
  const changed = await withExaminers(root, made, async (examiners) => {
    return await atOnce(AT_ONCE, shown, async (exhibit) => {
      const exercise = exercises.find(({ id }) => id === exhibit.exercise);
      const { message: block } = exhibit;
      if (!exercise || !block) return [];
      const failure = firstFailure(await tryIt(examiners, { kind: 'mistake', exercise, exhibit }));
      const lines = failure ? lastingLines(failure.failure) : [];
      return lines.join('\n') === block.lines.join('\n') ? [] : [{ block, lines }];
    });
  });
  return changed.flat();
}

function problemOf(book: Book, trial: Trial, verdict: Verdict): readonly Problem[] {
  if (trial.kind === 'mistake') {
    const problem = exhibitProblem(trial.exhibit, verdict);
    return problem ? [problem] : [];
  }
  const listing = book.listings.find(({ role }) => 'path' in role && role.path === trial.path);
  if (!listing) return [];
  const { block, role } = listing;
  const failure = firstFailure(verdict);
  const { id } = trial.exercise;
  if (trial.kind === 'solution') {
    if (isPass(verdict)) return [];
    const message = `the solution of ${id} does not pass ${failure?.check.id ?? 'any check'}`;
    const details = failure ? messageLines(failure.failure).join('\n') : '';
    return [
      blockProblem(block, {
        code: 'solution-fails',
        message,
        details,
        advice: 'Mend the solution or the check.',
      }),
    ];
  }
  const wanted = role.kind === 'file' ? role.caughtBy : undefined;
  if (wanted !== undefined && failure?.check.id === wanted) return [];
  const found = failure ? `is first rejected by ${failure.check.id}` : 'passes every check';
  return [
    blockProblem(block, {
      code: 'starter-caught-otherwise',
      message: `the starter of ${id} ${found}${wanted === undefined ? '' : `, not by ${wanted}`}`,
      advice: `Say at which check a reader begins: {exercise=${id} caught-by=CHECK}.`,
    }),
  ];
}

function isIn(path: string | undefined, chapters: readonly Chapter[]): boolean {
  return chapters.some((chapter) => chapter.path === path);
}
