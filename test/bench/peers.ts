import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Program } from '../../tools/system/program.ts';
import type { BookFolder } from './book-folder.ts';
import type { GeneratedBook } from './generated-book.ts';
import type { Contender } from './race.ts';

export const isNowebHere = (process.env.PATH ?? '')
  .split(delimiter)
  .some((folder) => existsSync(join(folder, 'noweb')));

/** noweb on its form of the book, in one call: a file for each chapter, and all chapters in one file. */
export function runsOfNoweb(place: BookFolder, book: GeneratedBook): readonly Contender[] {
  place.write('nw', book.noweb);
  place.write('nw', new Map([['whole/book.nw', [...book.noweb.values()].join('\n')]]));
  const files = [...book.noweb.keys()].map((name) => `../nw/${name}`);
  return [
    runOfNoweb('noweb -t, file per chapter', files, place, book),
    runOfNoweb('noweb -t, one file', ['../nw/whole/book.nw'], place, book),
  ];
}

/** noweb makes no folders, so they are made before. */
function runOfNoweb(
  name: string,
  files: readonly string[],
  place: BookFolder,
  { expected }: GeneratedBook,
): Contender {
  return {
    name,
    command: ['noweb', '-t', ...files],
    cwd: join(place.path, 'noweb'),
    prepare: () => {
      place.remove('noweb');
      const folders = new Set([...expected.keys()].map((path) => dirname(path)));
      for (const folder of folders)
        mkdirSync(join(place.path, 'noweb', folder), { recursive: true });
    },
    inspect: () => place.expect('noweb'),
  };
}

/** Puts codedown into a folder and gives the address of its library; nothing where npm can't. */
export async function installCodedown(folder: string): Promise<string | undefined> {
  const words = ['--prefix', folder, '--no-audit', '--no-fund', 'codedown@3.3.0'];
  const { code, errors } = await new Program(['npm', 'install', ...words]).ended;
  if (code === 0) return pathToFileURL(join(folder, 'node_modules/codedown/lib/codedown.js')).href;
  console.log(`codedown can not be installed: ${errors}`);
  return undefined;
}

/** codedown knows no chunks: it gives the listings of each chapter one after the other. */
export function runOfCodedown(
  place: BookFolder,
  { listings }: GeneratedBook,
  library: string,
): Contender {
  return {
    ...place.script('codedown, one process', 'codedown-chapters.js', library, 'codedown'),
    prepare: () => place.remove('codedown'),
    inspect: () => place.expect('codedown', listings),
  };
}
