import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Book, type Owner } from './book.ts';

/** The small book of exercises from the fixtures, in a folder of its own. */
export function exerciseBook(owner: Owner): Book {
  return copyOf(owner, 'test/fixtures/exercises');
}

/** The small book on sundials from the fixtures, in Python, shell, HTML, CSS and JSON, in a folder of its own. */
export function secondBook(owner: Owner): Book {
  return copyOf(owner, 'test/fixtures/second-book', ['chapters', 'test']);
}

/** This book's chapters and checks, in a folder of its own, without anybody's answers. */
export function thisBook(owner: Owner): Book {
  return copyOf(owner, '.', ['chapters', 'test/exercises']);
}

function copyOf(owner: Owner, top: string, folders: readonly string[] = ['']): Book {
  const book = new Book(owner);
  for (const folder of folders) {
    cpSync(join(own(top), folder), book.path(folder), { recursive: true });
  }
  return book;
}

function own(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}
