import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { WrongUse } from '../base/problem.ts';
import { checkFile } from '../system/check-table.ts';
import { namesIn, readIfThere } from '../system/disk.ts';
import { type Entry, readTree } from '../system/tree.ts';
import { hashOf } from './desk.ts';

/** What a student handed in for one exercise, or that there is nothing. */
export interface Submission {
  readonly student: string;
  readonly exercise: string;
  readonly hash: string;
  readonly kind?: Entry['kind'];
  readonly file?: string;
}

/** Only plain files named after exercises are taken, never what a link leads to, never other files. */
export function readSubmissions(
  root: string,
  folder: string,
  exercises: readonly string[],
  isMine: (index: number) => boolean,
): readonly Submission[] {
  const names = namesIn(folder);
  if (!names)
    throw new WrongUse(`there is no folder ${folder}`, 'Name a folder with one folder a student.');
  const entries = readTree(folder);
  const known = new Map(entries.map((entry) => [entry.path, entry]));
  const checks = new Map(exercises.map((id) => [id, checksHash(root, id)]));
  const submission = (student: string, exercise: string): Submission => {
    const path = `${student}/${exercise}.ts`;
    const found = known.get(path) ?? known.get(`${student}/answers/${exercise}.ts`);
    const about = Buffer.from(`${found?.kind} ${checks.get(exercise)} `);
    const hash = hashOf(Buffer.concat([about, found?.bytes ?? new Uint8Array()]));
    const place = found && { kind: found.kind, file: join(folder, found.path) };
    return { student, exercise, hash, ...place };
  };
  const mine = entries.filter(isStudent).filter((_, index) => isMine(index));
  return mine.flatMap(({ path }) => exercises.map((exercise) => submission(path, exercise)));
}

function isStudent({ kind, path }: Entry): boolean {
  return kind === 'folder' && path !== '' && !path.includes('/');
}

/** Everything that the checks may be made of: their own file, and what stands in folders beside it. */
function checksHash(root: string, exercise: string): string {
  const hash = createHash('sha256').update(readIfThere(join(root, checkFile(exercise))) ?? '');
  for (const { path, bytes } of readTree(dirname(join(root, checkFile(exercise))))) {
    if (path.includes('/')) hash.update(path).update(bytes ?? '');
  }
  return hash.digest('hex');
}

/** Shard 3/8 has every eighth student, beginning with the third. */
export function shardOf(text: string | boolean | undefined): (index: number) => boolean {
  if (typeof text !== 'string') return () => true;
  const [, number, of] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (number === undefined || of === undefined || number < 1 || number > of) {
    throw new WrongUse(
      `--shard ${text} is no part of a whole`,
      'Write --shard 3/8: the third of eight parts.',
    );
  }
  return (index) => index % of === number - 1;
}
