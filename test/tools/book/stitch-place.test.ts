import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChapterFile } from '../../../tools/book/book.ts';

import { block, chapter } from '../../support/book.ts';
import { CASES } from '../../support/cases.ts';
import { tangled } from '../../support/random-book.ts';
import { stitched } from '../../support/stitching.ts';

const X = '01-one/x.go';

function chapterOf(...listings: readonly string[]): readonly ChapterFile[] {
  return [{ path: 'chapters/01-one.md', bytes: Buffer.from(chapter('One', ...listings)) }];
}

/** Stitches what `edit` makes of files of a book: its chapter then, or the problems. */
function edited(
  chapters: readonly ChapterFile[],
  edits: Readonly<Record<string, (text: string) => string>>,
  now = chapters,
) {
  const files = tangled(chapters);
  const made = Object.entries(edits).map(([path, edit]) => {
    const base = files.get(path) ?? expect.unreachable();
    return { path, base, mine: edit(base) };
  });
  const { after, problems } = stitched(now, made);
  const [text] = after.map(({ bytes }) => Buffer.from(bytes).toString());
  return { text, problems: problems.map(({ code, message }) => `${code}: ${message}`) };
}

function replacing(...pairs: readonly (readonly [string, string])[]) {
  return (text: string) =>
    pairs.reduce((text, [from, to]) => {
      expect(text).toContain(from);
      return text.replaceAll(from, to);
    }, text);
}

function textOf(chapters: readonly ChapterFile[]): string {
  return chapters.map(({ bytes }) => Buffer.from(bytes).toString()).join('');
}

const TWO_IFS = ['if (a) {', '  x();', '}', 'if (b) {', '  y();', '}'];
const WITH_C = replacing(['if (b) {', 'if (c) {\n  z();\n}\nif (b) {']);

describe('an edit among lines that are alike', () => {
  test('is known again where the chapter has it, too, whatever else was edited', () => {
    const chapters = chapterOf(block('go {file=x.go}', ...TWO_IFS));
    const now = chapterOf(block('go {file=x.go}', ...WITH_C(TWO_IFS.join('\n')).split('\n')));
    const result = edited(
      chapters,
      { [X]: (text) => WITH_C(replacing(['(a)', '(aa)'])(text)) },
      now,
    );
    expect(result).toEqual({ text: textOf(now).replace('(a)', '(aa)'), problems: [] });
  });

  test('clashes with another one that the chapter has at the same place', () => {
    const chapters = chapterOf(block('go {file=x.go}', ...TWO_IFS));
    const other = WITH_C(TWO_IFS.join('\n')).replace('z();', 'other();').split('\n');
    const { problems } = edited(
      chapters,
      { [X]: WITH_C },
      chapterOf(block('go {file=x.go}', ...other)),
    );
    expect(problems).toEqual([expect.stringContaining('edit-meets-change')]);
  });

  test('takes the lines of one chunk, whatever else was edited', () => {
    const chapters = chapterOf(
      block('go {file=x.go}', 'let port = 1;', '// <<one>>', '// <<two>>'),
      block('go {#one}', 'func a() {', '  first();', '}'),
      block('go {#two}', 'func b() {', '  second();', '}', 'func c() {', '  third();', '}'),
    );
    const gone = 'func b() {\n  second();\n}\n';
    const result = edited(chapters, { [X]: replacing(['port = 1', 'port = 2'], [gone, '']) });
    const wanted = textOf(chapters).replace('port = 1', 'port = 2').replace(gone, '');
    expect(result).toEqual({ text: wanted, problems: [] });
  });

  test('is the same at all places of a chunk that is called for twice', () => {
    const chapters = chapterOf(
      block('go {file=x.go}', 'first();', '// <<c>>', 'between();', '// <<c>>', 'last();'),
      block('go {#c}', ...TWO_IFS),
    );
    const result = edited(chapters, { [X]: WITH_C });
    expect(result).toEqual({ text: WITH_C(textOf(chapters)), problems: [] });
    const without = replacing(['if (b) {\n  y();\n}\n', '']);
    expect(edited(chapters, { [X]: without }).text).toBe(without(textOf(chapters)));
  });
});

describe('an edit at the border of a chunk that other files have, too', () => {
  const chapters = chapterOf(
    block('go {file=x.go}', '// <<one>>', '// <<two>>'),
    block('go {file=y.go}', '// <<two>>', 'here();'),
    block('go {#one}', 'a();', 'close();'),
    block('go {#two}', 'close();', 'b();'),
  );

  test('goes where it changes no other file', () => {
    const added = edited(chapters, { '01-one/y.go': replacing(['here();', 'added();\nhere();']) });
    expect(added.text).toBe(textOf(chapters).replace('here();', 'added();\nhere();'));
    const less = edited(chapters, { [X]: replacing(['close();\nclose();', 'close();']) });
    expect(less.text).toBe(textOf(chapters).replace('a();\nclose();', 'a();'));
  });

  test('has no place where two would do', () => {
    const alone = chapterOf(
      block('go {file=x.go}', '// <<one>>', '// <<two>>'),
      block('go {#one}', 'a();', 'close();'),
      block('go {#two}', 'close();', 'b();'),
    );
    const { text, problems } = edited(alone, {
      [X]: replacing(['close();\nclose();', 'close();']),
    });
    expect(text).toBe(textOf(alone));
    expect(problems).toEqual([
      'edit-without-place: it is not clear which lines have gone from code/01-one/x.go: like ones come from chapters/01-one.md:14:1 or from chapters/01-one.md:10:1',
    ]);
  });
});

/** Blocks that end alike, and what somebody makes of them; `by` marks the blocks that are new. */
function blocksWith(names: readonly string[], changes: readonly BlockChange[], by: string): string {
  const blocks = [...names];
  for (const [index, { kind, at }] of changes.entries()) {
    const spot = at % blocks.length;
    if (kind === 'delete') blocks.splice(spot, 1);
    else if (kind === 'insert') blocks.splice(spot, 0, `${by}${index}`);
    else if (!blocks.includes('both') && blocks.includes('c'))
      blocks.splice(blocks.indexOf('c'), 0, 'both');
  }
  return blocks.map((name) => `if ${name} {\n  ${name}()\n}\n`).join('');
}

const blockChange = fc.record({
  kind: fc.constantFrom('insert', 'delete', 'insert what both insert'),
  at: fc.nat(20),
});
type BlockChange = typeof blockChange extends fc.Arbitrary<infer T> ? T : never;

test('what chapter and code have each done among like lines is done once, or refused', () => {
  const changes = fc.array(blockChange, { minLength: 1, maxLength: 2 });
  const names = ['a', 'b', 'c', 'd', 'e'];
  let accepted = 0;
  fc.assert(
    fc.property(changes, changes, (inChapter, inCode) => {
      const base = blocksWith(names, [], '');
      const now = blocksWith(names, inChapter, 'n');
      const mine = blocksWith(names, inCode, 'm');
      const { after, problems } = stitched(chapterOf(block('go {file=x.go}', now.trimEnd())), [
        { path: X, base, mine },
      ]);
      if (problems.length > 0) return;
      accepted += 1;
      const calls = (text: string): readonly string[] => text.match(/\w+\(\)/g) ?? [];
      const isKept = (call: string) =>
        !calls(base).includes(call) || (calls(now).includes(call) && calls(mine).includes(call));
      const wanted = new Set([...calls(base), ...calls(now), ...calls(mine)].filter(isKept));
      expect(calls(tangled(after).get(X) ?? '').toSorted()).toEqual([...wanted].sort());
    }),
    { numRuns: CASES / 5 },
  );
  expect(accepted).toBeGreaterThan(CASES / 20);
});

describe('the margin of a line that comes in', () => {
  test.each([
    ['a quote without blanks', ['>```go {file=x.go}', '>a();', '>```'], '>   z();'],
    ['a fence that is indented', ['   ```go {file=x.go}', 'a();', '   ```'], '     z();'],
    ['a list that was indented by a tab', ['- ```go {file=x.go}', '\ta();', '  ```'], '    z();'],
    ['a quote in a list', ['- > ```go {file=x.go}', '  > a();', '  > ```'], '  >   z();'],
    ['a numbered list', ['10. ```go {file=x.go}', '    a();', '    ```'], '      z();'],
  ])('is that of %s', (_, listing, line) => {
    const chapters = chapterOf(listing.join('\n'));
    const result = edited(chapters, { [X]: (text) => `${text}  z();\n` });
    const [opening = '', first = '', ...rest] = listing;
    const wanted = textOf(chapterOf([opening, first, line, ...rest].join('\n')));
    expect(result).toEqual({ text: wanted, problems: [] });
  });
});
