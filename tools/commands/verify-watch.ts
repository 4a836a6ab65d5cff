import { slugOf } from '../book/chapter-name.ts';
import { isChapter } from '../book/programs.ts';
import { ForegroundProgram } from '../system/foreground.ts';
import { wirebookCommand } from '../system/node.ts';
import { BookWatch } from './book-watch.ts';
import { chooseChapters, loadBook } from './load.ts';
import { type WatchFlags, watchesOnly } from './watch-flags.ts';

/** Tangles at every save, and verifies what has changed since it was verified last; gives the exit code. */
export async function verifyWatchCommand(
  root: string,
  words: readonly string[],
  flags: WatchFlags,
): Promise<number> {
  watchesOnly(flags);
  chooseChapters(loadBook(root), words);
  const verifying = new Verifying(root, words);
  try {
    return await new BookWatch(root, (changed) => verifying.begin(changed)).run();
  } finally {
    await verifying.end();
  }
}

/** The one verification that runs, in a process of its own. */
class Verifying {
  readonly #root: string;
  readonly #words: readonly string[];
  /** The slugs of the chapters that have changed since they were last found in order. */
  readonly #open = new Set<string>();
  #running: ForegroundProgram | undefined;
  #work: Promise<void> = Promise.resolve();
  #isOver = false;

  constructor(root: string, words: readonly string[]) {
    this.#root = root;
    this.#words = words;
  }

  /** What runs for older chapters is broken off; only when it is gone does the new one begin. */
  begin(changed: ReadonlySet<string>): void {
    for (const slug of [...changed].map(slugOf)) {
      const isMeant = this.#words.some((word) => isChapter(slug, word));
      if (isMeant || this.#words.length === 0) this.#open.add(slug);
    }
    this.#work = this.#work.then(async () => await this.#start());
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await this.#work;
    await this.#running?.end();
  }

  async #start(): Promise<void> {
    await this.#running?.end();
    const { chapters } = loadBook(this.#root);
    const slugs = chapters.map(({ slug }) => slug).filter((slug) => this.#open.has(slug));
    if (this.#isOver || slugs.length === 0) return;
    process.stdout.write(`verify ${slugs.join(' ')}\n`);
    const program = new ForegroundProgram([
      ...wirebookCommand(),
      ...['verify', '--root', this.#root, ...slugs],
    ]);
    this.#running = program;
    void program.ended.then((code) => {
      if (code === 0) for (const slug of slugs) this.#open.delete(slug);
      if (code <= 3) process.stdout.write('watching for the next save\n'); // else it was broken off
    });
  }
}
