import { dirname, join, relative, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { transformWithOxc } from 'vite';
import type { Plugin } from 'vitest/config';
import { showPlace } from '../../tools/base/place.ts';
import type { Book } from '../../tools/book/book.ts';
import { originOf } from '../../tools/book/origin.ts';
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
      async transform(code, id) {
        const path = relative(join(root, 'code'), id);
        if (path.startsWith('..') || !path.endsWith('.ts')) return undefined;
        const isIt = (file: TangledFile) => file.path === path && textOf(file) === code;
        if (!book?.tangled.files.some(isIt)) book = loadBook(root); // the chapters may have changed since
        const file = book.tangled.files.find(isIt);
        if (!file) return undefined;
        await compiled(root, file, id);
        return { code, map: mapOf(root, file) };
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

/** Throws what keeps a file from being compiled, told by its place in the chapter: vite would tell that of the file. */
async function compiled(root: string, file: TangledFile, id: string): Promise<void> {
  try {
    await transformWithOxc(textOf(file), id);
  } catch (error) {
    const said = error instanceof Error ? stripVTControlCharacters(error.message) : '';
    const [, fault, line, column] = /_ERROR\] (.*)\n *╭─\[ .*:(\d+):(\d+) \]/.exec(said) ?? [];
    if (!fault) throw error;
    const { place } = originOf(file, { line: Number(line), column: Number(column) });
    const told = new SyntaxError(fault);
    told.stack = `SyntaxError: ${fault}\n    at ${join(root, showPlace(place))}`;
    throw told;
  }
}
