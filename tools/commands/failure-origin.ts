import { join } from 'node:path';
import type { Place } from '../base/place.ts';
import { decode } from '../base/text-file.ts';
import type { Book } from '../book/book.ts';
import { frameAt } from '../book/chapter.ts';
import { type Origin, originOf } from '../book/origin.ts';
import { textOf } from '../book/tangle.ts';
import { readIfThere } from '../system/disk.ts';

/**
 * Where a failure of tests came about: the first place of its trace that lies in a chapter, in what is tangled
 * from one, or in a file of the tests themselves.
 */
export function failureOrigin(
  root: string,
  book: Book,
  tests: readonly string[],
  trace: readonly Place[],
): Origin | undefined {
  for (const place of trace) {
    const origin =
      originInChapter(book, place) ??
      originInCode(root, book, place) ??
      (tests.includes(place.file) ? originOnDisk(root, place) : undefined);
    if (origin) return origin;
  }
  return undefined;
}

/** A place with the line that stands there in a file of the book. */
export function originOnDisk(root: string, place: Place): Origin | undefined {
  const text = textOnDisk(root, place.file);
  if (text === undefined) return undefined;
  return { place, frame: text.split(/\r\n?|\n/)[place.line - 1] ?? '' };
}

function originInChapter({ chapters }: Book, place: Place): Origin | undefined {
  const chapter = chapters.find(({ path }) => path === place.file);
  return chapter && { place, frame: frameAt(chapter, place) };
}

/** A file that was edited by hand has lines of its own. */
function originInCode(root: string, { tangled }: Book, place: Place): Origin | undefined {
  const file = tangled.files.find(({ path }) => `code/${path}` === place.file);
  return file && textOnDisk(root, place.file) === textOf(file) ? originOf(file, place) : undefined;
}

function textOnDisk(root: string, path: string): string | undefined {
  const bytes = readIfThere(join(root, path));
  return bytes && decode(bytes);
}
