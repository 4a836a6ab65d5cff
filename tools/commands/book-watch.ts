import { join } from 'node:path';
import { type Problem, ProblemsFound, WrongUse } from '../base/problem.ts';
import { slugOf } from '../book/chapter-name.ts';
import { foldersIn } from '../system/tree.ts';
import { FolderWatch } from '../system/folder-watch.ts';
import { isGitAtWork } from '../system/git-work.ts';
import { untilAskedToEnd } from '../system/signals.ts';
import { showProblem } from '../system/terminal.ts';
import { chapterNames, type FoundChapters } from './chapter-files.ts';
import { SavedChapters } from './saved-chapters.ts';
import { SteadyTangle, type Turn } from './steady-tangle.ts';

/** How long to wait while a chapter is being saved, in milliseconds. */
const SAVING_MS = 50;
/** How long to wait while Git changes many files, in milliseconds. */
const GIT_MS = 20;

/** Is told how it stands with the chapters, which are named by their slugs. */
export interface Listener {
  /** Some are gone, or just being saved. */
  readonly missing: () => void;
  /** `code/` is what they say. `changed`: those that have changed, whose code has, or that were gone, since it last was. */
  readonly tangled: (chapters: readonly string[], changed: ReadonlySet<string>) => void;
}

/** Tangles a book whenever its chapters or `code/` change, until it is asked to end. */
export class BookWatch {
  readonly #root: string;
  readonly #listener: Listener | undefined;
  readonly #chapters: SavedChapters;
  readonly #tangle: SteadyTangle;
  readonly #folders = new FolderWatch(() => void this.#look().catch(this.#fail));
  /** The slugs of the chapters that are new to the listener. */
  readonly #changed = new Set<string>();
  #told = '';
  #isLooking = false;
  #hasNews = false;
  #fail: (error: unknown) => void = () => {};

  constructor(root: string, listener?: Listener) {
    this.#root = root;
    this.#listener = listener;
    this.#chapters = new SavedChapters(root);
    this.#tangle = new SteadyTangle(root);
  }

  /** Gives the exit code. Throws what can't be mended while it runs. */
  async run(): Promise<number> {
    const failed = new Promise<never>((_, reject) => (this.#fail = reject));
    const asked = untilAskedToEnd();
    try {
      chapterNames(this.#root);
      this.#follow();
      await this.#look();
      return await Promise.race([asked, failed]);
    } finally {
      this.#folders.close();
    }
  }

  /** Looks once, and again for what happens meanwhile. */
  async #look(): Promise<void> {
    this.#hasNews = true;
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      while (this.#hasNews) {
        this.#hasNews = false;
        await this.#turn();
      }
    } finally {
      this.#isLooking = false;
    }
  }

  async #turn(): Promise<void> {
    if (isGitAtWork(this.#root)) return this.#folders.later(GIT_MS);
    const started = performance.now();
    try {
      const saved = this.#chapters.look();
      if (!saved) return this.#wait();
      for (const path of saved.changed) this.#changed.add(slugOf(path));
      const turn = await this.#tangle.turn(saved.found);
      for (const slug of turn.remade) this.#changed.add(slug);
      this.#say(turn, started, saved.changed.length > 0);
      if (turn.problems.length === 0) this.#tell(saved.found);
    } catch (error) {
      if (!(error instanceof ProblemsFound) && !(error instanceof WrongUse)) throw error;
      const problems = error instanceof ProblemsFound ? error.problems : [error];
      this.#say({ wrote: [], problems, remade: [] }, started, false);
    }
    this.#follow();
  }

  #wait(): void {
    this.#listener?.missing();
    this.#folders.later(SAVING_MS);
  }

  #tell({ files }: FoundChapters): void {
    if (this.#changed.size === 0) return;
    const slugs = files.map(({ path }) => slugOf(path));
    this.#listener?.tangled(slugs, new Set(this.#changed));
    this.#changed.clear();
  }

  #say({ wrote, problems }: Turn, started: number, isSaved: boolean): void {
    const shown = problems.map(shownProblem).join('');
    const took = `${Math.ceil(performance.now() - started)} ms`;
    const [first, ...others] = wrote;
    const more = others.length > 0 ? ` and ${others.length} more` : '';
    if (first !== undefined) process.stdout.write(`${first}${more}, in ${took}\n`);
    const isNew = shown !== this.#told;
    if (isNew && shown !== '') process.stderr.write(`${shown}${KEPT}\n`);
    else if (first === undefined && (isNew || isSaved)) sayState(problems.length);
    this.#told = shown;
  }

  /** The folders of `code/` come and go. */
  #follow(): void {
    const folders = foldersIn(join(this.#root, 'code'));
    this.#folders.follow([this.#root, join(this.#root, 'chapters'), ...folders]);
  }
}

const KEPT = 'watching; where nothing else is said, code/ keeps what was good last';

function shownProblem(problem: Problem): string {
  return showProblem(problem, process.stderr);
}

/** Where nothing was written and no problem is new. */
function sayState(problems: number): void {
  if (problems === 0) process.stdout.write('code/ is what the chapters say\n');
  else process.stderr.write(`still ${problems} problem${problems === 1 ? '' : 's'}\n`);
}
