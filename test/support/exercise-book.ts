import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Book, type Owner } from './book.ts';

/** The small book of exercises from the fixtures, in a folder of its own. */
export function exerciseBook(owner: Owner): Book {
  return copyOf(owner, 'test/fixtures/exercises');
}

/** This book's chapters and checks, in a folder of its own, without anybody's answers. */
export function thisBook(owner: Owner): Book {
  const book = new Book(owner);
  for (const folder of ['chapters', 'test/exercises']) {
    cpSync(own(folder), book.path(folder), { recursive: true });
  }
  return book;
}

function copyOf(owner: Owner, folder: string): Book {
  const book = new Book(owner);
  cpSync(own(folder), book.root, { recursive: true });
  return book;
}

function own(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}
