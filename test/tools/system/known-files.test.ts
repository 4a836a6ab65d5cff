import { mkdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Entry, readTree } from '../../../tools/system/tree.ts';
import { KnownFiles } from '../../../tools/system/known-files.ts';
import { Book, type Owner } from '../../support/book.ts';
import { untilStampsAreOld } from '../../support/old-stamps.ts';

const FILE = 'code/a/one.ts';

/** A folder that was read when the stamps of its files could be trusted. */
async function knownFolder(context: Owner) {
  const book = new Book(context, { [FILE]: 'first', 'code/b.ts': 'second' });
  const known = new KnownFiles(book.path('code'), book.path('probe'));
  await untilStampsAreOld(book.path('probe'));
  return { book, known, before: known.read() };
}

test('files that are what they were are given without being read again', async (context) => {
  const { book, known, before } = await knownFolder(context);
  const after = known.read();
  expect(after).toEqual(readTree(book.path('code')));
  expect(bytesOf(before)).toHaveLength(2);
  for (const [index, bytes] of bytesOf(after).entries()) expect(bytes).toBe(bytesOf(before)[index]);
});

test.for([
  ['written anew', (path: string) => writeFileSync(path, 'other text')],
  ['written anew in its size, with its time put back', writeUnseen],
  ['replaced by another', replace],
  ['gone', (path: string) => rmSync(path)],
  ['a folder now', makeFolder],
] as const)('a file is told as it is when it is %s', async ([, change], context) => {
  const { book, known } = await knownFolder(context);
  change(book.path(FILE));
  const now = readTree(book.path('code'));
  expect([known.read(), known.read()]).toEqual([now, now]);
});

test('of a file that was written a moment ago no stamp is trusted', async (context) => {
  const { book, known } = await knownFolder(context);
  book.write(FILE, 'other');
  const [once, again] = [known.read(), known.read()];
  expect(again).toEqual(once);
  expect(bytesOf(again)[0]).not.toBe(bytesOf(once)[0]);
});

function bytesOf(entries: readonly Entry[]): readonly Uint8Array[] {
  return entries.flatMap(({ bytes }) => bytes ?? []);
}

function writeUnseen(path: string): void {
  const { atime, mtime } = statSync(path);
  writeFileSync(path, 'FIRST');
  utimesSync(path, atime, mtime);
}

function replace(path: string): void {
  writeFileSync(`${path}.new`, 'FIRST');
  renameSync(`${path}.new`, path);
}

function makeFolder(path: string): void {
  rmSync(path);
  mkdirSync(path);
}
