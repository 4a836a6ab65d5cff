import { join, relative, resolve } from 'node:path';
import { hash } from '../base/hash.ts';
import { type Place, showPlace } from '../base/place.ts';
import { type Problem, ProblemsFound, WrongUse } from '../base/problem.ts';
import { textFile } from '../base/text-file.ts';
import type { Book } from '../book/book.ts';
import { type Chapter, frameAt } from '../book/chapter.ts';
import { type Hunk, hunksBetween } from '../book/difference.ts';
import { readManifest } from '../book/manifest.ts';
import { closestTo } from '../book/nearest.ts';
import { type TangledFile, textOf } from '../book/tangle.ts';
import { goalsOf, originOfLine } from '../book/where.ts';
import { readIfThere } from '../system/disk.ts';
import { codeIsStale } from './code-problems.ts';
import { loadBook } from './load.ts';
import { readManifestText } from './write-code.ts';

const USE = 'Say a line: npx wirebook where code/04-…/server.ts:12, or where chapters/04-….md:40.';

/** Says where a line of `code/` comes from, or where a line of a chapter went. */
export function whereCommand(root: string, word: string | undefined): readonly string[] {
  const { file, line, column } = readPosition(root, word);
  const book = loadBook(root);
  if (file.startsWith('code/')) return tellOrigin(root, book, file, line, column);
  const chapter = book.chapters.find(({ path }) => path === file);
  if (!chapter) throw new WrongUse(`no chapter ${file}`, closestTo(file, pathsOf(book), USE));
  const places = goalsOf(book.tangled, { file, line, column });
  if (places.length > 0) return places.map((place) => showPlace(onDisk(root, book, place)));
  const place = { file, line, column };
  throw new ProblemsFound(line > chapter.lines.length ? noLine(place) : nowhere(chapter, place));
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

function tellOrigin(root: string, book: Book, path: string, line: number, column: number) {
  const file = book.tangled.files.find((file) => `code/${file.path}` === path);
  if (!file) {
    const known = book.tangled.files.map((file) => `code/${file.path}`);
    throw new WrongUse(`no chapter makes ${path}`, closestTo(path, known, USE));
  }
  const edits = editsOf(root, file);
  if (isEdited(edits, line)) throw new ProblemsFound(editedLine({ file: path, line, column: 1 }));
  const found = originOfLine(file, lineBefore(edits, line), column);
  if (!found) throw new ProblemsFound(noLine({ file: path, line, column: 1 }));
  const { place, frame, path: names } = found;
  return [showPlace(place), `  ${place.line} | ${frame}`, `  ${names.join(' → ')}`];
}

/** Where a place of a tangled file lies in the file on the disk, into which somebody may have put lines. */
function onDisk(root: string, { tangled }: Book, place: Place): Place {
  const file = tangled.files.find(({ path }) => `code/${path}` === place.file);
  if (!file) return place;
  const edits = editsOf(root, file).filter(({ end }) => end < place.line);
  const by = edits.reduce((sum, { start, end, lines }) => sum + lines.length - (end - start), 0);
  return { ...place, line: place.line + by };
}

/** What was done to a tangled file by hand. Throws ProblemsFound where it is none any more, or an older one. */
function editsOf(root: string, file: TangledFile): readonly Hunk[] {
  const place = { file: `code/${file.path}`, line: 1, column: 1 };
  const bytes = readIfThere(join(root, place.file));
  const text = textOf(file);
  if (!bytes || Buffer.from(text).equals(bytes)) return [];
  const hashes = readManifest(readManifestText(root)).manifest.get(file.path);
  if (hashes?.has(hash(bytes))) throw new ProblemsFound(codeIsStale(place));
  return hunksBetween(linesOf(text), linesOf(textFile(place.file, bytes).lines.join('\n')));
}

function isEdited(edits: readonly Hunk[], line: number): boolean {
  return edits.some(({ to, lines }) => line > to && line <= to + lines.length);
}

/** Which line of the tangled file a line of the edited one was. */
function lineBefore(edits: readonly Hunk[], line: number): number {
  const before = edits.filter(({ to, lines }) => to + lines.length < line);
  return before.reduce((sum, { start, end, lines }) => sum + end - start - lines.length, line);
}

function linesOf(text: string): readonly string[] {
  return text.replace(/\n$/, '').split('\n');
}

function nowhere(chapter: Chapter, place: Place): Problem {
  const isFence = chapter.blocks.some(
    ({ place: { line }, lines }) => place.line === line || place.line === line + lines.length + 1,
  );
  return {
    code: 'line-goes-nowhere',
    message: 'this line goes nowhere: it stands in no listing that is tangled',
    place,
    frame: frameAt(chapter, place),
    advice: isFence
      ? 'This is a fence: name a line between the two.'
      : 'Name a line of a listing with file=, a chunk, a variant or an exercise.',
  };
}

function editedLine(place: Place): Problem {
  const message = 'this line was edited by hand';
  return {
    code: 'edited-by-hand',
    message,
    place,
    advice: 'Bring it into the chapters: npx wirebook stitch.',
  };
}

function noLine(place: Place): Problem {
  return {
    code: 'no-such-line',
    message: 'the file has no such line',
    place,
    advice: 'Name one that it has.',
  };
}
