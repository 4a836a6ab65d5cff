import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { compile } from './compile.ts';
import { namesIn } from './disk.ts';
import { atExit, notAtExit } from './exit.ts';
import { isRunning } from './process-group.ts';
import { Program } from './program.ts';
import { killStrays, markOf } from './strays.ts';
import { PRINTED_BYTES, Subject } from './subject.ts';
import type { Env, Launcher } from './trial.ts';

/** Variables that would lead a program to the book or change how Node runs it. */
const KEPT_FROM_IT =
  /^(?:npm_|INIT_CWD$|PWD$|OLDPWD$|NODE_OPTIONS$|NODE_V8_COVERAGE$|VITEST|PORT$|HOST$|TIMEOUT_MS$|TRIES$)/;

/** Python then prints to a pipe at once, as it does to the terminal where a reader has seen the program work. */
const AS_ON_A_TERMINAL = { PYTHONUNBUFFERED: '1' };

/** A folder below `.wirebook/` in which programs are tried: their working directory, gone afterwards. */
export class TrialFolder {
  readonly path: string;
  /** What all programs that are tried here inherit, and whatever they start. */
  readonly mark: string;
  readonly #root: string;
  readonly #remove: () => void;
  #count = 0;

  constructor(root: string) {
    this.#root = root;
    this.mark = `${process.pid}-${(trials += 1)}`;
    this.path = join(root, '.wirebook/trials', this.mark);
    mkdirSync(this.path, { recursive: true });
    removeDead(dirname(this.path));
    this.#remove = () => {
      killStrays(this.mark);
      rmSync(this.path, { recursive: true, force: true });
    };
    atExit(this.#remove);
  }

  /** Compiles a TypeScript file of the book or the reader; gives the JavaScript file. */
  async compile(shownAs: string, bytes?: Uint8Array): Promise<string> {
    const outfile = join(this.path, `program-${(this.#count += 1)}.mjs`);
    const file = resolve(this.#root, shownAs);
    await compile({ file, shownAs, ...(bytes ? { bytes } : {}) }, outfile);
    return outfile;
  }

  /** Removes it, and kills what programs that were tried here have left behind. */
  remove(): void {
    this.#remove();
    notAtExit(this.#remove);
  }
}

let trials = 0;

/** Folders of checks that were killed: their process is gone. */
function removeDead(folder: string): void {
  for (const name of namesIn(folder) ?? []) {
    if (!/^\d+-\d+$/.test(name) || isRunning(parseInt(name, 10))) continue;
    killStrays(name);
    rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** Starts a TypeScript file of the reader or the book on a fresh Node. */
export async function fileLauncher(
  folder: TrialFolder,
  { file, bytes }: { readonly file: string; readonly bytes?: Uint8Array },
): Promise<Launcher> {
  const compiled = await folder.compile(file, bytes);
  const command = [process.execPath, '--enable-source-maps', compiled] as const;
  return launcher(file, command, { cwd: folder.path, mark: folder.mark });
}

/** Starts any command; it stands where the reader does, since its words may name files there. */
export function commandLauncher(
  { mark }: TrialFolder,
  words: readonly [string, ...string[]],
): Launcher {
  return launcher(words.join(' '), words, { cwd: process.cwd(), mark });
}

function launcher(
  name: string,
  [file, ...fixed]: readonly [string, ...string[]],
  { cwd, mark }: { readonly cwd: string; readonly mark: string },
): Launcher {
  return {
    name,
    start: (args, env, deadlineMs) => {
      const options = { cwd, env: environment(mark, env), limitBytes: PRINTED_BYTES };
      return new Subject(new Program([file, ...fixed, ...args], options), deadlineMs);
    },
  };
}

/** Our own variables without those that a reader's program must not meet, and with the mark of a trial. */
export function environment(mark: string, env: Env): Readonly<Record<string, string | undefined>> {
  const hidden = Object.keys(process.env).filter((name) => KEPT_FROM_IT.test(name));
  return {
    ...Object.fromEntries(hidden.map((name) => [name, undefined])),
    ...AS_ON_A_TERMINAL,
    ...markOf(mark),
    ...env,
  };
}
