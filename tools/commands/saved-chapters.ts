import { ProblemsFound, WrongUse } from '../base/problem.ts';
import type { ChapterFile } from '../book/book.ts';
import { chapterFiles } from './chapter-files.ts';

/** So often chapters that are empty or gone are taken for ones that are just being saved. */
export const PATIENT_LOOKS = 20;

/** Looks at the chapters again and again, and waits where one is just being saved. */
export class SavedChapters {
  readonly #root: string;
  #last: readonly ChapterFile[] = [];
  /** What was missing at the last looks, and how many of them there were. */
  #waiting = { for: '', looks: 0 };

  constructor(root: string) {
    this.#root = root;
  }

  /**
   * Nothing while a chapter seems to be just being saved: editors empty or remove it for a moment. Throws
   * ProblemsFound or WrongUse where the chapters can't be read for longer.
   */
  look(): readonly ChapterFile[] | undefined {
    const found = this.#read();
    const isFound = !(found instanceof Error);
    if (this.#isWaiting(isFound ? this.#unsavedIn(found).join('\n') : found.message)) return;
    if (!isFound) throw found;
    return (this.#last = found);
  }

  #read(): readonly ChapterFile[] | ProblemsFound | WrongUse {
    try {
      return chapterFiles(this.#root);
    } catch (error) {
      if (error instanceof ProblemsFound || error instanceof WrongUse) return error;
      throw error;
    }
  }

  /** Begins anew whenever something else is missing. */
  #isWaiting(missing: string): boolean {
    const looks = missing === this.#waiting.for ? this.#waiting.looks + 1 : 1;
    this.#waiting = { for: missing, looks };
    return missing !== '' && looks <= PATIENT_LOOKS;
  }

  #unsavedIn(files: readonly ChapterFile[]): readonly string[] {
    const sizes = new Map(files.map(({ path, bytes }) => [path, bytes.length]));
    const unsaved = this.#last.filter(({ path, bytes }) => bytes.length > 0 && !sizes.get(path));
    return unsaved.map(({ path }) => path);
  }
}
