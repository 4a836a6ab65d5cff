import { availableParallelism } from 'node:os';
import type { Verdict } from '../base/verdict.ts';
import type { Book } from '../book/book.ts';
import type { Exercise } from '../book/exercise.ts';
import { type Exhibit, exhibitProblem } from '../book/museum.ts';
import { atOnce } from '../system/at-once.ts';
import { TrialFolder } from '../system/launcher.ts';
import { measureStartUp, patienceFor } from '../system/patience.ts';
import { Examiner } from './examination.ts';

/** With this seed the museum's messages are made, so that they stay as they are. */
const MUSEUM_SEED = 'museum';

/** Most of the time a wrong program lets its checks wait, so each core has several to try. */
export const AT_ONCE = 5 * availableParallelism();

/** A program of the book with what its verdict must be. */
export type Trial =
  | { readonly kind: 'solution' | 'starter'; readonly exercise: Exercise; readonly path: string }
  | { readonly kind: 'mistake'; readonly exercise: Exercise; readonly exhibit: Exhibit };

/** Where many programs are tried at once, starting one takes longer. */
export async function withExaminers<T>(
  root: string,
  exercises: readonly Exercise[],
  use: (examiners: ReadonlyMap<string, Examiner>) => Promise<T>,
): Promise<T> {
  const folder = new TrialFolder(root);
  try {
    const patience = patienceFor(2 * (await measureStartUp()));
    const opened = await atOnce(AT_ONCE, exercises, async ({ id }) => {
      return [id, await Examiner.open(folder, root, id, patience)] as const;
    });
    return await use(new Map(opened));
  } finally {
    folder.remove();
  }
}

/** What of an exercise is tried: its starter, its solution, and all mistakes that are shown of it. */
export function trialsOf(
  book: Book,
  exercise: Exercise,
  shown: readonly Exhibit[],
): readonly Trial[] {
  const { id, chapter } = exercise;
  const exists = ({ path }: { path: string }) =>
    book.tangled.files.some((file) => file.path === path);
  const own = [
    { kind: 'starter' as const, exercise, path: `${chapter.slug}/exercises/${id}.ts` },
    { kind: 'solution' as const, exercise, path: `a-solutions/${id}.ts` },
  ];
  const mistakes = shown
    .filter((exhibit) => exhibit.exercise === id)
    .map((exhibit) => ({ kind: 'mistake' as const, exercise, exhibit }));
  return [...own.filter(exists), ...mistakes];
}

/** A wrong program is tried in full, as a reader's is, where a quicker way doesn't show what the book says of it. */
export async function tryIt(
  examiners: ReadonlyMap<string, Examiner>,
  trial: Trial,
): Promise<Verdict> {
  const file = `code/${trial.kind === 'mistake' ? trial.exhibit.path : trial.path}`;
  const examiner = examiners.get(trial.exercise.id);
  if (!examiner) throw new Error(`nobody examines ${trial.exercise.id}`);
  const asked = { seed: MUSEUM_SEED, stopsAtFailure: true };
  if (trial.kind === 'mistake') {
    const verdict = await examiner.examine({ file }, { ...asked, hasOneTry: true });
    if (!exhibitProblem(trial.exhibit, verdict)) return verdict;
  }
  return await examiner.examine({ file }, asked);
}
