import { join, relative, resolve } from 'node:path';
import { showPlace } from '../base/place.ts';
import { type Problem, ProblemsFound, WrongUse } from '../base/problem.ts';
import { decode } from '../base/text-file.ts';
import type { Book } from '../book/book.ts';
import { hunksBetween } from '../book/difference.ts';
import { closestTo } from '../book/nearest.ts';
import { type TangledFile, textOf } from '../book/tangle.ts';
import { goalsOf, originOfLine } from '../book/where.ts';
import { readIfThere } from '../system/disk.ts';
import { loadBook } from './load.ts';

const USE = 'Say a line: npx wirebook where code/04-…/server.ts:12, or where chapters/04-….md:40.';

/** Says where a line of `code/` comes from, or where a line of a chapter went. */
export function whereCommand(root: string, word: string | undefined): readonly string[] {
  const { file, line, column } = readPosition(root, word);
  const book = loadBook(root);
  if (file.startsWith('code/')) return tellOrigin(root, book, file, line, column);
  const chapter = book.chapters.find(({ path }) => path === file);
  if (!chapter) throw new WrongUse(`no chapter ${file}`, closestTo(file, pathsOf(book), USE));
  const places = goalsOf(book.tangled, { file, line, column });
  if (places.length > 0) return places.map(showPlace);
  throw new ProblemsFound({
    code: 'line-goes-nowhere',
    message: 'this line goes nowhere: it stands in no listing that is tangled',
    place: { file, line, column },
    frame: chapter.lines[line - 1] ?? '',
    advice: 'Name a line of a listing with file=, a chunk, a variant or an exercise.',
  });
}

function readPosition(root: string, word = '') {
  const [, path, line, column] = /^(.+?):(\d+)(?::(\d+))?$/.exec(word) ?? [];
  if (!path || Number(line) === 0) throw new WrongUse(`${word || 'nothing'} names no line`, USE);
  const file = relative(root, resolve(root, path)).replaceAll('\\', '/');
  return { file, line: Number(line), column: Number(column ?? 1) };
}

function pathsOf({ chapters }: Book): readonly string[] {
  return chapters.map(({ path }) => path);
}

function tellOrigin(root: string, { tangled }: Book, path: string, line: number, column: number) {
  const file = tangled.files.find((file) => `code/${file.path}` === path);
  if (!file) {
    const known = tangled.files.map((file) => `code/${file.path}`);
    throw new WrongUse(`no chapter makes ${path}`, closestTo(path, known, USE));
  }
  const tangledLine = unedited(root, file, line);
  const found = tangledLine === undefined ? undefined : originOfLine(file, tangledLine, column);
  if (!found) throw new ProblemsFound(nobodys(path, line, tangledLine === undefined));
  const { place, frame, path: names } = found;
  return [showPlace(place), `  ${place.line} | ${frame}`, `  ${names.join(' → ')}`];
}

/** The line of the tangled text that a line of the file on the disk is, if nobody has edited it. */
function unedited(root: string, file: TangledFile, line: number): number | undefined {
  const mine = decode(readIfThere(join(root, 'code', file.path)) ?? Buffer.from(textOf(file)));
  const hunks = hunksBetween(textOf(file).split('\n'), (mine ?? '').split('\n'));
  let shift = 0;
  for (const { start, end, lines, to } of hunks) {
    if (line - 1 < to) break;
    if (line - 1 < to + lines.length) return undefined;
    shift = end - start - lines.length + shift;
  }
  return line + shift;
}

function nobodys(file: string, line: number, isEdited: boolean): Problem {
  return {
    code: isEdited ? 'edited-by-hand' : 'no-such-line',
    message: isEdited ? 'this line was edited by hand' : 'the file has no such line',
    place: { file, line, column: 1 },
    advice: isEdited ? 'Bring it into the chapters: npx wirebook stitch.' : 'Name one that it has.',
  };
}
