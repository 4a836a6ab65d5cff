import { describe, expect, test } from 'vitest';
import { answers, Book } from '../../support/book.ts';
import { A_TEXT, CHAPTER } from '../../support/stitched-book.ts';

const FILE = 'chapters/01-one.md';
const A = 'code/01-one/a.ts';

describe('where', () => {
  test('names the chapter’s line, its text and its chunks for a line of code/', async (context) => {
    const book = new Book(context, { [FILE]: CHAPTER });
    await book.run('tangle');
    const where = (word: string) => ({ root: book.root, words: ['where', word] });
    const words = [`${A}:1`, `${A}:4:3`, `${A}:9:8`, `${A}:11`, `${A}:12`];
    const found = await answers(words.map(where));
    expect(found.slice(0, 4)).toEqual([
      { code: 0, said: `${FILE}:4:1\n  4 | first();\n  a.ts\n` },
      { code: 0, said: `${FILE}:15:1\n  15 | start();\n  a.ts → work\n` },
      { code: 0, said: `${FILE}:24:6\n  24 | rest();\n  a.ts → work\n` },
      { code: 0, said: `${FILE}:30:1\n  30 | last();\n  a.ts → end\n` },
    ]);
    expect(found[4]).toMatchObject({ code: 1, said: expect.stringContaining('no such line') });
  });

  test('names each line of code/ to which a line of a chapter went', async (context) => {
    const book = new Book(context, { [FILE]: CHAPTER });
    await book.run('tangle');
    const calls = [`${FILE}:30`, `${FILE}:7`, `${FILE}:12`, `${FILE}`, 'chapters/02.md:1'];
    const found = await answers(calls.map((word) => ({ root: book.root, words: ['where', word] })));
    expect(found.map(({ code }) => code)).toEqual([0, 0, 1, 2, 2]);
    expect(found[0]?.said).toBe(`${A}:11:1\ncode/01-one/b.ts:1:1\n`);
    expect(found[1]?.said).toBe(`${A}:4:3\n`);
    expect(found[2]?.said).toContain(`${FILE}:12:1: this line goes nowhere`);
  });

  test('goes by the lines as they are where a file was edited by hand', async (context) => {
    const book = new Book(context, { [FILE]: CHAPTER });
    await book.run('tangle');
    book.write(A, `// mine\n${A_TEXT}`);
    const calls = [`${A}:1`, `${A}:2`, `${A}:12`];
    const found = await answers(calls.map((word) => ({ root: book.root, words: ['where', word] })));
    expect(found[0]).toMatchObject({ code: 1, said: expect.stringContaining('edited by hand') });
    expect(found.slice(1).map(({ said }) => said.split('\n')[0])).toEqual([
      `${FILE}:4:1`,
      `${FILE}:30:1`,
    ]);
  });

  test('goes by the edited lines from the chapter, too, and to the very column', async (context) => {
    const book = new Book(context, { [FILE]: CHAPTER });
    await book.run('tangle');
    book.write(A, `// mine\n${A_TEXT}`);
    const calls = [`${FILE}:4`, `${FILE}:15:3`, `${FILE}:30`, `${A}:2:99`];
    const found = await answers(calls.map((word) => ({ root: book.root, words: ['where', word] })));
    expect(found.map(({ said }) => said.split('\n')[0])).toEqual([
      `${A}:2:1`,
      `${A}:5:5`,
      `${A}:12:1`,
      `${FILE}:4:9`,
    ]);
  });

  test('tells an older file from one that was edited, a line too many, and a fence', async (context) => {
    const book = new Book(context, { [FILE]: CHAPTER });
    await book.run('tangle');
    book.write('code/01-one/b.ts', Buffer.from([0xff]));
    book.write(FILE, CHAPTER.replace('first();', 'begin();\nfirst();'));
    const calls = [`${A}:2`, `${FILE}:5`, `${FILE}:999`, `${FILE}:3`, 'code/01-one/b.ts:1'];
    const found = await answers(calls.map((word) => ({ root: book.root, words: ['where', word] })));
    expect(found.map(({ said }) => said)).toEqual([
      `${A}:1:1: ${A} is not what the chapters say\n  → Run npx wirebook tangle.\n`,
      `${A}:1:1: ${A} is not what the chapters say\n  → Run npx wirebook tangle.\n`,
      expect.stringContaining(`${FILE}:999:1: the file has no such line\n`),
      expect.stringContaining('  → This is a fence: name a line between the two.\n'),
      expect.stringContaining('code/01-one/b.ts:1:1: the byte 0xff is not UTF-8 text\n'),
    ]);
  });
});
