import { join } from 'node:path';
import { type Entry, readTree } from './tree.ts';
import { fileSystemTime, isOld, type Stamp, stampOf } from './stamps.ts';

/** Remembers the files of a folder, and reads only those again that may have changed since. */
export class KnownFiles {
  readonly #folder: string;
  readonly #probe: string;
  #known: ReadonlyMap<string, Known> = new Map();

  /** `probe` is the path of a file that isn't there, on the same file system. */
  constructor(folder: string, probe: string) {
    [this.#folder, this.#probe] = [folder, probe];
  }

  /** All that lies in the folder, as `readTree` gives it. */
  read(): readonly Entry[] {
    const now = fileSystemTime(this.#probe);
    const [before, after] = [this.#known, new Map<string, Known>()];
    const stamps = new Map<string, Stamp>();
    const isKnown = (path: string) => {
      const stamp = stampOf(join(this.#folder, path)); // before it is read
      if (stamp) stamps.set(path, stamp);
      return stamp !== undefined && before.get(path)?.stamp === stamp.text;
    };
    const entries = readTree(this.#folder, isKnown).map((entry) => {
      const { path, bytes = before.get(path)?.bytes } = entry;
      const stamp = stamps.get(path);
      if (!stamp || !bytes) return entry;
      const isSure = now !== undefined && isOld(stamp, now);
      if (isSure) after.set(path, { stamp: stamp.text, bytes });
      return { ...entry, bytes };
    });
    this.#known = after;
    return entries;
  }
}

interface Known {
  readonly stamp: string;
  readonly bytes: Uint8Array;
}
