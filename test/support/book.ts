import {
  type Dirent,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeCommand, wirebookCommand } from '../../tools/system/node.ts';
import type { ProgramOptions } from '../../tools/system/child.ts';
import { Program } from '../../tools/system/program.ts';

/** How a call of `wirebook` ended: its exit code and all that it printed, with `/book` for the folder. */
export interface Answer {
  readonly code: number;
  readonly said: string;
}

/** All that lies in a folder by path: the text of a file (bytes as Latin-1), or what else it is. */
export type Tree = Readonly<Record<string, string>>;

/** A test, or whoever else says when what was made is to go. */
export interface Owner {
  onTestFinished(cleanUp: () => void | Promise<void>): void;
}

/** A book in a folder of its own; when the test is over, its programs are stopped and it is gone. */
export class Book {
  readonly root = mkdtempSync(join(tmpdir(), 'wirebook-test-'));
  readonly #owner: Owner;

  constructor(owner: Owner, files: Tree = {}) {
    this.#owner = owner;
    owner.onTestFinished(() => removeFolder(this.root));
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  path(path: string): string {
    return join(this.root, path);
  }

  write(path: string, text: string | Uint8Array): void {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), text);
  }

  read(path: string): string {
    return readFileSync(this.path(path), 'utf8');
  }

  /** What lies in a folder of the book, without what has one of these names there. */
  tree(folder = '', without: readonly string[] = []): Tree {
    return treeOf(this.path(folder), without);
  }

  /** Starts any command in the book's folder. */
  start(command: readonly [string, ...string[]], options: ProgramOptions = {}): Program {
    const program = new Program(command, { cwd: this.root, ...options });
    this.#owner.onTestFinished(async () => void (await program.stop()));
    return program;
  }

  /** Starts this checkout's `wirebook` in the book's folder, both outputs in one. */
  wirebook(words: readonly string[], options: ProgramOptions = {}): Program {
    return this.start([...wirebookCommand(), ...words], { merged: true, ...options });
  }

  /** Runs `wirebook` to its end. */
  async run(...words: readonly string[]): Promise<Answer> {
    return this.answer(await this.wirebook(words).ended);
  }

  answer({ code, output }: { readonly code: number; readonly output: string }): Answer {
    return { code, said: output.replaceAll(this.root, '/book') };
  }
}

/**
 * Calls `wirebook` once for each list of words, all in one process with one start-up: the front door itself
 * is loaded anew for each call. What stands for `root` in the answers is `/book`.
 */
export async function answers(
  calls: readonly { readonly root: string; readonly words: readonly string[] }[],
): Promise<readonly Answer[]> {
  const mark = '\n\u0001 exit code ';
  const lines = calls.map(({ root, words: [verb = '', ...words] }) => [
    ...[verb, '--root', root],
    ...words,
  ]);
  const file = fileURLToPath(new URL('many-calls.ts', import.meta.url));
  const program = new Program([...nodeCommand(file), mark, JSON.stringify(lines)], {
    merged: true,
  });
  try {
    const { output } = await program.ended;
    const parts = output.split(mark);
    return calls.map(({ root }, index) => ({
      said: (parts[index] ?? '').replace(/^\d+\n/, '').replaceAll(root, '/book'),
      code: Number(/^(\d+)\n/.exec(parts[index + 1] ?? '')?.[1] ?? NaN),
    }));
  } finally {
    await program.stop();
  }
}

/** A chapter's text: title, then paragraphs and blocks. */
export function chapter(title: string, ...parts: readonly string[]): string {
  return `${[`# ${title}`, ...parts].join('\n\n')}\n`;
}

/** A fenced block, `block('ts {file=a.ts}', 'a();')`. */
export function block(header: string, ...lines: readonly string[]): string {
  return ['```' + header, ...lines, '```'].join('\n');
}

export function treeOf(folder: string, without: readonly string[] = []): Tree {
  const tree: Record<string, string> = {};
  const walk = (path: string) => {
    for (const entry of readdirSync(join(folder, path), { withFileTypes: true })) {
      const below = path === '' ? entry.name : `${path}/${entry.name}`;
      if (without.includes(below)) continue;
      tree[below] = describe(join(folder, below), entry);
      if (entry.isDirectory()) walk(below);
    }
  };
  walk('');
  return tree;
}

export function withoutFolders(tree: Tree): Tree {
  return Object.fromEntries(Object.entries(tree).filter(([, text]) => text !== '(a folder)'));
}

function describe(path: string, entry: Dirent): string {
  if (entry.isFile()) return readFileSync(path, 'latin1');
  if (entry.isDirectory()) return '(a folder)';
  return entry.isSymbolicLink() ? `(a link to ${readlinkSync(path)})` : '(a device)';
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
