import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Change } from '../base/change.ts';
import { foldersAbove } from '../base/folders-above.ts';
import { ProblemsFound } from '../base/problem.ts';
import { changedMeanwhile, codeOf, ifThere, readable, unwritable } from './disk-problem.ts';
import { isRunning } from './process-group.ts';
import { readTree } from './tree.ts';

/** The bytes of a file, or nothing where there is no such file. Throws ProblemsFound where it can't be read. */
export function readIfThere(path: string): Uint8Array | undefined {
  return ifThere(() => readWhole(path));
}

/** The names in a folder, sorted, or nothing where there is no such folder. */
export function namesIn(folder: string): readonly string[] | undefined {
  return ifThere(() => readable(folder, () => readdirSync(folder).sort()));
}

/** Makes a folder and those above it, where they aren't there. Throws ProblemsFound where that can't be. */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw unwritable(folder, error);
  }
}

/** Whether what stands at a path now may go, although it isn't what stood there. */
export type MayGo = (path: string, now: Uint8Array | undefined) => boolean;

/**
 * Carries out changes below `root` in their order. Each file is whole at every moment: all new texts are
 * written beside their targets first, and only when all of them are there does the first take its place.
 * Throws ProblemsFound where a file can't be written or isn't what it was; then nothing has changed, or,
 * where that came about while others took their places, nothing from there on.
 */
export function applyChanges(
  root: string,
  changes: readonly Change[],
  mayGo: MayGo = () => false,
): void {
  const staged: Staged[] = [];
  for (const [index, change] of changes.entries()) {
    try {
      stage(root, change, index, staged);
    } catch (error) {
      clear(staged);
      throw unwritable(change.path, error);
    }
  }
  const changed = staged.find(({ change }) => change.was && isOther(root, change, mayGo));
  if (changed) {
    clear(staged);
    throw changedMeanwhile(changed.change.path, 'Nothing was written.');
  }
  for (const { change, temporary } of staged) {
    try {
      if (isOther(root, change, mayGo)) throw changedMeanwhile(change.path, 'It was left alone.');
      settle(root, change, temporary);
    } catch (error) {
      for (const { temporary } of staged) if (temporary) rmSync(temporary, { force: true });
      throw unwritable(change.path, error);
    }
  }
}

/**
 * Keeps a copy of what is about to be replaced, below `.wirebook/FOLDER/`, under a name that nothing has yet.
 * Gives its path below `root`.
 */
export function keepCopy(root: string, folder: string, path: string, bytes: Uint8Array): string {
  const place = `.wirebook/${folder}`;
  const isFolder = (path: string) => ifThere(() => lstatSync(join(root, path)).isDirectory());
  const isBlocked = foldersAbove(`${place}/${path}`).some((above) => isFolder(above) === false);
  const base = `${place}/${isBlocked ? path.replaceAll('/', '+') : path}`;
  const name = (count: number) => `${base}${count === 0 ? '' : `.${count}`}`;
  let count = 0;
  while (isFolder(name(count)) !== undefined) count += 1;
  applyChanges(root, [{ kind: 'write', path: name(count), text: bytes }]);
  return name(count);
}

/**
 * Removes what a run that was killed left beside the files it was about to replace. `hidden` are the paths in the
 * folder that begin with a dot, for those who know them.
 */
export function removeLeftovers(folder: string, hidden = hiddenIn(folder)): void {
  for (const path of hidden) {
    const pid = TEMPORARY.exec(basename(path))?.groups?.pid;
    if (pid && !isAnothers(Number(pid))) rmSync(join(folder, path), { force: true });
  }
}

function hiddenIn(folder: string): readonly string[] {
  const hidden: string[] = [];
  readTree(
    folder,
    () => true,
    (path) => hidden.push(path),
  );
  return hidden;
}

/** Whether something else stands there than what the change is to take the place of. */
function isOther(root: string, change: Change, mayGo: MayGo): boolean {
  if (change.was === undefined) return false;
  const path = join(root, change.path);
  const found = ifThere(() => lstatSync(path, { throwIfNoEntry: false })); // an error would take longer
  const now = found && readIfThere(path);
  const isSame = now && change.was ? Buffer.from(now).equals(change.was) : !now && !change.was;
  return !isSame && !mayGo(change.path, now);
}

interface Staged {
  readonly change: Change;
  readonly temporary?: string;
  /** The topmost folder that had to be made for it. */
  readonly newFolder?: string | undefined;
}

const TEMPORARY = /^\.(?<pid>\d+)-\d+-.+\.new$/;

function stage(root: string, change: Change, index: number, staged: Staged[]): void {
  if (change.kind === 'remove') {
    staged.push({ change });
    return;
  }
  const target = join(root, change.path);
  const newFolder = mkdirSync(dirname(target), { recursive: true });
  const temporary = join(dirname(target), `.${process.pid}-${index}-${basename(target)}.new`);
  staged.push({ change, temporary, newFolder });
  rmSync(temporary, { force: true }); // of a run that was killed and had this process's number
  writeNew(temporary, change.text);
  const mode = ifThere(() => statSync(target).mode);
  if (mode !== undefined) chmodSync(temporary, mode & 0o777);
}

/** Writes a file that isn't there, in a folder that another run may just have found empty and taken away. */
function writeNew(path: string, text: string | Uint8Array): void {
  try {
    writeFileSync(path, text, { flag: 'wx' });
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { flag: 'wx' });
  }
}

function clear(staged: readonly Staged[]): void {
  for (const { temporary, newFolder } of [...staged].reverse()) {
    if (temporary) rmSync(temporary, { force: true });
    if (temporary && newFolder) removeEmptyFolders(dirname(temporary), dirname(newFolder));
  }
}

function settle(root: string, change: Change, temporary: string | undefined): void {
  const target = join(root, change.path);
  if (temporary) return renameSync(temporary, target);
  rmSync(target, { force: true });
  removeEmptyFolders(dirname(target), join(root, dirname(change.path).replace(/\/.*/, '')));
}

/** Removes a folder and those above it as long as they are empty; `last`, above them all, stays. */
function removeEmptyFolders(folder: string, last: string): void {
  for (let path = folder; path.length > last.length; path = dirname(path)) {
    try {
      rmdirSync(path);
    } catch (error) {
      if (['ENOTEMPTY', 'EEXIST'].includes(codeOf(error) ?? '')) return;
      if (codeOf(error) !== 'ENOENT') throw error; // another run was quicker
    }
  }
}

function readWhole(path: string): Uint8Array {
  return readable(path, () => {
    if (statSync(path).isFile()) return readFileSync(path);
    throw new ProblemsFound({
      code: 'unreadable-file',
      message: `can't read ${path}: it is no ordinary file`,
      advice: 'Move it away, or put a file in its place.',
    });
  });
}

/** Whether another process has this number; in a container a run often has the number of the last one. */
function isAnothers(pid: number): boolean {
  return pid !== process.pid && isRunning(pid);
}
