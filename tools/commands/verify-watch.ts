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
  /** How often there was news. A verification that waits for its turn begins only where none came since. */
  #turns = 0;

  constructor(root: string, words: readonly string[]) {
    this.#root = root;
    this.#words = words;
  }

  /** What runs is broken off: it would complain of the chapters that are missing. */
  missing(): void {
    this.#turns += 1;
    void this.#running?.end();
  }

  /** What runs for older chapters is broken off; only when it is gone does the new one begin. */
  tangled(chapters: readonly string[], changed: ReadonlySet<string>): void {
    for (const slug of changed) {
      const isMeant = this.#words.some((word) => isChapter(slug, word));
      if (isMeant || this.#words.length === 0) this.#open.add(slug);
    }
    this.#turns += 1;
    const turn = this.#turns;
    this.#work = this.#work.then(async () => await this.#start(chapters, turn));
  }

  async end(): Promise<void> {
    this.#turns += 1;
    await this.#work;
    await this.#running?.end();
  }

  async #start(chapters: readonly string[], turn: number): Promise<void> {
    await this.#running?.end();
    const slugs = chapters.filter((slug) => this.#open.has(slug));
    if (turn !== this.#turns || slugs.length === 0) return;
    process.stdout.write(`verify ${slugs.join(' ')}\n`);
    const program = new ForegroundProgram([
      ...wirebookCommand(),
      ...['verify', '--root', this.#root, ...slugs],
    ]);
    this.#running = program;
    void program.ended.then((code) => {
      // What a save changes meanwhile was not found in order.
      if (code === 0 && turn === this.#turns) for (const slug of slugs) this.#open.delete(slug);
      if (code <= 3) process.stdout.write('watching for the next save\n'); // else it was broken off
    });
  }
}
