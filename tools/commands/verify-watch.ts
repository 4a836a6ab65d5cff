import { slugOf } from '../book/chapter-name.ts';
import { isChapter } from '../book/programs.ts';
import { ForegroundProgram } from '../system/foreground.ts';
import { wirebookCommand } from '../system/node.ts';
import { BookWatch, type Listener } from './book-watch.ts';
import { chapterNames } from './chapter-files.ts';
import { chooseChapters } from './load.ts';
import { type WatchFlags, watchesOnly } from './watch-flags.ts';

/** Tangles at every save, and verifies what has changed since it was verified last; gives the exit code. */
export async function verifyWatchCommand(
  root: string,
  words: readonly string[],
  flags: WatchFlags,
): Promise<number> {
  watchesOnly(flags);
  const chapters = chapterNames(root).map((name) => ({ slug: slugOf(name) }));
  chooseChapters({ chapters }, words);
  const verifying = new Verifying(root, words);
  try {
    return await new BookWatch(root, verifying).run();
  } finally {
    await verifying.end();
  }
}

/** The one verification that runs, in a process of its own. */
class Verifying implements Listener {
  readonly #root: string;
  readonly #words: readonly string[];
  /** The slugs of the chapters that have changed, or their code, since they were last found in order. */
  readonly #open = new Set<string>();
  #running: ForegroundProgram | undefined;
  #work: Promise<void> = Promise.resolve();
  /** How many looks at the chapters there were. */
  #turns = 0;
  #isMissing = false;
  #isOver = false;

  constructor(root: string, words: readonly string[]) {
    this.#root = root;
    this.#words = words;
  }

  /** What runs is broken off: it would complain of the chapters that are missing. */
  missing(): void {
    if (this.#isMissing) return;
    this.#isMissing = true;
    void this.#running?.end();
  }

  /** What runs for older chapters is broken off; only when it is gone does the new one begin. */
  tangled(chapters: readonly string[], changed: ReadonlySet<string>): void {
    for (const slug of changed) {
      const isMeant = this.#words.some((word) => isChapter(slug, word));
      if (isMeant || this.#words.length === 0) this.#open.add(slug);
    }
    this.#isMissing = false;
    this.#turns += 1;
    this.#work = this.#work.then(async () => await this.#start(chapters));
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await this.#work;
    await this.#running?.end();
  }

  async #start(chapters: readonly string[]): Promise<void> {
    await this.#running?.end();
    const slugs = chapters.filter((slug) => this.#open.has(slug));
    if (this.#isMissing || this.#isOver || slugs.length === 0) return;
    process.stdout.write(`verify ${slugs.join(' ')}\n`);
    const program = new ForegroundProgram([
      ...wirebookCommand(),
      ...['verify', '--root', this.#root, ...slugs],
    ]);
    this.#running = program;
    const turn = this.#turns; // what a save changes meanwhile was not found in order
    void program.ended.then((code) => {
      if (code === 0 && turn === this.#turns) for (const slug of slugs) this.#open.delete(slug);
      if (code <= 3) process.stdout.write('watching for the next save\n'); // else it was broken off
    });
  }
}
