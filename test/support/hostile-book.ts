import fc from 'fast-check';
import { hash } from '../../tools/base/hash.ts';
import type { ChapterFile } from '../../tools/book/book.ts';
import type { CodeEntry } from '../../tools/book/code-plan.ts';
import { randomBook } from './random-book.ts';

// Chapters that nobody means to write, and some that a slip of the hand may leave.

const NAMES = [
  ...['a', 'b', 'c', 'k1', 'k2', 'f'],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', '-', '_', '0'],
  ...['ü', '名', '\u{1f600}', 'a\u0301', '\u202e', 'x'.repeat(300), ''],
];

const PATHS = [
  ...['a.ts', 'b.ts', 'A.ts', 'a.ts/b.ts', 'lib/a.ts', 'v.ts', 'w.ts'],
  ...[
    '../x',
    '../../x.ts',
    '/etc/x',
    '//x',
    'a//b',
    './a.ts',
    'a/../../b.ts',
    '..',
    '.',
    '/',
    'a/',
  ],
  ...[
    '.hidden',
    '.manifest',
    '.1-0-a.ts.new',
    'a.',
    'c:\\x',
    '..\\x',
    '~/x',
    'nul',
    'a b',
    '%2e%2e/x',
  ],
  ...['../02-c/v.ts', '01-c/v.ts', '01-c/a.ts', '__proto__', 'constructor'],
];

const LANGUAGES = ['ts', 'ts', 'ts', 'js', 'python', 'css', 'html', 'text', 'console', 'json', ''];
const KEYS = ['file', 'variant', 'of', 'exercise', 'solution', 'mistake', 'caught-by', 'message'];
const OTHER_KEYS = ['error', 'reason', 'needs', 'varies', 'measured', '__proto__', 'constructor'];

const name = fc.oneof(fc.constantFrom(...NAMES), fc.string({ maxLength: 8 }));
const path = fc.oneof(fc.constantFrom(...PATHS), fc.string({ unit: 'grapheme', maxLength: 12 }));

const value = fc.oneof(
  path,
  name,
  fc.tuple(name, name).map((names) => names.join('/')),
  fc.constantFrom('"a b"', '"', 'TS2345', 'linux'),
);

const attribute = fc.oneof(
  { weight: 3, arbitrary: name.map((name) => `#${name}`) },
  { weight: 3, arbitrary: path.map((path) => `file=${path}`) },
  fc.tuple(fc.constantFrom(...KEYS, ...OTHER_KEYS), value).map(([key, value]) => `${key}=${value}`),
  fc.constantFrom('.example', '.fails', '.shown', '.tty', '.ts', '{', '}', '#', '=', '.', 'x'),
);

/** What stands behind a fence's mark. */
const header = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom(...LANGUAGES), fc.array(attribute, { maxLength: 4 }))
      .map(([language, attributes]) => `${language} {${attributes.join(' ')}}`),
  },
  fc.constantFrom(...LANGUAGES),
  fc.string({ maxLength: 30 }),
);

const call = fc
  .tuple(
    fc.constantFrom('', '  ', '\t', 'x(); '),
    fc.constantFrom('// ', '//', '# ', '/* ', '<!-- ', '', '// \\', '// \\\\'),
    fc.constantFrom('', '', '', '01-c/', '02-c/', '09-none/', '__proto__/'),
    name,
    fc.constantFrom('', '', '', ' */', ' -->', ' x', '  '),
  )
  .map(([indent, mark, chapter, name, end]) => `${indent}${mark}<<${chapter}${name}>>${end}`);

const fence = fc
  .tuple(fc.constantFrom('`', '~'), fc.integer({ min: 1, max: 7 }))
  .map(([mark, length]) => mark.repeat(length));

const codeLine = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('a();', '  b();', '\tc();', '', '   ', 'ü = 1;', '\u2028'),
  },
  { weight: 4, arbitrary: call },
  fence,
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('-->', '<!-- hidden', '<!--', '> x', '- x', '\\'.repeat(50), '<<'.repeat(20)),
);

/** A fenced block as lines, closed as it should be or not. */
const block: fc.Arbitrary<readonly string[]> = fc
  .record({
    mark: fence,
    header,
    lines: fc.array(codeLine, { maxLength: 5 }),
    close: fc.option(fence, { freq: 3, nil: undefined }),
    isOpen: fc.boolean(),
  })
  .map(({ mark, header, lines, close, isOpen }) => [
    `${mark}${header}`,
    ...lines,
    ...(isOpen && close === undefined ? [] : [close ?? mark]),
  ]);

const MARGINS = [
  ...[['> '], ['>'], ['> > '], ['- ', '  '], ['1. ', '   '], ['- > ', '  > '], ['-\t', '\t']],
  ...[['\t'], ['   '], ['    '], ['- - - ', '      '], ['> - ', '>   '], ['* ', '']],
] as const;

/** Lines in a list, a quote, both, or a hidden comment. */
function within(lines: readonly string[], [first, others = first]: readonly string[]): string[] {
  return lines.map((line, index) => `${index === 0 ? first : others}${line}`);
}

const nested: fc.Arbitrary<readonly string[]> = fc.oneof(
  { weight: 4, arbitrary: block },
  fc.tuple(block, fc.constantFrom(...MARGINS)).map(([lines, margin]) => within(lines, margin)),
  fc
    .tuple(block, fc.constantFrom(...MARGINS), fc.constantFrom(...MARGINS))
    .map(([lines, inner, outer]) => within(within(lines, inner), outer)),
  fc
    .tuple(fc.array(block, { maxLength: 2 }), fc.constantFrom('<!-- hidden', '<!--'), fc.boolean())
    .map(([blocks, open, isClosed]) => [open, ...blocks.flat(), ...(isClosed ? ['-->'] : [])]),
  fc
    .tuple(fc.constantFrom('<!-- hidden', '<div>', '> ', '- ', '# A'), fc.nat(12))
    .map(([line, count]) => Array<string>(count).fill(line)),
);

const hostileText = fc
  .tuple(
    fc.constantFrom('# C', '# C', '# C', 'C\n=', ''),
    fc.array(
      fc.oneof(
        { weight: 4, arbitrary: nested },
        codeLine.map((line) => [line]),
      ),
      {
        maxLength: 6,
      },
    ),
    fc.constantFrom('\n\n', '\n\n', '\n', ''),
  )
  .map(([title, parts, between]) =>
    [title, ...parts.map((lines) => lines.join('\n'))].join(between === '' ? '\n' : between),
  );

const lineEnd = fc.constantFrom('\n', '\n', '\n', '\r\n', '\r');

const BYTES = [
  [0],
  [0xff],
  [0xef],
  [0xef, 0xbf],
  [0xc3],
  [0xe2, 0x82],
  [0xed, 0xa0, 0x80],
  [0xef, 0xbb, 0xbf],
];

/** Bytes put in somewhere: broken UTF-8, NUL, a byte order mark, line ends. */
const slip = fc.record({
  at: fc.nat(400),
  bytes: fc.oneof(
    fc.constantFrom(...BYTES).map((bytes) => Uint8Array.from(bytes)),
    fc.constantFrom('\r', '\n', '\ufeff', '```', '<<', '{', '-->').map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 3 }),
  ),
});

function withSlips(
  bytes: Uint8Array,
  slips: readonly { readonly at: number; readonly bytes: Uint8Array }[],
): Uint8Array {
  let all = bytes;
  for (const { at, bytes } of slips) {
    const from = at % (all.length + 1);
    all = Buffer.concat([all.subarray(0, from), bytes, all.subarray(from)]);
  }
  return all;
}

const chapterName = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('01-c', '02-c', 'a-solutions', 'b-museum-of-mistakes') },
  fc.constantFrom('03-c', 'x', '01-C', '__proto__', 'constructor', '..', '01-c.', 'ü', ' ', '01-d'),
);

const hostileChapter: fc.Arbitrary<ChapterFile> = fc
  .tuple(chapterName, hostileText, lineEnd, fc.array(slip, { maxLength: 1 }))
  .map(([name, text, end, slips]) => ({
    path: `chapters/${name}.md`,
    bytes: withSlips(Buffer.from(text.replaceAll('\n', end)), slips),
  }));

/** Sound books to which a few bytes were added. */
const slippedBook = fc
  .tuple(randomBook(), fc.array(slip, { maxLength: 2 }))
  .map(([{ chapters }, slips]) =>
    chapters.map(({ path, bytes }) => ({ path, bytes: withSlips(bytes, slips) })),
  );

/** Books of nothing but files with paths of which some lead elsewhere. */
const filesAnywhere = fc
  .array(
    fc.oneof(
      path,
      fc.string({ unit: fc.constantFrom('a', 'b', '.', '/', '-', '\\'), maxLength: 9 }),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((paths) => [
    {
      path: 'chapters/01-c.md',
      bytes: Buffer.from(
        ['# C', ...paths.map((path) => `~~~ts {file=${path}}\na();\n~~~`)].join('\n\n'),
      ),
    },
  ]);

/** The files of `chapters/` of a book that may hold anything, no two of one name. */
export const hostileBook: fc.Arbitrary<readonly ChapterFile[]> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.uniqueArray(hostileChapter, { maxLength: 3, selector: ({ path }) => path }),
  },
  slippedBook,
  filesAnywhere,
);

/** What may lie in `code/` before: what `files` say, other texts, other kinds, other paths. */
export function hostileEntries(
  files: ReadonlyMap<string, string>,
): fc.Arbitrary<readonly CodeEntry[]> {
  const paths = [...files.keys(), '01-c/stray.ts', '01-c', '', '__proto__', '01-c/\\x'];
  const entry = fc
    .tuple(
      fc.constantFrom(...paths),
      fc.constantFrom('file', 'file', 'folder', 'link', 'device'),
      fc.oneof(fc.constant(undefined), fc.uint8Array({ maxLength: 9 })),
    )
    .map(([path, kind, bytes]): CodeEntry => {
      if (kind !== 'file') return { path, kind };
      return { path, kind, bytes: bytes ?? Buffer.from(files.get(path) ?? '') };
    });
  return fc.uniqueArray(entry, { maxLength: 4, selector: ({ path }) => path });
}

/** A manifest that tells the truth of `files`, or of nothing, or is none. */
export function hostileManifest(files: ReadonlyMap<string, string>): fc.Arbitrary<string> {
  const lines = [...files].map(([path, text]) => `${hash(text)}  ${path}\n`);
  const stray = [`${hash('')}  01-c/stray.ts\n`, `${hash('')}  ../x\n`, '<<<<<<<\n', '  \n', 'x'];
  return fc.array(fc.constantFrom(...lines, ...stray), { maxLength: 5 }).map((all) => all.join(''));
}
