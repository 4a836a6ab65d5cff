import { dirname, join, relative, resolve } from 'node:path';
import type { Plugin } from 'vitest/config';
import type { Book } from '../../tools/book/book.ts';
import { type TangledFile, textOf } from '../../tools/book/tangle.ts';
import { mapOf } from '../../tools/commands/chapter-maps.ts';
import { loadBook } from '../../tools/commands/load.ts';

/**
 * Lets failures in files of `code/` be told by the places of the chapters that they come from, with the chapters'
 * lines: a plug-in for vitest, which shows lines only of what it has loaded.
 */
export function chapterPositions(root: string): Plugin[] {
  let book: Book | undefined;
  return [
    {
      name: 'wirebook:chapter-maps',
      enforce: 'pre',
      transform(code, id) {
        const path = relative(join(root, 'code'), id);
        if (path.startsWith('..') || !path.endsWith('.ts')) return undefined;
        const isIt = (file: TangledFile) => file.path === path && textOf(file) === code;
        if (!book?.tangled.files.some(isIt)) book = loadBook(root); // the chapters may have changed since
        const file = book.tangled.files.find(isIt);
        return file && { code, map: mapOf(root, file) };
      },
    },
    {
      name: 'wirebook:chapter-lines',
      enforce: 'post',
      load: (id) => (/[/\\]chapters[/\\].*\.md$/.test(id) ? 'export {}' : undefined),
      async transform(_code, id) {
        const { environment } = this;
        const isCode = !relative(join(root, 'code'), id).startsWith('..');
        if (!isCode || !('transformRequest' in environment)) return;
        for (const source of this.getCombinedSourcemap().sources) {
          if (!source.endsWith('.md')) continue;
          const chapter = resolve(dirname(id), source);
          this.addWatchFile(chapter);
          await environment.transformRequest(chapter);
        }
      },
    },
  ];
}
