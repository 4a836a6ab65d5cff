import { join } from 'node:path';
import { byPlace, type Problem } from '../base/problem.ts';
import { type Book, type ChapterFile, type ReadChapters, readBook } from '../book/book.ts';
import type { Chapter } from '../book/chapter.ts';
import { type PlanLimits, planCode } from '../book/code-plan.ts';
import { isSame, soundBook } from '../book/sound-book.ts';
import { KnownFiles } from '../system/known-files.ts';
import { carryOut, report } from './carry-out.ts';
import { handEditProblems } from './code-problems.ts';
import { wantedOf } from './make-code.ts';
import { syntaxProblems } from './syntax-problems.ts';
import { readManifestText } from './write-code.ts';

/** What came of one look at the chapters. */
export interface Turn {
  /** What was written, in lines. */
  readonly wrote: readonly string[];
  readonly problems: readonly Problem[];
}

/** What these chapters make, as far as they can be understood. */
interface Understood {
  readonly files: readonly ChapterFile[];
  readonly problems: readonly Problem[];
  /** The texts of the files; nothing where there is no book to tangle. */
  readonly wanted?: ReadonlyMap<string, string>;
}

/**
 * Tangles the same book again and again. Where a chapter has problems, or gives another some, the rest is tangled
 * with what that chapter was when it last did not. A hand edit in `code/` is a problem, and is left alone.
 */
export class SteadyTangle {
  readonly #root: string;
  readonly #drafts: ReadChapters = new Map();
  readonly #sounds: ReadChapters = new Map();
  /** Chapters whose listings all parse. */
  readonly #parsed = new WeakSet<Chapter>();
  readonly #code: KnownFiles;
  /** The chapters as they were when they last went together without a problem. */
  #sound: readonly ChapterFile[] | undefined;
  #last: Understood | undefined;

  constructor(root: string) {
    this.#root = root;
    this.#code = new KnownFiles(join(root, 'code'), join(root, `.wirebook/now.${process.pid}`));
  }

  /** Makes `code/` what these chapters say, as far as they can be understood. */
  async turn(files: readonly ChapterFile[]): Promise<Turn> {
    const last = this.#last && areSame(this.#last.files, files) ? this.#last : undefined;
    const { problems, wanted } = (this.#last = last ?? (await this.#understand(files)));
    if (!wanted) return { wrote: [], problems };
    const { wrote, problems: more } = await this.#write(wanted);
    return { wrote, problems: [...problems, ...more].sort(byPlace) };
  }

  async #understand(files: readonly ChapterFile[]): Promise<Understood> {
    const draft = readBook(files, this.#drafts);
    const problems = [...draft.problems, ...(await this.#syntaxProblems(draft))].sort(byPlace);
    if (problems.length === 0) this.#sound = files;
    const book = problems.length === 0 ? draft : this.#withoutFaults(files, problems);
    return { files, problems, ...(book ? { wanted: wantedOf(book) } : {}) };
  }

  async #syntaxProblems({ listings, problems }: Book): Promise<readonly Problem[]> {
    const fresh = listings.filter(({ chapter }) => !this.#parsed.has(chapter));
    const found = await syntaxProblems({ listings: fresh, problems });
    const faulty = new Set(found.map(({ place }) => place?.file));
    for (const { chapter } of fresh) if (!faulty.has(chapter.path)) this.#parsed.add(chapter);
    return found;
  }

  /** The book in which what was sound last stands for the chapters that have problems or give others some. */
  #withoutFaults(files: readonly ChapterFile[], problems: readonly Problem[]): Book | undefined {
    if (!this.#sound) return undefined;
    const faulty = new Set(problems.map(({ place }) => place?.file));
    const drafts = { now: files, sound: this.#sound, faulty };
    const { files: sound, book } = soundBook(drafts, this.#sounds);
    this.#sound = sound;
    return book;
  }

  async #write(wanted: ReadonlyMap<string, string>): Promise<Turn> {
    const entries = this.#code.read();
    const planFor = (limits: PlanLimits) =>
      planCode(wanted, entries, readManifestText(this.#root), limits);
    const { edits, problems, ...whole } = planFor({});
    if (problems.length > 0) return { wrote: [], problems };
    const edited = new Set(edits.map(({ path }) => path));
    const isUntouched = (path: string) => !edited.has(path);
    const plan =
      edits.length === 0 ? { edits, problems, ...whole } : planFor({ scope: isUntouched });
    if (plan.changes.length > 0) carryOut(this.#root, wanted, plan);
    const wrote = plan.places.length > 0 ? report(plan) : [];
    return { wrote, problems: await handEditProblems(edits) };
  }
}

function areSame(before: readonly ChapterFile[], now: readonly ChapterFile[]): boolean {
  return (
    before.length === now.length &&
    before.every((file, index) => file.path === now[index]?.path && isSame(file, now[index]))
  );
}
