import type { ChapterFile } from './book.ts';

/** The paths of the chapters that have changed, come or gone, in the order of the book. */
export function changedChapters(
  before: readonly ChapterFile[],
  now: readonly ChapterFile[],
): readonly string[] {
  const [olds, news] = [bytesOf(before), bytesOf(now)];
  const paths = [...new Set([...olds.keys(), ...news.keys()])].sort();
  return paths.filter((path) => {
    const [old, bytes] = [olds.get(path), news.get(path)];
    return !old || !bytes || !Buffer.from(old).equals(bytes);
  });
}

function bytesOf(files: readonly ChapterFile[]): ReadonlyMap<string, Uint8Array> {
  return new Map(files.map(({ path, bytes }) => [path, bytes]));
}
