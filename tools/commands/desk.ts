import { join, resolve } from 'node:path';
import { hash } from '../base/hash.ts';
import { WrongUse } from '../base/problem.ts';
import type { Exercise } from '../book/exercise.ts';
import { type Entry, entryLine, readJournal, type Standing, standings } from '../book/journal.ts';
import { closestTo } from '../book/nearest.ts';
import { applyChanges, namesIn, readIfThere } from '../system/disk.ts';
import { appendLines, JOURNAL, readJournalFile } from '../system/journal-file.ts';
import { loadExercises } from './load.ts';

/** What lies before the reader: the exercises, how far they have come, the answers and their copies. */
export class Desk {
  readonly root: string;
  readonly exercises: readonly Exercise[];

  constructor(root: string) {
    this.root = root;
    this.exercises = loadExercises(root);
  }

  /** The exercise that a word means; without a word, the first that isn't solved. Throws WrongUse. */
  choose(word: string | undefined): Exercise {
    if (word === undefined) return this.next();
    const ids = this.exercises.map(({ id }) => id);
    const found = this.exercises.find(
      ({ id, formerIds }) => id === word || formerIds.includes(word),
    );
    if (found) return found;
    throw new WrongUse(`no exercise ${word}`, closestTo(word, ids, 'This book has no exercise.'));
  }

  /** The exercise that a word means; without a word, the one that something was done to last. */
  chooseLast(word: string | undefined): Exercise {
    if (word !== undefined) return this.choose(word);
    const touched = this.standings().filter(({ time }) => time !== undefined);
    const last = touched.toSorted((a, b) => (a.time ?? '').localeCompare(b.time ?? '')).at(-1);
    return last?.exercise ?? this.next();
  }

  /** The exercise that was begun last and isn't solved, else the first of the book that isn't. */
  next(): Exercise {
    const open = this.standings().filter(({ state }) => state !== 'solved');
    const begun = open.filter(({ time }) => time !== undefined);
    const last = begun.toSorted((a, b) => (a.time ?? '').localeCompare(b.time ?? '')).at(-1);
    const found = last ?? open[0];
    if (found) return found.exercise;
    const all = this.exercises.length;
    if (all === 0)
      throw new WrongUse('this book has no exercise', 'Stand in the top folder of one.');
    throw new WrongUse(`all ${all} exercises are solved`, 'Name the one that you mean.');
  }

  standings(): readonly Standing[] {
    return standings(this.exercises, readJournal(readJournalFile(this.root)).entries);
  }

  standing({ id }: Exercise): Standing {
    const found = this.standings().find(({ exercise }) => exercise.id === id);
    if (!found) throw new Error(`no standing of ${id}`);
    return found;
  }

  /** Lines of the journal that can't be counted, as a sentence. */
  spoilt(): readonly string[] {
    const { spoilt } = readJournal(readJournalFile(this.root));
    if (spoilt.length === 0) return [];
    const lines = `line${spoilt.length === 1 ? '' : 's'} ${spoilt.join(', ')}`;
    return [`${JOURNAL}: ${lines} can't be read and count for nothing; check such answers again`];
  }

  /** The answer's path from the top folder, where there is one: under its id, or one that it had before. */
  answerPath({ id, formerIds }: Exercise): string | undefined {
    const paths = [id, ...formerIds].map((name) => `answers/${name}.ts`);
    return paths.find((path) => readIfThere(join(this.root, path)) !== undefined);
  }

  read(path: string): Uint8Array | undefined {
    return readIfThere(resolve(this.root, path));
  }

  /** Where it is said what stood there (`null` for nothing), only over that; else throws ProblemsFound. */
  write(path: string, text: string | Uint8Array, was?: Uint8Array | null): void {
    applyChanges(this.root, [{ kind: 'write', path, text, ...(was === undefined ? {} : { was }) }]);
  }

  /** Keeps a copy of an answer, once for each content; gives its path. */
  keep({ id }: Exercise, bytes: Uint8Array): string {
    const folder = `.wirebook/answers/${id}`;
    const hash = hashOf(bytes);
    const known = this.copies(id).find(({ path }) => path.endsWith(`-${hash}.ts`));
    if (known) return known.path;
    const time = new Date().toISOString().replaceAll(':', '-').replace(/\..*/, '');
    const path = `${folder}/${time}-${hash}.ts`;
    this.write(path, bytes);
    return path;
  }

  /** The kept copies of an answer, the oldest first. */
  copies(id: string): readonly { readonly path: string }[] {
    const folder = `.wirebook/answers/${id}`;
    const names = namesIn(join(this.root, folder)) ?? [];
    return names
      .filter((name) => !name.startsWith('.'))
      .map((name) => ({ path: `${folder}/${name}` }));
  }

  note(entry: EntryWithoutTime): void {
    const time = new Date().toISOString();
    appendLines(this.root, [entryLine({ time, ...entry } as Entry)]);
  }
}

type EntryWithoutTime = Entry extends infer E ? (E extends Entry ? Omit<E, 'time'> : never) : never;

export function hashOf(bytes: Uint8Array): string {
  return hash(bytes).slice(0, 12);
}
