import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readIfThere } from './disk.ts';

export const JOURNAL = '.wirebook/journal.jsonl';

/** The text of the journal; empty where there is none yet. */
export function readJournalFile(root: string): string {
  return Buffer.from(readIfThere(join(root, JOURNAL)) ?? []).toString();
}

/**
 * Adds lines, each with its end. They are added in one write behind all that is there, so two commands at
 * once lose nothing; a line that was cut off before stays by itself. Throws what the disk says.
 */
export function appendLines(root: string, lines: readonly string[]): void {
  const path = join(root, JOURNAL);
  mkdirSync(dirname(path), { recursive: true });
  const before = readJournalFile(root);
  const gap = before === '' || before.endsWith('\n') ? '' : '\n';
  appendFileSync(path, `${gap}${lines.join('')}`);
}
