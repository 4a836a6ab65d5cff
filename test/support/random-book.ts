import fc from 'fast-check';
import { type ChapterFile, readBook } from '../../tools/book/book.ts';
import { textOf } from '../../tools/book/tangle.ts';

/** A listing of a random chapter: a chunk, or the file when it has no name. */
export interface RandomListing {
  readonly name?: string;
  readonly lines: readonly string[];
  /** What stands before each of its lines in the chapter: a list's indentation, a quote's mark. */
  readonly margin: '' | '> ' | '  ';
}

export interface RandomBook {
  readonly chapters: readonly ChapterFile[];
  /** What tangling gives, by path. */
  readonly files: ReadonlyMap<string, string>;
}

const WORDS = [
  'a();',
  'b(1);',
  'if (c) {',
  '}',
  'return d;',
  '',
  '// e',
  '// \\<<f>>',
  '`g`',
  'ü = 2;',
];

const indent = fc.constantFrom('', '', '  ', '    ', '\t');
const line = fc
  .tuple(indent, fc.constantFrom(...WORDS))
  .map(([indent, word]) => (word === '' ? '' : `${indent}${word}`));
const lines = fc.array(line, { minLength: 1, maxLength: 5 }).filter(hasText);
const margin = fc.constantFrom('' as const, '' as const, '> ' as const, '  ' as const);

interface Shape {
  readonly lines: readonly string[];
  readonly margin: RandomListing['margin'];
  readonly calls: readonly {
    readonly at: number;
    readonly indent: string;
    readonly chunk: number;
  }[];
  readonly more: readonly string[] | undefined;
}

const shape: fc.Arbitrary<Shape> = fc.record({
  lines,
  margin,
  calls: fc.array(
    fc.record({
      at: fc.nat(5),
      indent: fc.constantFrom('', '  ', '    '),
      chunk: fc.nat(20),
    }),
    { maxLength: 3 },
  ),
  more: fc.option(lines, { nil: undefined, freq: 4 }),
});

/** Books in which each chunk is called for at least once, by a listing before it: no circle, none unused. */
export function randomBook({ callsTwice = true } = {}): fc.Arbitrary<RandomBook> {
  const chapter = fc.array(shape, { minLength: 1, maxLength: 5 });
  const chapters = fc.array(chapter, { minLength: 1, maxLength: 2 });
  return fc.tuple(chapters, fc.boolean(), fc.constantFrom('\n', '\r\n')).map(([all, varied, end]) =>
    bookOf(
      all.map((shapes, index) => ({
        path: `chapters/0${index + 1}-c.md`,
        text: chapterText(shapes, callsTwice, varied && callsTwice),
      })),
      end,
    ),
  );
}

export function bookOf(
  chapters: readonly { readonly path: string; readonly text: string }[],
  end = '\n',
): RandomBook {
  const files = chapters.map(({ path, text }) => ({
    path,
    bytes: Buffer.from(text.replaceAll('\n', end)),
  }));
  return { chapters: files, files: tangled(files) };
}

/** What chapters make. Throws where they have a problem: then they are no book. */
export function tangled(chapters: readonly ChapterFile[]): ReadonlyMap<string, string> {
  const book = readBook(chapters);
  const [problem] = book.problems;
  if (problem) throw new Error(`no sound book: ${problem.message} ${problem.place?.line}`);
  return new Map(book.tangled.files.map((file) => [file.path, textOf(file)]));
}

function chapterText(shapes: readonly Shape[], callsTwice: boolean, varied: boolean): string {
  const called = new Set<number>();
  const listings: RandomListing[] = shapes.flatMap((shape, index) => {
    const own = [...shape.lines];
    for (const { at, indent, chunk } of shape.calls) {
      const target = index + 1 + (chunk % Math.max(1, shapes.length - index - 1));
      if (target >= shapes.length || (called.has(target) && !callsTwice)) continue;
      called.add(target);
      own.splice(Math.min(at, own.length), 0, `${indent}// <<k${target}>>`);
    }
    const next = index + 1;
    if (next < shapes.length && !called.has(next)) {
      called.add(next);
      own.push(`// <<k${next}>>`);
    }
    const name = index === 0 ? {} : { name: `k${index}` };
    const first = { ...name, lines: own, margin: shape.margin };
    return shape.more && index > 0 ? [first, { ...first, lines: shape.more }] : [first];
  });
  const blocks = listings.map(blockText);
  const variant = varied && shapes.length > 1;
  if (variant) blocks.push('```ts {variant=w.ts of=v.ts #k1}\nvaried();\n```');
  return `# C\n\n${blocks.join('\n\nBetween.\n\n')}\n`;
}

function blockText({ name, lines, margin }: RandomListing): string {
  const header = name === undefined ? '{file=v.ts}' : `{#${name}}`;
  const all = ['```ts ' + header, ...lines, '```'].map((line) => `${margin}${line}`.trimEnd());
  return margin === '  ' ? `- item\n\n${all.join('\n')}` : all.join('\n');
}

function hasText(lines: readonly string[]): boolean {
  return lines.some((line) => line.trim() !== '');
}
