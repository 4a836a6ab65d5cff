import { describe, expect, test } from 'vitest';
import { readBook } from '../../../tools/book/book.ts';
import { changedCode, chapterCode } from '../../../tools/book/chapter-code.ts';
import { block, chapter } from '../../support/book.ts';

/** A book that lends a chunk, and shouts; chapter 04 has nothing to do with the others. */
function code(lent: string, solution = 'b();') {
  const texts = {
    '01-one': chapter(
      'One',
      ...[block('ts {file=one.ts}', '// <<x>>'), block('ts {#x}', lent)],
      ...[block('ts {exercise=shout}', '// <<y>>'), block('ts {exercise=shout #y}', 'a();')],
    ),
    '02-two': chapter('Two', block('ts {file=two.ts}', '// <<01-one/x>>')),
    '03-three': chapter('Three', block('ts {.example}', '// <<01-one/x>>')),
    '04-four': chapter('Four', block('ts {file=four.ts}', 'four();')),
    '05-five': chapter('Five', block('ts {solution=shout #y}', solution)),
    'a-solutions': chapter('Solutions', 'All of them.'),
    'b-museum-of-mistakes': chapter(
      'Mistakes',
      block('ts {mistake=shout/whisper caught-by=loud #y}', 'c();'),
    ),
  };
  const files = Object.entries(texts).map(([slug, text]) => ({
    path: `chapters/${slug}.md`,
    bytes: Buffer.from(text),
  }));
  const book = readBook(files);
  expect(book.problems).toEqual([]);
  return chapterCode(book);
}

describe('changedCode', () => {
  test('names the chapters that call for a chunk which has changed', () => {
    expect(changedCode(code('x();'), code('x();'))).toEqual([]);
    const slugs = changedCode(code('x();'), code('z();'));
    expect([...slugs].sort()).toEqual(['01-one', '02-two', '03-three']);
  });

  test('names the chapter of a solution, and the appendix that it lies in', () => {
    const slugs = changedCode(code('x();'), code('x();', 'z();'));
    expect([...slugs].sort()).toEqual(['05-five', 'a-solutions']);
  });

  test('names chapters that have come or gone', () => {
    const all = code('x();');
    const some = new Map([...all].filter(([slug]) => slug !== '04-four'));
    expect(changedCode(all, some)).toEqual(['04-four']);
    expect(changedCode(some, all)).toEqual(['04-four']);
  });
});
