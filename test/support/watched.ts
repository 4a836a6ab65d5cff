import { once } from 'node:events';
import { watch } from 'node:fs';
import { dirname } from 'node:path';
import type { ProgramOptions } from '../../tools/system/child.ts';
import type { Program } from '../../tools/system/program.ts';
import { block, Book, chapter, type Owner } from './book.ts';

export const ONE = 'chapters/01-one.md';
export const TWO = 'chapters/02-two.md';
export const one = (word: string) => chapter('One', block('ts {file=one.ts}', `say('${word}');`));
export const two = (word: string) => chapter('Two', block('ts {file=two.ts}', `say('${word}');`));
export const DRAFT = chapter('One', block('ts {fil=one.ts}', "say('draft');"));
export const WROTE_ONE = /^wrote code\/01-one\/one\.ts, in \d+ ms$/m;
export const WROTE_TWO = /^wrote code\/02-two\/two\.ts, in \d+ ms$/m;
export const WROTE_BOTH = /^wrote code\/01-one\/one\.ts and 1 more, in \d+ ms$/m;
export const GOOD = /^code\/ is what the chapters say$/m;
export const WATCHING = /^watching; .*$/m;

/** A watch whose output is read bit by bit. */
export class Watched {
  readonly book: Book;
  readonly program: Program;
  #read = 0;

  constructor(
    book: Book,
    words: readonly string[] = ['tangle', '--watch'],
    env: ProgramOptions['env'] = {},
  ) {
    this.book = book;
    this.program = book.wirebook(words, { env });
  }

  /** Waits for a line; gives what was printed since the last one, up to its end. */
  async next(line: RegExp): Promise<string> {
    const { end, text } = await this.program.until(`line ${line}`, ({ output }) => {
      const match = line.exec(output.slice(this.#read));
      if (!match) return undefined;
      const end = this.#read + match.index + match[0].length;
      return { end, text: output.slice(this.#read, end) };
    });
    this.#read = end;
    return text.trimStart();
  }

  /** What was printed behind the last line that was waited for. */
  get rest(): string {
    return this.program.output.slice(this.#read).trim();
  }

  async interrupt(): Promise<number> {
    this.program.signal('SIGINT');
    return (await this.program.ended).code;
  }
}

/** A watch that has written both chapters. */
export async function watching(owner: Owner, files = { [ONE]: one('a'), [TWO]: two('a') }) {
  const watched = new Watched(new Book(owner, files));
  await watched.next(WROTE_BOTH);
  return watched;
}

/** Waits until the system has told of what `act` does to a file. */
export async function seen(path: string, act: () => void): Promise<void> {
  const watcher = watch(dirname(path));
  try {
    const told = once(watcher, 'change');
    act();
    await told;
  } finally {
    watcher.close();
  }
}
