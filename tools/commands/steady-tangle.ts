import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { chapterFolder } from '../base/chapter-folder.ts';
import { byPlace, type Problem } from '../base/problem.ts';
import { type Book, type ChapterFile, type ReadChapters, readBook } from '../book/book.ts';
import type { Chapter } from '../book/chapter.ts';
import { changedCode, type ChapterCode, chapterCode } from '../book/chapter-code.ts';
import { MISTAKES, slugOf, SOLUTIONS } from '../book/chapter-name.ts';
import { type PlanLimits, planCode } from '../book/code-plan.ts';
import { byName, type SoundBook, soundBook } from '../book/sound-book.ts';
import { KnownFiles } from '../system/known-files.ts';
import { carryOut, report } from './carry-out.ts';
import type { FoundChapters } from './chapter-files.ts';
import { handEditProblems } from './code-problems.ts';
import { wantedOf } from './make-code.ts';
import { syntaxProblems } from './syntax-problems.ts';
import { readManifestText } from './write-code.ts';

/** What came of one look at the chapters. */
export interface Turn {
  /** What was written, in lines. */
  readonly wrote: readonly string[];
  readonly problems: readonly Problem[];
  /** The slugs of the chapters whose code isn't what it was at the look before. */
  readonly remade: readonly string[];
}

/** What these chapters make, as far as they can be understood. */
interface Understood {
  readonly found: FoundChapters;
  readonly problems: readonly Problem[];
  /** The texts of the files, by path below `code/`. */
  readonly wanted: ReadonlyMap<string, string>;
  readonly scope: Scope;
  readonly code: ChapterCode;
}

/** Whether it is known what has to lie at a path below `code/`. */
type Scope = (path: string) => boolean;

/**
 * Tangles the same book again and again. Where a chapter has problems, or gives another some, the rest is tangled
 * with what that chapter was when it last did not; where it always did, its folder is left alone. A hand edit in
 * `code/` is a problem, and is left alone.
 */
export class SteadyTangle {
  readonly #root: string;
  readonly #drafts: ReadChapters = new Map();
  readonly #sounds: ReadChapters = new Map();
  /** Chapters whose listings all parse. */
  readonly #parsed = new WeakSet<Chapter>();
  readonly #code: KnownFiles;
  /** The chapters as they were when they last went together without a problem. */
  #sound: readonly ChapterFile[] = [];
  #last: Understood | undefined;

  constructor(root: string) {
    this.#root = root;
    this.#code = new KnownFiles(join(root, 'code'), join(root, `.wirebook/now.${process.pid}`));
  }

  /** Makes `code/` what these chapters say, as far as they can be understood. */
  async turn(found: FoundChapters): Promise<Turn> {
    const last = isDeepStrictEqual(this.#last?.found, found) ? this.#last : undefined;
    const understood = last ?? (await this.#understand(found));
    const remade = changedCode(this.#last?.code ?? new Map(), understood.code);
    const { wrote, problems: more } = await this.#write(understood);
    this.#last = understood;
    return { wrote, problems: [...understood.problems, ...more].sort(byPlace), remade };
  }

  async #understand(found: FoundChapters): Promise<Understood> {
    const { files, unread } = found;
    const kept = this.#sound.filter(({ path }) => unread.has(path));
    const draft = readBook([...files, ...kept].sort(byName), this.#drafts);
    const problems = [
      ...[...unread.values()].flat(),
      ...draft.problems,
      ...(await this.#syntaxProblems(draft)),
    ].sort(byPlace);
    const { files: sound, book } =
      problems.length === 0 ? { files, book: draft } : this.#withoutFaults(found, problems);
    this.#sound = sound;
    const wanted = wantedOf(book);
    return {
      found,
      problems,
      wanted,
      scope: scopeOf(found, sound, wanted),
      code: chapterCode(book),
    };
  }

  async #syntaxProblems({ listings, problems }: Book): Promise<readonly Problem[]> {
    const fresh = listings.filter(({ chapter }) => !this.#parsed.has(chapter));
    const found = await syntaxProblems({ listings: fresh, problems });
    // A listing is not looked at where another problem stands in its way.
    const faulty = new Set([...problems, ...found].map(({ place }) => place?.file));
    for (const { chapter } of fresh) if (!faulty.has(chapter.path)) this.#parsed.add(chapter);
    return found;
  }

  /** The book in which what was sound last stands for the chapters that have problems or give others some. */
  #withoutFaults({ files, unread }: FoundChapters, problems: readonly Problem[]): SoundBook {
    const faulty = new Set([...unread.keys(), ...problems.map(({ place }) => place?.file)]);
    return soundBook({ now: files, sound: this.#sound, faulty }, this.#sounds);
  }

  async #write({ wanted, scope }: Understood): Promise<Omit<Turn, 'remade'>> {
    const entries = this.#code.read();
    const planFor = (limits: PlanLimits) =>
      planCode(wanted, entries, readManifestText(this.#root), limits);
    const { edits, problems, ...whole } = planFor({ scope });
    if (problems.length > 0) return { wrote: [], problems };
    const edited = new Set(edits.map(({ path }) => path));
    const isUntouched = (path: string) => scope(path) && !edited.has(path);
    const plan =
      edits.length === 0 ? { edits, problems, ...whole } : planFor({ scope: isUntouched });
    if (plan.changes.length > 0) carryOut(this.#root, wanted, plan);
    const wrote = plan.places.length > 0 ? report(plan) : [];
    return { wrote, problems: await handEditProblems(edits) };
  }
}

/** All of `code/` but the folders of chapters that never were sound, and what these may make in the appendices. */
function scopeOf(
  { files, unread }: FoundChapters,
  sound: readonly ChapterFile[],
  wanted: ReadonlyMap<string, string>,
): Scope {
  const known = new Set(sound.map(({ path }) => path));
  const paths = [...files.map(({ path }) => path), ...unread.keys()];
  const unknown = paths.filter((path) => !known.has(path));
  if (unknown.length === 0) return () => true;
  const folders = new Set([...unknown.map(slugOf), SOLUTIONS, MISTAKES]);
  return (path) => wanted.has(path) || !folders.has(chapterFolder(path));
}
