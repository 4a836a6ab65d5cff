import { type ChapterFile, readBook } from '../../tools/book/book.ts';
import { type CodeEdit, stitch } from '../../tools/book/stitch.ts';

/** What stitching edits into chapters gives, and the chapters as they are then. */
export function stitched(chapters: readonly ChapterFile[], edits: readonly CodeEdit[]) {
  const result = stitch(readBook(chapters), chapters, edits);
  const texts = new Map(result.chapters.map(({ path, text }) => [path, text]));
  const after = chapters.map(({ path, bytes }) => ({
    path,
    bytes: Buffer.from(texts.get(path) ?? bytes),
  }));
  return { ...result, after };
}
