import { expect, test } from 'vitest';
import { stripsTypes } from '../../../tools/system/node.ts';
import { block, Book, chapter } from '../../support/book.ts';

const THROW = "throw new Error('helpless' as string);";

// Each row: the listing that a program imports, its language, how it throws, and whether a map leads to its chapter:
// tsx asks for none where a file is CommonJS. Where Node runs TypeScript by itself, it knows no .tsx.
test.for<readonly [file: string, language: string, lines: readonly string[], isMapped: boolean]>([
  ['helper.mts', 'mts', ['export function help(): void {', `  ${THROW}`, '}'], true],
  ['helper.cts', 'cts', ['exports.help = (): void => {', `  ${THROW}`, '};'], stripsTypes()],
  ...(stripsTypes()
    ? []
    : [
        ['helper.tsx', 'tsx', ['export function help(): void {', `  ${THROW}`, '}'], true] as const,
      ]),
])(
  'a program runs that imports %s, whose error is told',
  async ([file, language, lines, isMapped], context) => {
    const text = chapter(
      'One',
      `- In a list:\n\n  ${block(`${language} {file=${file}}`, ...lines).replaceAll('\n', '\n  ')}`,
      block('ts {file=one.ts}', `import { help } from './${file}';`, 'help();'),
    );
    const book = new Book(context, {
      'package.json': '{ "type": "module" }',
      'chapters/01-one.md': text,
    });
    await book.run('tangle');
    const at = text.split('\n').findIndex((line) => line.includes(THROW)) + 1;
    const call = text.split('\n').indexOf('help();') + 1;
    for (const _ of ['made', 'kept']) {
      const { code, said } = await book.run('run', '01/one');
      expect(said).toContain('Error: helpless\n');
      expect(said.includes(`/book/chapters/01-one.md:${at}:11)`)).toBe(isMapped);
      expect(said).toContain(`/book/chapters/01-one.md:${call}:1)`);
      expect(code).toBe(1);
    }
  },
);

const TWICE = [
  '- In a list:',
  '',
  '  ```ts {file=twice.ts}',
  '  if (process.argv.length > 0) {',
  "    const one: string = '1';",
  '    // <<again>>',
  '  }',
  '  ```',
  '',
  '> ```ts {#again}',
  "> const ü = 'ü'; const one = ü;",
  '> ```',
];

test.for(['twice', 'calls'])(
  'what is wrong with listings together is told by %s in the chapter',
  async (program, context) => {
    const text = chapter(
      'One',
      TWICE.join('\n'),
      block('ts {file=calls.ts}', "await import('./twice.ts');"),
    );
    const book = new Book(context, {
      'package.json': '{ "type": "module" }',
      'chapters/01-one.md': text,
    });
    await book.run('tangle');
    const line = text.split('\n').indexOf("> const ü = 'ü'; const one = ü;") + 1;
    for (const _ of ['made', 'kept']) {
      const { code, said } = await book.run('run', `01/${program}`);
      expect(said).toContain(
        stripsTypes()
          ? "SyntaxError: Identifier 'one' has already been declared"
          : `: The symbol "one" has already been declared\n    at /book/chapters/01-one.md:${line}:24\n`,
      );
      expect(said).not.toContain('esbuild');
      expect(code).toBe(1);
    }
  },
);
