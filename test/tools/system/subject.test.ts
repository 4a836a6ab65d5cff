import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Ending, Program } from '../../../tools/system/program.ts';
import { Subject } from '../../../tools/system/subject.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Stands for a program that prints when the test wants it to. */
class Printer {
  readonly pid = process.pid;
  readonly ended = new Promise<Ending>(() => {});
  printedBytes = 0;
  ending: Ending | undefined;
  #look = () => {};

  watch(look: () => void): void {
    this.#look = look;
  }

  print(bytes: number): void {
    this.printedBytes += bytes;
    this.#look();
  }

  end(): void {
    this.ending = { code: 0, output: '', errors: '' };
    this.#look();
  }
}

test('whoever waits looks at each new piece, of a flood at the larger ones, and at the rest soon', async () => {
  const printer = new Printer();
  const subject = new Subject(printer as unknown as Program, 1_000_000);
  const seen: number[] = [];
  const look = () => void seen.push(printer.printedBytes);
  void subject.until(look);
  for (let count = 0; count < 8; count += 1) printer.print(100);
  expect(seen).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800]);

  for (let count = 0; count < 10_000; count += 1) printer.print(100);
  expect(seen.length).toBeLessThan(120);
  expect(seen.at(-1)).toBeLessThan(printer.printedBytes);
  await vi.advanceTimersByTimeAsync(20);
  expect(seen.at(-1)).toBe(printer.printedBytes);

  const before = seen.length;
  printer.print(1);
  printer.end();
  expect(seen.length).toBe(before + 1);
  await vi.advanceTimersByTimeAsync(20);
  expect(seen.length).toBe(before + 1);
});
