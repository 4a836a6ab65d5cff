import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ChapterFile, readBook } from '../../../tools/book/book.ts';
import type { CodeEdit } from '../../../tools/book/stitch.ts';
import { CASES } from '../../support/cases.ts';
import { stitched } from '../../support/stitching.ts';
import { A_TEXT, B_TEXT, CHAPTER } from '../../support/stitched-book.ts';
import { randomBook, type RandomBook, tangled } from '../../support/random-book.ts';

/** One thing that somebody does to a file. */
const change = fc.record({
  kind: fc.constantFrom('insert', 'delete', 'replace', 'indent', 'dedent'),
  at: fc.nat(30),
  count: fc.integer({ min: 1, max: 3 }),
  text: fc.constantFrom(
    'new();',
    '  new();',
    '    new();',
    '',
    '}',
    '// <<f>>',
    '// \\<<f>>',
    'a();',
  ),
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function changed(text: string, changes: readonly Change[]): string {
  const lines = text.slice(0, -1).split('\n');
  for (const { kind, at, count, text: other } of changes) {
    const from = at % (lines.length + 1);
    const old = lines.slice(from, from + count);
    const shifted = (line: string) => (line === '' ? '' : `  ${line}`);
    if (kind === 'insert') lines.splice(from, 0, ...Array<string>(count).fill(other));
    if (kind === 'delete') lines.splice(from, count);
    if (kind === 'replace') lines.splice(from, old.length, ...old.map(() => other));
    if (kind === 'indent') lines.splice(from, old.length, ...old.map(shifted));
    if (kind === 'dedent')
      lines.splice(from, old.length, ...old.map((line) => line.replace(/^ {2}/, '')));
  }
  return `${lines.join('\n')}\n`;
}

describe('stitch', () => {
  test('accepts only what tangling makes of the chapters again, byte for byte', () => {
    let accepted = 0;
    const edits = fc.array(fc.tuple(fc.nat(3), fc.array(change, { minLength: 1, maxLength: 3 })), {
      maxLength: 2,
    });
    fc.assert(
      fc.property(randomBook(), edits, (book, edits) => {
        const mine = new Map(book.files);
        const paths = [...book.files.keys()];
        for (const [file, changes] of edits) {
          const path = paths[file % paths.length] ?? '';
          mine.set(path, changed(mine.get(path) ?? '', changes));
        }
        const { problems, after } = stitched(book.chapters, editsOf(book, mine));
        if (problems.length > 0) return;
        accepted += 1;
        const made = tangled(after);
        for (const { path } of editsOf(book, mine)) expect(made.get(path)).toBe(mine.get(path));
      }),
      { numRuns: CASES },
    );
    expect(accepted).toBeGreaterThan(CASES / 4);
  });

  test('changes nothing in a book that was only tangled', () => {
    fc.assert(
      fc.property(randomBook(), (book) => {
        const edits = [...book.files].map(([path, text]) => ({ path, base: text, mine: text }));
        expect(stitched(book.chapters, edits)).toMatchObject({ chapters: [], problems: [] });
      }),
      { numRuns: CASES / 10 },
    );
  });

  test('keeps both what was edited in code/ and what has changed in the chapter since', () => {
    let accepted = 0;
    fc.assert(
      fc.property(randomBook(), fc.nat(40), fc.nat(40), (book, at, other) => {
        const [path = '', base = ''] = [...book.files][at % book.files.size] ?? [];
        const lines = base.slice(0, -1).split('\n');
        const mine = lines.toSpliced(at % lines.length, 0, 'edited();').join('\n');
        const chapters = withLine(book.chapters, other);
        const { problems, files, after } = stitched(chapters, [{ path, base, mine: `${mine}\n` }]);
        if (problems.length > 0) return;
        accepted += 1;
        const made = tangled(after);
        expect(made.get(path)).toBe(files.get(path));
        expect(made.get(path)?.split('\n')).toContain('edited();');
        expect(countOf(after, 'changed();')).toBe(1);
      }),
      { numRuns: CASES / 2 },
    );
    expect(accepted).toBeGreaterThan(CASES / 4);
  });

  test('brings back every line that is edited where it stands, and touches no other', () => {
    fc.assert(
      fc.property(randomBook({ callsTwice: false }), fc.nat(40), (book, at) => {
        const [path = '', text = ''] = [...book.files][at % book.files.size] ?? [];
        const lines = text.slice(0, -1).split('\n');
        const candidates = lines.flatMap((line, index) => (line === '' ? [] : [index]));
        const index = candidates[at % candidates.length] ?? 0;
        const mine = lines.map((line, other) => (other === index ? `${line} // edited` : line));
        const edit = { path, base: text, mine: `${mine.join('\n')}\n` };
        const { problems, after } = stitched(book.chapters, [edit]);
        expect(problems).toEqual([]);
        expect(differing(book.chapters, after)).toBe(1);
      }),
      { numRuns: CASES / 10 },
    );
  });
});

describe('stitch on a chapter with chunks at all borders', () => {
  const chapters = [{ path: 'chapters/01-one.md', bytes: Buffer.from(CHAPTER) }];

  /** Stitches what replacing texts in the two files gives: the chapter, or the problems. */
  function edited(inA: readonly [string, string], inB: readonly [string, string] = ['', '']) {
    expect([A_TEXT.includes(inA[0]), B_TEXT.includes(inB[0])]).toEqual([true, true]);
    const files = { 'a.ts': [A_TEXT, inA], 'b.ts': [B_TEXT, inB] } as const;
    const edits = Object.entries(files).map(([name, [base, [from, to]]]) => {
      return { path: `01-one/${name}`, base, mine: base.replace(from, to) };
    });
    const { after, problems } = stitched(
      chapters,
      edits.filter(({ base, mine }) => base !== mine),
    );
    const [chapter] = after.map(({ bytes }) => Buffer.from(bytes).toString());
    return { chapter, problems };
  }

  test.each([
    ['the first line of a file', ['first();', 'begin();'], ['first();', 'begin();']],
    ['a line before the first', ['first();', '#!node\nfirst();'], ['first();', '#!node\nfirst();']],
    [
      'a line behind the last, which stands in a file that nobody edited, too',
      ['last();\n', 'last();\nvery();\n'],
      ['// <<end>>', '// <<end>>\nvery();'],
    ],
    ['the last line of a chunk', ['  rest();', '  rest(1);'], ['rest();', 'rest(1);']],
    [
      'a line before a chunk',
      ['  start();', '  ready();\n  start();'],
      ['  // <<work>>', '  ready();\n  // <<work>>'],
    ],
    [
      'a line behind a chunk, indented as it is',
      ['rest();', 'rest();\n  sleep();'],
      ['rest();', 'rest();\nsleep();'],
    ],
    [
      'a line behind a chunk, indented less',
      ['  rest();\n', '  rest();\nsleep();\n'],
      ['  // <<work>>\n', '  // <<work>>\nsleep();\n'],
    ],
    ['a line that goes', ['  stop();\n', ''], ['stop();\n', '']],
    [
      'lines that are indented anew',
      ['  start();\n  carry();', '    start();\n    carry();'],
      ['start();\ncarry();', '  start();\n  carry();'],
    ],
    [
      'a line that looks like a reference',
      ['carry();', '// <<work>>'],
      ['carry();', '// \\<<work>>'],
    ],
  ] as const)('finds the place of %s', (_, inA, [old, now]) => {
    const { chapter, problems } = edited(inA);
    expect(problems).toEqual([]);
    expect(chapter).toBe(CHAPTER.replace(old, now));
  });

  test('takes an edit of a chunk in both files that it stands in', () => {
    const both = edited(['last();', 'final();'], ['last();', 'final();']);
    expect(both.problems).toEqual([]);
    expect(both.chapter).toBe(CHAPTER.replace('last();', 'final();'));
  });

  test('shows both texts where a chunk was edited in two ways', () => {
    const { chapter, problems } = edited(['last();', 'final();'], ['last();', 'ultimate();']);
    expect(chapter).toBe(CHAPTER);
    expect(problems.map(({ message, place }) => [place?.file, message])).toEqual([
      [
        'code/01-one/a.ts',
        expect.stringContaining('chapters/01-one.md:30:1 stands in edited files several times'),
      ],
      [
        'code/01-one/b.ts',
        expect.stringContaining('chapters/01-one.md:30:1 stands in edited files several times'),
      ],
    ]);
    expect(problems[0]?.details).toBe(
      'code/01-one/a.ts:11:1\n- last();\n+ final();\ncode/01-one/b.ts:1:1\n- last();\n+ ultimate();',
    );
  });

  test('says so where a chunk was edited in one of two edited files alone', () => {
    const { problems } = edited(['last();', 'final();'], ['other();', 'another();']);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toContain('it was edited here and not in the others');
    expect(problems[0]?.details).toBe(
      'code/01-one/a.ts:11:1\n- last();\n+ final();\ncode/01-one/b.ts:1:1\n  as it was',
    );
  });

  test('accepts no file that tangling could not give', () => {
    const { chapter, problems } = edited(['carry();', 'carry();  ']);
    expect(chapter).not.toBe(CHAPTER);
    expect(problems[0]?.place?.line).toBe(5);
    expect(problems[0]?.message).toContain('no edit of the chapters makes code/01-one/a.ts');
  });

  test('lets no edit close its listing', () => {
    const { problems } = edited(['first();', 'first();\n```']);
    expect(problems[0]?.message).toContain('the edit would bring a problem into the chapter');
  });
});

function editsOf(book: RandomBook, mine: ReadonlyMap<string, string>): readonly CodeEdit[] {
  return [...mine].flatMap(([path, text]) => {
    const base = book.files.get(path) ?? '';
    return base === text ? [] : [{ path, base, mine: text }];
  });
}

/** The chapters with one more line at the end of some listing. */
function withLine(chapters: readonly ChapterFile[], at: number): readonly ChapterFile[] {
  const blocks = readBook(chapters).listings.map(({ block }) => block);
  const { source, place, lines, shifts } = blocks[at % blocks.length] ?? expect.unreachable();
  const last = place.line + lines.length;
  const written = lines.findIndex((line) => line !== '');
  const margin = (source.lines[place.line + written] ?? '').slice(0, shifts[written]);
  return chapters.map(({ path, bytes }) => {
    if (path !== source.path) return { path, bytes };
    const text = Buffer.from(bytes).toString().split('\n');
    return { path, bytes: Buffer.from(text.toSpliced(last, 0, `${margin}changed();`).join('\n')) };
  });
}

function countOf(chapters: readonly ChapterFile[], line: string): number {
  const texts = chapters.map(({ bytes }) => Buffer.from(bytes).toString());
  return texts.join('\n').split(line).length - 1;
}

/** In how many lines chapters differ from what they were. */
function differing(before: readonly ChapterFile[], after: readonly ChapterFile[]): number {
  const lines = (chapters: readonly ChapterFile[]) =>
    chapters.flatMap(({ bytes }) => Buffer.from(bytes).toString().split('\n'));
  const old = lines(before);
  return lines(after).filter((line, index) => line !== old[index]).length;
}
