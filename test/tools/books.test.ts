import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, answers, removeFolder, type Tree, treeOf } from '../support/book.ts';

// Each folder in test/fixtures/books is a book. `says.txt` holds the words that `wirebook tangle` prints for
// it and its exit code, `expected/` what it then finds in code/. UPDATE_SAYS=1 writes both anew: read them.
const books = fileURLToPath(new URL('../fixtures/books', import.meta.url));
const names = readdirSync(books).sort();
const copies = mkdtempSync(join(tmpdir(), 'wirebook-books-'));
const before = new Map<string, Tree>();
const said = new Map<string, Answer>();

beforeAll(async () => {
  for (const name of names) {
    cpSync(join(books, name), join(copies, name), {
      recursive: true,
      filter: (path) => !['says.txt', 'expected'].some((own) => path === join(books, name, own)),
    });
    before.set(name, treeOf(join(copies, name)));
  }
  const calls = names.map((name) => ({ root: join(copies, name), words: ['tangle'] }));
  const found = await answers(calls);
  for (const [index, answer] of found.entries()) said.set(names[index] ?? '', answer);
});

afterAll(() => removeFolder(copies));

describe('tangle prints the exact words and writes the exact files of the book', () => {
  test.for(names)('%s', (name) => {
    const answer = said.get(name);
    if (!answer) throw new Error('the book was not tangled');
    const tree = treeOf(join(copies, name));
    const code = folderOf(tree, 'code');
    if (process.env.UPDATE_SAYS) update(name, answer, code);
    expect(`${answer.said}[exit ${answer.code}]\n`).toBe(readFileSync(says(name), 'utf8'));
    if (answer.code !== 0) return expect(tree).toEqual(before.get(name));
    const { '.manifest': manifest = '', ...files } = code;
    expect(files).toEqual(existsSync(expected(name)) ? treeOf(expected(name)) : {});
    expect(manifest).toBe(manifestOf(files));
    expect(chaptersOf(tree)).toEqual(chaptersOf(before.get(name) ?? {}));
  });
});

test('the books have expected files where they tangle, and nowhere else', () => {
  for (const name of names) {
    const makesFiles = readFileSync(says(name), 'utf8').includes('wrote code/');
    expect([name, existsSync(expected(name))]).toEqual([name, makesFiles]);
  }
});

function says(name: string): string {
  return join(books, name, 'says.txt');
}

function expected(name: string): string {
  return join(books, name, 'expected');
}

function folderOf(tree: Tree, folder: string): Tree {
  const inside = Object.entries(tree).filter(([path]) => path.startsWith(`${folder}/`));
  return Object.fromEntries(inside.map(([path, text]) => [path.slice(folder.length + 1), text]));
}

function chaptersOf(tree: Tree): Tree {
  return folderOf(tree, 'chapters');
}

function manifestOf(files: Tree): string {
  const lines = Object.entries(files)
    .filter(([path, text]) => !path.startsWith('.') && text !== '(a folder)')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]) => {
      return `${createHash('sha256').update(text, 'latin1').digest('hex')}  ${path}\n`;
    });
  return lines.join('');
}

function update(name: string, { said, code }: Answer, files: Tree): void {
  writeFileSync(says(name), `${said}[exit ${code}]\n`);
  removeFolder(expected(name));
  if (code !== 0 || Object.keys(files).length === 0) return;
  cpSync(join(copies, name, 'code'), expected(name), {
    recursive: true,
    filter: (path) => !path.endsWith('.manifest'),
  });
}
