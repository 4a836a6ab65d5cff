import { chmodSync, lstatSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Book, type Owner } from '../../support/book.ts';
import { A_TEXT, B_TEXT, CHAPTER } from '../../support/stitched-book.ts';

const FILE = 'chapters/01-one.md';
const A = 'code/01-one/a.ts';
const B = 'code/01-one/b.ts';

async function tangledBook(owner: Owner): Promise<Book> {
  const book = new Book(owner, { [FILE]: CHAPTER });
  await book.run('tangle');
  expect([book.read(A), book.read(B)]).toEqual([A_TEXT, B_TEXT]);
  return book;
}

describe('stitch', () => {
  test('brings an edit back, shows it, keeps the chapter as it was, and tangles', async (context) => {
    const book = await tangledBook(context);
    book.write(A, A_TEXT.replace('last();', 'last(1);'));
    expect(await book.run('stitch')).toEqual({
      code: 0,
      said: [
        '--- .wirebook/stitched/chapters/01-one.md',
        '+++ chapters/01-one.md',
        '@@ -27,7 +27,7 @@',
        ' The end:',
        ' ',
        ' ```ts {#end}',
        '-last();',
        '+last(1);',
        ' ```',
        ' ',
        ' ```ts {file=b.ts}',
        'stitched chapters/01-one.md; what it was is in .wirebook/stitched/chapters/01-one.md',
        'wrote code/01-one/b.ts',
        '',
      ].join('\n'),
    });
    expect(book.read(FILE)).toBe(CHAPTER.replace('last();', 'last(1);'));
    expect(book.read('.wirebook/stitched/chapters/01-one.md')).toBe(CHAPTER);
    expect(book.read(B)).toBe('last(1);\nother();\n');
    expect(await book.run('tangle', '--check')).toMatchObject({ code: 0 });
    expect(await book.run('stitch')).toEqual({
      code: 0,
      said: 'nothing to stitch: no file of code/ was edited by hand\n',
    });
  });

  test('brings an edit back when the chapter has changed since the file was tangled', async (context) => {
    const book = await tangledBook(context);
    book.write(A, A_TEXT.replace('last();', 'last(1);'));
    book.write(FILE, `${CHAPTER.replace('first();', 'begin();\nfirst();')}\nThe end.\n`);
    const { code, said } = await book.run('stitch');
    expect(said).toContain(
      'stitched code/01-one/a.ts; what it was is in .wirebook/stitched/code/01-one/a.ts\n',
    );
    expect(code).toBe(0);
    const both = A_TEXT.replace('first();', 'begin();\nfirst();').replace('last();', 'last(1);');
    expect(book.read(A)).toBe(both);
    expect(book.read(FILE)).toContain('\nlast(1);\n');
    expect(book.read(FILE)).toContain('\nThe end.\n');
    expect(await book.run('tangle', '--check')).toMatchObject({ code: 0 });
  });

  test('writes nothing where one edit of several has no place', async (context) => {
    const book = await tangledBook(context);
    book.write(A, A_TEXT.replace('  rest();\n}\nlast();', 'all at once();'));
    book.write(B, B_TEXT.replace('other', 'another'));
    const before = book.tree();
    const { code, said } = await book.run('stitch');
    expect(said).toBe(
      [
        'code/01-one/a.ts:9:1: it is not clear where this edit of code/01-one/a.ts belongs: its lines come from chapters/01-one.md:24:1 to chapters/01-one.md:30:1',
        '  -   rest();',
        '  - }',
        '  - last();',
        '  + all at once();',
        '  → Edit the lines of each chunk by themselves, or make the change in the chapter and drop this one: npx wirebook tangle --discard code/01-one/a.ts (keeps a copy).',
        '',
      ].join('\n'),
    );
    expect(code).toBe(1);
    expect(book.tree()).toEqual(before);
  });

  test('takes no file for an edit that no chapter makes', async (context) => {
    const book = await tangledBook(context);
    book.write('code/01-one/c.ts', 'mine();\n');
    const { code, said } = await book.run('stitch');
    expect(said).toContain('code/01-one/c.ts:1:1: code/01-one/c.ts is made by no chapter\n');
    expect(code).toBe(1);
  });

  test('asks Git for what an edited file was before, where nothing else knows', async (context) => {
    const book = await tangledBook(context);
    const git = ['git', '-c', 'user.name=a', '-c', 'user.email=a@example.org'] as const;
    for (const words of [['init'], ['add', 'chapters', 'code'], ['commit', '-m', 'tangled']]) {
      expect((await book.start([...git, ...words], { merged: true }).ended).code).toBe(0);
    }
    await book.start(['rm', '-r', '.wirebook']).ended;
    book.write(A, A_TEXT.replace('last();', 'last(1);'));
    book.write(FILE, CHAPTER.replace('first();', 'begin();'));
    const { code, said } = await book.run('stitch');
    expect(code, said).toBe(0);
    expect(book.read(A)).toBe(
      A_TEXT.replace('first();', 'begin();').replace('last();', 'last(1);'),
    );
  });

  test('says when nobody knows any more what an edited file was before', async (context) => {
    const book = await tangledBook(context);
    book.write(A, A_TEXT.replace('last();', 'last(1);'));
    book.write(FILE, CHAPTER.replace('first();', 'begin();'));
    await book.start(['rm', '-r', '.wirebook']).ended;
    const { code, said } = await book.run('stitch');
    expect(said).toContain(
      'code/01-one/a.ts and its chapter have both changed, and what it was before is not there any more\n',
    );
    expect(code).toBe(1);
  });

  test('knows what it stitched in as the text from which the next edit begins', async (context) => {
    const book = await tangledBook(context);
    book.write(A, A_TEXT.replace('last();', 'last(1);'));
    expect(await book.run('stitch')).toMatchObject({ code: 0 });
    book.write(A, A_TEXT.replace('last();', 'last(2);'));
    book.write(FILE, book.read(FILE).replace('first();', 'begin();'));
    const { code, said } = await book.run('stitch');
    expect(code, said).toBe(0);
    expect(book.read(A)).toBe(
      A_TEXT.replace('first();', 'begin();').replace('last();', 'last(2);'),
    );
  });

  test('writes nothing over a chapter that is saved while it works', async (context) => {
    const book = await tangledBook(context);
    book.write(A, A_TEXT.replace('last();', 'last(1);'));
    book.write(FILE, CHAPTER.replace('first();', 'begin();'));
    await book.start(['rm', '-r', '.wirebook']).ended; // so that it asks Git
    book.write(
      'bin/git',
      `#!/bin/sh\necho saved >> ${book.path(FILE)}\nexec cat ${book.path('a')}\n`,
    );
    book.write('a', A_TEXT);
    chmodSync(book.path('bin/git'), 0o755);
    const PATH = `${book.path('bin')}:${process.env.PATH}`;
    const run = book.wirebook(['stitch'], { env: { PATH } });
    const { code, said } = book.answer(await run.ended);
    expect(said).toContain(
      `${FILE}:1:1: ${FILE} has changed since it was read\n  → Nothing was written. Run it again.\n`,
    );
    expect(code).toBe(1);
    expect(book.read(FILE)).toBe(`${CHAPTER.replace('first();', 'begin();')}saved\n`);
    expect(book.read(A)).toBe(A_TEXT.replace('last();', 'last(1);'));
  });

  test('keeps a chapter that is a link, and the rights of files', async (context) => {
    const book = await tangledBook(context);
    book.write('real/one.md', CHAPTER);
    chmodSync(book.path('real/one.md'), 0o640);
    await book.start(['ln', '-sf', '../real/one.md', FILE]).ended;
    book.write(A, A_TEXT.replace('last();', 'last(1);'));
    expect(await book.run('stitch')).toMatchObject({ code: 0 });
    expect(lstatSync(book.path(FILE)).isSymbolicLink()).toBe(true);
    expect(book.read('real/one.md')).toBe(CHAPTER.replace('last();', 'last(1);'));
    expect(statSync(book.path('real/one.md')).mode & 0o777).toBe(0o640);
  });

  test('tells the line of code/ where an edit does not parse', async (context) => {
    const book = await tangledBook(context);
    book.write(A, A_TEXT.replace('  stop();', '  stop();\n  const x = (;'));
    const { code, said } = await book.run('stitch');
    expect(said).toBe(
      [
        `${A}:8:14: the edit would bring a problem into the chapter: the listing does not parse: Unexpected token`,
        '  8 |   const x = (;',
        '    |              ^',
        '  → Nothing was written. Every listing is TypeScript by itself: whole statements, references as comments.',
        '',
      ].join('\n'),
    );
    expect(code).toBe(1);
    expect(book.read(FILE)).toBe(CHAPTER);
  });

  test('begins at the nearer of two texts that tangling may have written', async (context) => {
    const book = await tangledBook(context);
    const manifest = book.read('code/.manifest');
    const store = '.wirebook/tangled/01-one.json';
    const texts = JSON.parse(book.read(store)) as string[];
    book.write(FILE, CHAPTER.replace('first();', 'begin();'));
    await book.run('tangle');
    book.write(A, A_TEXT.replace('last();', 'last(1);')); // as if the second run had been cut off before
    book.write('code/.manifest', manifest + book.read('code/.manifest'));
    expect(await book.run('stitch')).toMatchObject({
      code: 1,
      said: expect.stringContaining('what it was before is not there any more'),
    });
    book.write(store, JSON.stringify([...texts, ...JSON.parse(book.read(store))]));
    const { code, said } = await book.run('stitch');
    expect(code, said).toBe(0);
    expect(book.read(FILE)).toContain('begin();');
    expect(book.read(FILE)).toContain('last(1);');
  });

  test('takes a mark of the byte order for what it is', async (context) => {
    const book = await tangledBook(context);
    book.write(A, `\ufeff${A_TEXT}`);
    const { code, said } = await book.run('stitch');
    expect(code, said).toBe(0);
    expect(book.read(A)).toBe(`\ufeff${A_TEXT}`);
    expect(book.read(FILE)).toBe(CHAPTER.replace('first();', '\ufefffirst();'));
  });

  test('puts no newline where one was taken away', async (context) => {
    const book = await tangledBook(context);
    book.write(A, A_TEXT.replace('last();\n', 'last();'));
    book.write(FILE, CHAPTER.replace('first();', 'begin();'));
    const { code, said } = await book.run('stitch');
    expect(said).toContain('no edit of the chapters makes code/01-one/a.ts exactly as it is now');
    expect(code).toBe(1);
  });

  test('takes a file that was emptied for one whose lines have gone', async (context) => {
    const book = await tangledBook(context);
    book.write(A, '');
    const { code, said } = await book.run('stitch');
    expect(said).toContain('-   start();');
    expect([code, book.read(A), book.read(FILE)]).toEqual([1, '', CHAPTER]);
  });

  test('shows no control characters of an edit', async (context) => {
    const book = await tangledBook(context);
    book.write(A, A_TEXT.replace('last();', 'last("\u001b[2J");'));
    const { code, said } = await book.run('stitch');
    expect([code, said.includes('\u001b')]).toEqual([0, false]);
  });
});
