import { hash, randomBytes } from 'node:crypto';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** A new seed: four hexadecimal digits, short enough to be typed again. */
export function newSeed(): string {
  return randomBytes(2).toString('hex');
}

/** Test data that nobody can know beforehand, and that the same seed gives again. */
export class Random {
  readonly #seed: string;
  #count = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** A whole number from `least` to `most`, both included. */
  integer(least: number, most: number): number {
    const digest = hash('sha256', `${this.#seed} ${this.#count}`, 'buffer');
    this.#count += 1;
    return least + (digest.readUInt32BE(0) % (most - least + 1));
  }

  /** Chance of its own: however often it is asked, what comes from this one stays the same. */
  apart(name: string): Random {
    return new Random(`${this.#seed} ${name}`);
  }

  /** A word of small letters. */
  word(length = 8): string {
    return Array.from({ length }, () => this.pick([...LETTERS])).join('');
  }

  pick<T>(things: readonly [T, ...T[]] | readonly T[]): T {
    const thing = things[this.integer(0, things.length - 1)];
    if (thing === undefined) throw new RangeError('nothing to pick from');
    return thing;
  }
}
