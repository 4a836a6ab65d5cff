// What is wrong where esbuild refuses a listing; loaded only then.
import { SourceMap } from 'node:module';
import { dirname, resolve } from 'node:path';

/** The first of esbuild's `errors` in the file `path`, told as Node tells of an error: where `map` leads from there. */
export function syntaxError([{ text, location }], path, map) {
  const error = new SyntaxError(text);
  error.stack = `SyntaxError: ${text}\n    at ${placeOf(location, path, map)}`;
  return error;
}

function placeOf(location, path, map) {
  if (!location) return path;
  const { line, column } = positionOf(location);
  const entry = map ? new SourceMap(map).findEntry(line - 1, column - 1) : {};
  if (entry.originalSource === undefined) return `${path}:${line}:${column}`;
  const chapter = resolve(dirname(path), entry.originalSource);
  return `${chapter}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
}

/** Lines count from 1; esbuild counts a line's bytes, and from 0. */
function positionOf({ line, column, lineText }) {
  const before = Buffer.from(lineText).subarray(0, column).toString();
  return { line, column: before.length + 1 };
}
