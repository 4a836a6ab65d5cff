import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hash } from '../base/hash.ts';
import { readIfThere } from './disk.ts';
import { toolState } from './tool-state.js';

/** What the last run of tangling knew when it ended well. */
export interface LastTangle {
  /** The hash of `code/.manifest`, which has those of the files. */
  readonly manifest: string;
  /** In the order of their names. */
  readonly chapters: readonly KnownChapter[];
  /** By path below the top folder: of chapters and code that were read, and found to be what is said here. */
  readonly stamps: Readonly<Record<string, string>>;
}

/** A chapter that was tangled, and its ties to others. */
export interface KnownChapter {
  readonly path: string;
  readonly hash: string;
  readonly names: readonly string[];
  readonly hasExercises: boolean;
  /** What it makes, with the chapters that it was tangled with where it is the first of them. */
  readonly used: { readonly lines: number; readonly characters: number };
}

/** A cache: it may be deleted at any time, and is good only for the state of the tool that has written it. */
const FILE = '.wirebook/last-tangle.json';

/** What was kept last, unless it was damaged since, or the tool is another. */
export function readLastTangle(root: string): LastTangle | undefined {
  const text = Buffer.from(readIfThere(join(root, FILE)) ?? []).toString();
  const end = text.indexOf('\n');
  const body = text.slice(end + 1);
  return end > 0 && text.slice(0, end) === sealOf(body) ? JSON.parse(body) : undefined;
}

/** Keeps it, where there is room and it is allowed. */
export function keepLastTangle(root: string, last: LastTangle): void {
  const body = JSON.stringify(last);
  const unfinished = join(root, `${FILE}.${process.pid}`);
  try {
    mkdirSync(dirname(unfinished), { recursive: true });
    writeFileSync(unfinished, `${sealOf(body)}\n${body}`);
    renameSync(unfinished, join(root, FILE));
  } catch {
    rmSync(unfinished, { force: true });
  }
}

/** So that neither another tool's nor half a cache is taken for one. */
function sealOf(body: string): string {
  return hash(`${toolState()}\n${body}`);
}
