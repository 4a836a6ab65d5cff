import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { readIfThere } from './disk.ts';

/** Where the system tells of no changes (a Windows folder seen from WSL), a look this often finds them. */
const LOOK_MS = 300;

/** Tells of each new content of a file, at once; an empty or missing file is one that is being written. */
export class FileWatch {
  readonly #path: string;
  readonly #tell: (bytes: Uint8Array) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #watcher: FSWatcher;
  #last: Buffer | undefined;

  constructor(path: string, tell: (bytes: Uint8Array) => void) {
    this.#path = path;
    this.#tell = tell;
    this.#watcher = watch(dirname(path), (_, name) => {
      if (name === null || name === basename(path)) this.look();
    });
    this.#timer = setInterval(() => this.look(), LOOK_MS);
    this.look();
  }

  /** Looks now. */
  look(): void {
    const bytes = Buffer.from(readIfThere(this.#path) ?? []);
    if (bytes.length === 0 || this.#last?.equals(bytes)) return;
    this.#last = bytes;
    this.#tell(bytes);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#watcher.close();
  }
}
