import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readTree } from '../../tools/system/tree.ts';
import { atExit } from '../../tools/system/exit.ts';
import type { GeneratedBook } from './generated-book.ts';
import type { Contender } from './race.ts';
import { FLOOR } from './table.ts';

/** By path. */
export type Texts = ReadonlyMap<string, string>;

/** A generated book in a folder, and what a run of tangling it costs. Each gives a new contender. */
export class BookFolder {
  readonly path: string;
  readonly node: string;
  readonly #expected: Texts;

  constructor(path: string, node: string, { markdown, expected }: BookTexts) {
    [this.path, this.node, this.#expected] = [path, node, expected];
    this.write('chapters', markdown);
    this.write('', new Map([['outputs.json', JSON.stringify(Object.fromEntries(expected))]]));
  }

  write(folder: string, texts: Texts): void {
    for (const [path, text] of texts) {
      const whole = join(this.path, folder, path);
      mkdirSync(dirname(whole), { recursive: true });
      writeFileSync(whole, text);
    }
  }

  remove(...folders: readonly string[]): void {
    for (const folder of folders) rmSync(join(this.path, folder), { recursive: true, force: true });
  }

  /** Throws an Error unless a folder has these texts, byte for byte, and nothing else. */
  expect(folder: string, texts: Texts = this.#expected): void {
    const files = readTree(join(this.path, folder)).filter(({ kind }) => kind === 'file');
    const made = new Map(files.map(({ path, bytes = [] }) => [path, Buffer.from(bytes)]));
    for (const path of new Set([...texts.keys(), ...made.keys()])) {
      if (made.get(path)?.equals(Buffer.from(texts.get(path) ?? ''))) continue;
      throw new Error(`${folder}/${path} is not as it has to be`);
    }
  }

  /** A JavaScript file beside this one, on the book's folder. */
  script(name: string, file: string, ...words: readonly string[]): Contender {
    const command = [this.node, own(`./${file}`), ...words] as const;
    return { name, command, cwd: this.path };
  }

  floor(): Contender {
    return {
      ...this.script(FLOOR, 'read-and-write.js', 'outputs.json', 'written'),
      prepare: () => this.remove('written'),
      inspect: () => this.expect('written'),
    };
  }

  cold(name = 'tangle, cold'): Contender {
    return {
      ...this.#tangle(name),
      prepare: () => this.remove('code', '.wirebook'),
      inspect: () => this.expect('code'),
    };
  }

  /**
   * Stands behind `cold`, which makes what then hasn't changed. The first run after it still reads all files;
   * from the second on it is told by their times that they are what they were.
   */
  unchanged(name = 'tangle, nothing changed'): Contender {
    const tangle = this.#tangle(name);
    const [node, ...words] = tangle.command;
    return {
      ...tangle,
      prepare: () => void execFileSync(node, words, { cwd: this.path }),
      inspect: () => this.expect('code'),
    };
  }

  /** Stands behind them: one line changes, in another chapter each round, and is put back afterwards. */
  changed({ markdown, expected }: BookTexts): Contender {
    const after = (round: number) => {
      const [name = '', text = ''] = [...markdown][(round * 7) % markdown.size] ?? [];
      const file = `${name.replace(/\.md$/, '')}/file-1.ts`;
      return {
        chapter: new Map([[name, edited(text)]]),
        texts: new Map([...expected, [file, edited(expected.get(file) ?? '')]]),
        before: new Map([[name, text]]),
      };
    };
    return {
      ...this.#tangle('tangle, one chapter changed'),
      prepare: (round) => this.write('chapters', after(round).chapter),
      inspect: (round) => {
        this.expect('code', after(round).texts);
        this.write('chapters', after(round).before);
      },
    };
  }

  #tangle(name: string): Contender {
    const command = [this.node, own('../../tools/wirebook.js'), 'tangle'] as const;
    return { name, command, cwd: this.path };
  }
}

type BookTexts = Pick<GeneratedBook, 'markdown' | 'expected'>;

/** A folder for books, gone when this process ends, by itself or by Ctrl-C; in memory where there is room. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(hasRoom(RAM_DISK) ? RAM_DISK : tmpdir(), 'wirebook-bench-'));
  atExit(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

const RAM_DISK = '/dev/shm';

function hasRoom(folder: string): boolean {
  if (!existsSync(folder)) return false;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize > 1e9;
}

function edited(text: string): string {
  const line = 'const second = 7;';
  if (!text.includes(line)) throw new Error('a generated chapter has no line to change');
  return text.replace(line, 'const second = 8;');
}

function own(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
