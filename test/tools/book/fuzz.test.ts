import fc from 'fast-check';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Change } from '../../../tools/base/change.ts';
import type { Problem } from '../../../tools/base/problem.ts';
import { decode } from '../../../tools/base/text-file.ts';
import { type ChapterFile, readBook } from '../../../tools/book/book.ts';
import { planCode } from '../../../tools/book/code-plan.ts';
import { MANIFEST } from '../../../tools/book/manifest.ts';
import { textOf } from '../../../tools/book/tangle.ts';
import { applyChanges, readIfThere } from '../../../tools/system/disk.ts';
import { readTree } from '../../../tools/system/tree.ts';
import { Book, removeFolder, type Tree } from '../../support/book.ts';
import { CASES } from '../../support/cases.ts';
import { hostileBook, hostileEntries, hostileManifest } from '../../support/hostile-book.ts';

// What throws is red by itself: on this path nothing does but the reading of a text, which `readBook` catches.
describe('chapters of any bytes', () => {
  test('are read, and each problem has its words and a place in the book', () => {
    let sound = 0;
    fc.assert(
      fc.property(hostileBook, (chapters) => {
        const { problems } = readBook(chapters);
        for (const problem of problems) expect(faultOf(problem, chapters)).toBe('');
        if (problems.length === 0) sound += 1;
      }),
      { numRuns: CASES },
    );
    expect(sound).toBeGreaterThan(CASES / 20);
  });

  test('are read the second time as the first', () => {
    fc.assert(
      fc.property(hostileBook, (chapters) => {
        const [first, second] = [readBook(chapters), readBook(chapters)];
        expect(second.problems).toEqual(first.problems);
        expect(second.tangled.files.map(textOf)).toEqual(first.tangled.files.map(textOf));
      }),
      { numRuns: CASES / 5 },
    );
  });

  test('plan whole texts in code/ alone, whatever lies there', () => {
    let planned = 0;
    fc.assert(
      fc.property(hostileBook, fc.gen(), (chapters, any) => {
        const files = filesOf(chapters);
        if (!files) return;
        const plan = planCode(files, any(hostileEntries, files), any(hostileManifest, files));
        for (const change of plan.changes)
          expect([change.path, changeFault(change)]).toEqual([change.path, '']);
        planned += plan.changes.length;
      }),
      { numRuns: CASES },
    );
    expect(planned).toBeGreaterThan(CASES / 20);
  });

  test('change nothing outside code/ when one after the other is written there', (context) => {
    const texts = { 'notes.txt': 'untouched', 'book/notes.txt': 'untouched' };
    const outside = new Book(context, texts);
    const [root, code] = [outside.path('book'), outside.path('book/code')];
    let written = 0;
    fc.assert(
      fc.property(hostileBook, (chapters) => {
        const files = filesOf(chapters);
        if (!files) return;
        const manifest = Buffer.from(readIfThere(join(root, MANIFEST)) ?? []).toString();
        const { changes, edits, problems } = planCode(files, readTree(code), manifest);
        expect(edits).toEqual([]);
        if (problems.length > 0) return removeFolder(code); // a file where a folder must be: there tangle stops
        applyChanges(root, changes);
        expect(outsideCode(outside)).toEqual({ ...texts, book: '(a folder)' });
        expect(filesIn(code)).toEqual(new Map([...files].sort()));
        written += changes.length;
      }),
      { numRuns: CASES / 5 },
    );
    expect(written).toBeGreaterThan(CASES / 100);
  });
});

/** What is wrong with a problem, or nothing. */
function faultOf({ message, advice, place }: Problem, chapters: readonly ChapterFile[]): string {
  if (message === '' || advice === '') return 'no words';
  if (!place) return '';
  const chapter = chapters.find(({ path }) => path === place.file);
  if (!chapter) return `no chapter ${place.file}`;
  const line = linesOf(chapter)[place.line - 1];
  const isInside = line !== undefined && place.column >= 1 && place.column <= line.length + 1;
  return isInside ? '' : `${message}: ${place.line}:${place.column} is not in the chapter`;
}

function linesOf({ bytes }: ChapterFile): readonly string[] {
  return (decode(bytes) ?? Buffer.from(bytes).toString()).split(/\r\n?|\n/);
}

/** What a sound book makes, as `tangle` gives it to the plan. */
function filesOf(chapters: readonly ChapterFile[]): ReadonlyMap<string, string> | undefined {
  const { problems, tangled } = readBook(chapters);
  if (problems.length > 0) return undefined;
  return new Map(tangled.files.map((file) => [file.path, textOf(file)]));
}

/** What is wrong with a change, or nothing. */
function changeFault(change: Change): string {
  const isInside = /^code\/[^/]/.test(change.path) && posix.normalize(change.path) === change.path;
  if (!isInside) return 'leads elsewhere';
  if (change.kind === 'remove' || change.path === MANIFEST) return '';
  return /(?:^|[^\n])\n$/.test(String(change.text)) ? '' : 'does not end in one newline';
}

function outsideCode(book: Book): Tree {
  const inCode = (path: string) => path === 'book/code' || path.startsWith('book/code/');
  return Object.fromEntries(Object.entries(book.tree()).filter(([path]) => !inCode(path)));
}

function filesIn(folder: string): ReadonlyMap<string, string> {
  return new Map(
    readTree(folder).flatMap(({ path, bytes }) =>
      bytes ? [[path, Buffer.from(bytes).toString()] as const] : [],
    ),
  );
}
