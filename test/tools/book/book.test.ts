import { expect, test } from 'vitest';
import { readBook } from '../../../tools/book/book.ts';
import { block, chapter } from '../../support/book.ts';

test.for([
  ['blocks', `${block('ts')}\n`.repeat(150_000), '150,000'],
  ['attributes of one header', block(`ts {${'a=1 '.repeat(80_000)}}`), '159,999'],
] as const)(
  'a chapter with a problem in each of very many %s is told of its first',
  ([, text, all]) => {
    const bytes = Buffer.from(chapter('One', text));
    const [first, ...problems] = readBook([{ path: 'chapters/01-one.md', bytes }]).problems;
    expect(first).toEqual({
      code: 'many-problems',
      message: `the chapters have ${all} problems; these are the first 1,000`,
      advice: 'Begin with the first: it may have brought the others.',
    });
    expect(problems).toHaveLength(1_000);
  },
);

test('a header of millions of characters is read', () => {
  const bytes = Buffer.from(chapter('One', block(`ts {${'a'.repeat(9_000_000)}}`, 'a();')));
  const { problems } = readBook([{ path: 'chapters/01-one.md', bytes }]);
  expect(problems.map(({ place }) => [place?.line, place?.column])).toEqual([[3, 8]]);
});
