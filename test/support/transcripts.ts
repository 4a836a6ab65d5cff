import { expect } from 'vitest';
import { textFile } from '../../tools/base/text-file.ts';
import type { Problem } from '../../tools/base/problem.ts';
import { readChapter } from '../../tools/book/chapter.ts';
import { readListings } from '../../tools/book/listing.ts';
import { readTranscripts, type Transcript } from '../../tools/book/transcript.ts';
import { block, chapter } from './book.ts';

/** Reads the one console block of a chapter made of these lines. */
export function read(
  lines: readonly string[],
  header = 'console',
): { readonly transcript: Transcript; readonly problems: readonly Problem[] } {
  const text = chapter('A title', block(header, ...lines));
  const source = textFile('chapters/01-one.md', Buffer.from(text));
  const { listings, problems } = readListings(readChapter(source));
  const found = readTranscripts(listings);
  const [transcript] = found.transcripts;
  if (!transcript) throw new Error(`no transcript in ${text}`);
  return { transcript, problems: [...problems, ...found.problems] };
}

export function transcriptOf(lines: readonly string[], header = 'console'): Transcript {
  const { transcript, problems } = read(lines, header);
  expect(problems).toEqual([]);
  return transcript;
}
