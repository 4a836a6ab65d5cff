import { type FSWatcher, watch } from 'node:fs';
import { basename } from 'node:path';
import { codeOf } from './disk-problem.ts';

/** For so long nothing more may happen before a burst of events counts as over, in milliseconds. */
const QUIET_MS = 8;
/** Where the system tells of no changes (a Windows folder seen from WSL), a look this often finds them. */
const LOOK_MS = 1000;

/** Tells, once for a whole burst, that something may have happened in some folders. */
export class FolderWatch {
  readonly #tell: () => void;
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #looks: NodeJS.Timeout;
  #quiet: NodeJS.Timeout | undefined;

  constructor(tell: () => void) {
    this.#tell = tell;
    this.#looks = setInterval(() => this.#tell(), LOOK_MS);
  }

  /** Watches these folders, as far as they are there, and no others; not what lies in folders below them. */
  follow(folders: readonly string[]): void {
    for (const [folder, watcher] of this.#watchers) {
      if (!folders.includes(folder)) this.#forget(folder, watcher);
    }
    for (const folder of folders) if (!this.#watchers.has(folder)) this.#begin(folder);
  }

  /** Tells once more, soon. */
  later(milliseconds: number): void {
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(this.#tell, milliseconds);
  }

  close(): void {
    clearInterval(this.#looks);
    clearTimeout(this.#quiet);
    for (const [folder, watcher] of this.#watchers) this.#forget(folder, watcher);
  }

  #begin(folder: string): void {
    try {
      const watcher = watch(folder, (_, name) => {
        // Its own name, not that of something in it: it was moved or removed, and may be made anew.
        if (name === basename(folder)) this.#forget(folder, watcher);
        this.later(QUIET_MS);
      });
      watcher.on('error', () => this.#forget(folder, watcher)); // the folder was taken away
      this.#watchers.set(folder, watcher);
    } catch (error) {
      if (!['ENOENT', 'ENOTDIR', 'EPERM'].includes(codeOf(error) ?? '')) throw error;
    }
  }

  #forget(folder: string, watcher: FSWatcher): void {
    watcher.close();
    if (this.#watchers.get(folder) === watcher) this.#watchers.delete(folder);
  }
}
