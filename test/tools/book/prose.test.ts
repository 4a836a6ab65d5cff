import { describe, expect, it, test } from 'vitest';
import type { Problem } from '../../../tools/base/problem.ts';
import { readProse } from '../../../tools/book/links.ts';
import { brokenLinks } from '../../../tools/book/prose.ts';

const files = [
  'chapters/01-one.md',
  'test/chapters/01-one.test.ts',
  'chapters/a%2.md',
  'chapters/a b.md',
  'test/',
  './',
];

/** What is said of the links in the lines of chapter 01. */
function saidOf(lines: readonly string[]): readonly Problem[] {
  const { links, headings } = readProse({ path: 'chapters/01-one.md', lines });
  const known = new Map([['chapters/01-one.md', headings]]);
  return brokenLinks(links, (path) => files.includes(path), known);
}

/** The same of one line, `column: message`. */
function said(line: string): readonly string[] {
  return saidOf(['# One', '', line]).map(({ place, message }) => {
    expect(place).toMatchObject({ file: 'chapters/01-one.md', line: 3 });
    return `${place?.column}: ${message}`;
  });
}

describe('a link of the prose', () => {
  test.for([
    ['a path', 'See [it](01-one.md), [here](#one) and [there](01-one.md#one).'],
    ['a page of the web', 'See [it](https://example.com/a%2.md) or [me](mailto:me@example.com).'],
    ['a folder', 'See [all](../test/), [the top](../) and [it](../test/chapters/01-one.test.ts).'],
    ['a query', 'See [it](01-one.md?plain=1#one).'],
    ['a percent sign in a name', 'See [it](a%2.md) and [that](a%252.md).'],
    ['an escaped blank', 'See [it](a%20b.md) and [that](<a b.md>).'],
  ] as const)('is let pass where it leads to what is there: %s', ([, line]) => {
    expect(said(line)).toEqual([]);
  });

  test.for([
    ['See [it](nowhere.md).', '10: there is no chapters/nowhere.md'],
    ['See [it](#two).', '10: chapters/01-one.md has no heading #two'],
    ['See [it](b%2.md).', '10: there is no chapters/b%2.md'],
    ['See [it](%ZZ).', '10: there is no chapters/%ZZ'],
    ['See [it](%E4).', '10: there is no chapters/%E4'],
    ['See [it](%ZZ%E4).', '10: there is no chapters/%ZZ%E4'],
    ['See [it](../../chapters/01-one.md).', '10: ../../chapters/01-one.md leads out of the book'],
    ['See [it](../..).', '10: ../.. leads out of the book'],
    ['See [it](/chapters/01-one.md).', '10: /chapters/01-one.md is not relative to its chapter'],
    ['See [it](//chapters/01-one.md).', '10: //chapters/01-one.md is not relative to its chapter'],
    [
      'It is so ([proof](../../test/chapters/01-one.test.ts "adds")).',
      '19: ../../test/chapters/01-one.test.ts leads out of the book',
    ],
    ['See [it](c%20d.md).', '10: there is no chapters/c d.md'],
  ] as const)('is a problem at its place: %s', ([line, problem]) => {
    expect(said(line)).toEqual([problem]);
  });

  it('may lead to a repeated heading by the number that code hosts give it', () => {
    const lines = ['# One', '## What we saw', '## Why', '## What we saw', '## What we saw', ''];
    const anchors = ['what-we-saw', 'what-we-saw-1', 'what-we-saw-2', 'what-we-saw-3'];
    const links = anchors.map((anchor) => `[it](#${anchor})`).join(' ');
    expect(saidOf([...lines, links]).map(({ message }) => message)).toEqual([
      'chapters/01-one.md has no heading #what-we-saw-3',
    ]);
  });

  it('is looked up once for each time that it stands in a line', () => {
    expect(said('[a](%E4) [b](%E4)')).toEqual([
      '5: there is no chapters/%E4',
      '14: there is no chapters/%E4',
    ]);
  });
});
