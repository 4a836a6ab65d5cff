import { ProblemsFound, WrongUse } from '../base/problem.ts';
import { changedChapters } from '../book/changed-chapters.ts';
import { findChapters, type FoundChapters } from './chapter-files.ts';

/** So often chapters that are empty, gone or not to be read are taken for ones that are just being saved. */
export const PATIENT_LOOKS = 20;

const NONE: FoundChapters = { files: [], unread: new Map() };

/** Chapters, and the paths of those that are not what they were when all were saved last, or were gone meanwhile. */
export interface Saved {
  readonly found: FoundChapters;
  readonly changed: readonly string[];
}

/** Looks at the chapters again and again, and waits where one is just being saved. */
export class SavedChapters {
  readonly #root: string;
  #last = NONE;
  /** The paths of those that were being saved since. */
  readonly #away = new Set<string>();
  /** What was missing at the last looks, and how many of them there were. */
  #waiting = { for: '', looks: 0 };

  constructor(root: string) {
    this.#root = root;
  }

  /**
   * Nothing while a chapter seems to be just being saved: editors empty or remove it for a moment. Throws
   * ProblemsFound or WrongUse where `chapters/` can't be read for longer.
   */
  look(): Saved | undefined {
    const { found, error } = this.#read();
    const unsaved = this.#unsavedIn(found);
    for (const path of unsaved) this.#away.add(path);
    if (this.#isWaiting(error?.message ?? unsaved.join('\n'))) return undefined;
    if (error) throw error;
    const changed = new Set([...changedChapters(this.#last.files, found.files), ...this.#away]);
    this.#last = found;
    this.#away.clear();
    return { found, changed: [...changed].sort() };
  }

  #read(): { readonly found: FoundChapters; readonly error?: ProblemsFound | WrongUse } {
    try {
      return { found: findChapters(this.#root) };
    } catch (error) {
      if (error instanceof ProblemsFound || error instanceof WrongUse)
        return { found: NONE, error };
      throw error;
    }
  }

  /** Begins anew whenever something else is missing. */
  #isWaiting(missing: string): boolean {
    const looks = missing === this.#waiting.for ? this.#waiting.looks + 1 : 1;
    this.#waiting = { for: missing, looks };
    return missing !== '' && looks <= PATIENT_LOOKS;
  }

  /** Those that are no text, and that were something else before. */
  #unsavedIn(found: FoundChapters): readonly string[] {
    const [before, now] = [formsOf(this.#last), formsOf(found)];
    const paths = [...new Set([...before.keys(), ...now.keys()])];
    return paths.filter((path) => now.get(path) !== 'text' && now.get(path) !== before.get(path));
  }
}

/** What there is of a chapter, by path; nothing of those that aren't there. */
function formsOf({
  files,
  unread,
}: FoundChapters): ReadonlyMap<string, 'text' | 'empty' | 'unread'> {
  return new Map([
    ...files.map(({ path, bytes }) => [path, bytes.length > 0 ? 'text' : 'empty'] as const),
    ...[...unread.keys()].map((path) => [path, 'unread'] as const),
  ]);
}
