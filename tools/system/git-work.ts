import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** A lock that is older than this was left by a Git that was killed, in milliseconds. */
const OLD_MS = 10_000;

/** Whether Git is about to change the files of a folder, in the middle of a checkout for one. */
export function isGitAtWork(folder: string): boolean {
  const git = gitFolder(folder);
  if (git === undefined) return false;
  const lock = statSync(join(git, 'index.lock'), { throwIfNoEntry: false });
  return lock !== undefined && Date.now() - lock.mtimeMs < OLD_MS;
}

/** The folder in which Git keeps the index of the working tree that a folder belongs to. */
function gitFolder(folder: string): string | undefined {
  const found = join(folder, '.git');
  if (!existsSync(found))
    return dirname(folder) === folder ? undefined : gitFolder(dirname(folder));
  if (statSync(found).isDirectory()) return found;
  const elsewhere = /^gitdir: (.+)$/m.exec(readFileSync(found, 'utf8'))?.[1];
  return elsewhere && resolve(folder, elsewhere);
}
