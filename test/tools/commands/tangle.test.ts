import { statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { answers, block, Book, chapter } from '../../support/book.ts';
import { bookOf, FILE, HELLO, one, sha256, TANGLED, tangledBook } from '../../support/two-files.ts';

describe('tangle', () => {
  test('writes the files of the chapters and a manifest that sha256sum accepts', async (context) => {
    const book = bookOf(context);
    expect(await book.run('tangle')).toEqual({
      code: 0,
      said: 'wrote code/01-one/hello.ts\nwrote code/01-one/lib/words.ts\n',
    });
    for (const [path, text] of Object.entries(TANGLED)) expect(book.read(path)).toBe(text);
    const check = ['sha256sum', '--check', '--strict', '.manifest'] as const;
    const { code, output } = await book.start(check, { cwd: book.path('code') }).ended;
    expect([code, output]).toEqual([0, '01-one/hello.ts: OK\n01-one/lib/words.ts: OK\n']);
  });

  test('touches nothing when nothing has changed', async (context) => {
    const book = tangledBook(context);
    const before = stats(book);
    expect(await book.run('tangle')).toEqual({
      code: 0,
      said: 'nothing to do: code/ is what the chapters say\n',
    });
    expect(stats(book)).toEqual(before);
  });

  test('writes what has changed and leaves the rest untouched', async (context) => {
    const book = tangledBook(context);
    const before = stats(book)['01-one/lib/words.ts'];
    book.write(FILE, one({ more: 'most' }));
    expect((await book.run('tangle')).said).toBe('wrote code/01-one/hello.ts\n');
    expect(book.read('code/01-one/hello.ts')).toBe(HELLO.replace("'more'", "'most'"));
    expect(stats(book)['01-one/lib/words.ts']).toEqual(before);
  });

  test('removes a file of its own that no chapter makes any more, with its empty folder', async (context) => {
    const book = tangledBook(context);
    book.write(FILE, one({ words: '' }));
    expect(await book.run('tangle')).toEqual({
      code: 0,
      said: 'removed code/01-one/lib/words.ts\n',
    });
    expect(Object.keys(book.tree('code'))).toEqual(['.manifest', '01-one', '01-one/hello.ts']);
  });

  test('puts a folder where a file of its own was, and a file where its folder was', async (context) => {
    const made = (path: string) => chapter('One', block(`ts {file=${path}}`, 'made();'));
    const book = bookOf(context, made('lib.ts'));
    for (const path of ['lib.ts', 'lib.ts/a.ts', 'lib.ts/a.ts/b.ts', 'lib.ts']) {
      book.write(FILE, made(path));
      const { code, said } = await book.run('tangle');
      expect(code, said).toBe(0);
      expect(said).toContain(`wrote code/01-one/${path}\n`);
      expect(book.read(`code/01-one/${path}`)).toBe('made();\n');
    }
    book.write('code/01-one/lib.ts', 'mine();\n');
    book.write(FILE, made('lib.ts/a.ts'));
    const { code, said } = await book.run('tangle');
    expect([code, book.read('code/01-one/lib.ts')]).toEqual([1, 'mine();\n']);
    expect(said).toContain('code/01-one/lib.ts is a file, where a folder must be');
  });

  test('gives the same bytes for chapters with LF, with CRLF and with a byte order mark', async (context) => {
    const text = one();
    const texts = [text, text.replaceAll('\n', '\r\n'), `\ufeff${text}`];
    const books = texts.map((text) => bookOf(context, text));
    await answers(books.map(({ root }) => ({ root, words: ['tangle'] })));
    const [lf, crlf, marked] = books.map((book) => book.tree('code'));
    expect(lf).toMatchObject({ '01-one/hello.ts': HELLO });
    expect(crlf).toEqual(lf);
    expect(marked).toEqual(lf);
  });
});

describe('tangle --check', () => {
  test('writes nothing and exits with 1 at the first differing place of each file', async (context) => {
    const book = tangledBook(context);
    book.write(FILE, one({ more: 'most' }).replace('lib/words', 'lib/letters'));
    book.write('code/01-one/stray.ts', 'stray();\n');
    const before = stats(book);
    expect(await book.run('tangle', '--check')).toEqual({
      code: 1,
      said: [
        'code/01-one/hello.ts:2:16: code/01-one/hello.ts would change',
        '  → Run npx wirebook tangle.',
        'code/01-one/lib/letters.ts:1:1: code/01-one/lib/letters.ts would change',
        '  → Run npx wirebook tangle.',
        'code/01-one/lib/words.ts:1:1: code/01-one/lib/words.ts would change',
        '  → Run npx wirebook tangle.',
        'code/01-one/stray.ts:1:1: code/01-one/stray.ts is made by no chapter',
        '  → Put what it holds into a chapter, or drop it: npx wirebook tangle --discard code/01-one/stray.ts (keeps a copy).',
        '',
      ].join('\n'),
    });
    expect(stats(book)).toEqual(before);
  });

  test('exits with 0 when code/ is what the chapters say, and with 1 when only the manifest is not', async (context) => {
    const book = tangledBook(context);
    book.write('code/.manifest', '');
    const found = await answers([
      { root: tangledBook(context).root, words: ['tangle', '--check'] },
      { root: book.root, words: ['tangle', '--check'] },
      { root: book.root, words: ['tangle'] },
      { root: book.root, words: ['tangle', '--check'] },
    ]);
    const stale = 'code/.manifest:1:1: code/.manifest would change\n  → Run npx wirebook tangle.\n';
    const fine = { code: 0, said: 'code/ is what the chapters say\n' };
    const wrote = { code: 0, said: 'wrote code/.manifest\n' };
    expect(found).toEqual([fine, { code: 1, said: stale }, wrote, fine]);
  });
});

describe('a hand edit', () => {
  const edited = HELLO.replace("'more'", "'mine'");

  test('is never overwritten: the run shows the difference and exits with 1', async (context) => {
    const book = tangledBook(context);
    book.write('code/01-one/hello.ts', edited);
    book.write(FILE, one({ words: "'b'" }));
    const before = stats(book);
    const said = [
      'code/01-one/hello.ts:2:15: code/01-one/hello.ts was edited by hand',
      '  --- from the chapters',
      '  +++ code/01-one/hello.ts',
      '  @@ -1,2 +1,2 @@',
      "   console.log('hello');",
      "  -console.log('more');",
      "  +console.log('mine');",
      '  → Bring it into the chapters: npx wirebook stitch. Or drop it: npx wirebook tangle --discard code/01-one/hello.ts (keeps a copy).',
      '',
    ].join('\n');
    expect(await book.run('tangle')).toEqual({ code: 1, said });
    expect(stats(book)).toEqual(before);
  });

  test('of a file that no chapter makes any more is kept and reported', async (context) => {
    const book = tangledBook(context);
    book.write(FILE, one({ words: '' }));
    book.write('code/01-one/lib/words.ts', 'mine();\n');
    const { code, said } = await book.run('tangle');
    expect(code).toBe(1);
    expect(said).toMatch(/^code\/01-one\/lib\/words.ts:1:1: .* is made by no chapter$/m);
    expect(book.read('code/01-one/lib/words.ts')).toBe('mine();\n');
  });

  test('that the chapter has taken over is no edit any more', async (context) => {
    const book = tangledBook(context);
    book.write('code/01-one/hello.ts', edited);
    book.write(FILE, one({ more: 'mine' }));
    expect((await book.run('tangle')).code).toBe(0);
    expect(book.read('code/01-one/hello.ts')).toBe(edited);
    expect(book.read('code/.manifest')).toContain(sha256(edited));
  });

  test('goes with --discard, which keeps each copy byte for byte and says where', async (context) => {
    const book = tangledBook(context);
    const discard = ['tangle', '--discard', 'code/01-one/hello.ts'];
    const mine = [Buffer.from([0xff, 0x00, 0x0d, 0x0a]), Buffer.from('second')];
    for (const [index, bytes] of mine.entries()) {
      book.write('code/01-one/hello.ts', bytes);
      const copy = `.wirebook/discarded/01-one/hello.ts${index === 0 ? '' : `.${index}`}`;
      expect(await book.run(...discard)).toEqual({
        code: 0,
        said: `kept a copy of your edit: ${copy}\nwrote code/01-one/hello.ts\n`,
      });
      expect(book.read('code/01-one/hello.ts')).toBe(HELLO);
    }
    const kept = mine.map((bytes) => bytes.toString('latin1'));
    expect(Object.values(book.tree('.wirebook/discarded/01-one'))).toEqual(kept);
  });

  test('is kept beside copies whose names are in each other’s way', async (context) => {
    const book = tangledBook(context);
    const kept = async (path: string) => {
      book.write(`code/01-one/${path}`, path);
      const { code, said } = await book.run('tangle', '--discard', `code/01-one/${path}`);
      expect(code, said).toBe(0);
      return book.read(/your edit: (.*)/.exec(said)?.[1] ?? '');
    };
    for (const path of ['a', 'a/b', 'c/d', 'c']) expect(await kept(path)).toBe(path);
  });

  test('elsewhere, and what else would change, is left alone by --discard', async (context) => {
    const book = tangledBook(context);
    book.write('code/01-one/hello.ts', 'mine();\n');
    book.write('code/01-one/lib/words.ts', 'also mine();\n');
    book.write('code/stray.ts', 'stray();\n');
    expect((await book.run('tangle', '--discard', 'code/stray.ts')).said).toBe(
      'kept a copy of your edit: .wirebook/discarded/stray.ts\nremoved code/stray.ts\n',
    );
    expect((await book.run('tangle', '--discard', 'code/01-one/hello.ts')).code).toBe(0);
    expect(book.read('code/01-one/lib/words.ts')).toBe('also mine();\n');
  });

  test('that is none, or lies elsewhere, can not be discarded', async (context) => {
    const book = tangledBook(context);
    const files = ['code/01-one/hello.ts', 'code/01-one', 'chapters/01-one.md', 'code', '.'];
    const calls = files.map((file) => ({ root: book.root, words: ['tangle', '--discard', file] }));
    const before = book.tree();
    expect((await answers(calls)).map(({ code, said }) => [code, said.split('\n')[0]])).toEqual([
      [1, 'code/01-one/hello.ts:1:1: code/01-one/hello.ts has no edit to discard'],
      [1, 'code/01-one:1:1: code/01-one has no edit to discard'],
      [2, 'chapters/01-one.md does not lie in code/'],
      [2, 'code does not lie in code/'],
      [2, '. does not lie in code/'],
    ]);
    expect(book.tree()).toEqual(before);
  });
});

describe('the manifest', () => {
  test('with the marks of a merge is a problem at its lines, even when nothing else would change', async (context) => {
    const book = tangledBook(context);
    const manifest = book.read('code/.manifest');
    book.write('code/.manifest', `<<<<<<< HEAD\n${manifest}=======\n${manifest}>>>>>>> other\n`);
    const before = book.tree();
    const { code, said } = await book.run('tangle');
    expect(code).toBe(1);
    expect(said.match(/^code\/\.manifest:\d+:1: not a line of the manifest$/gm)).toHaveLength(3);
    expect(said).toContain('  1 | <<<<<<< HEAD\n');
    expect(book.tree()).toEqual(before);
  });

  test('with the lines of two branches takes the files of either for its own', async (context) => {
    const book = tangledBook(context);
    const theirs = `${sha256(HELLO.replace('more', 'most'))}  01-one/hello.ts\n`;
    const ours = book.read('code/.manifest');
    book.write('code/.manifest', ours + theirs);
    book.write('code/01-one/hello.ts', HELLO.replace('more', 'most'));
    book.write(FILE, one({ more: 'third', words: '' }));
    expect(await book.run('tangle')).toEqual({
      code: 0,
      said: 'wrote code/01-one/hello.ts\nremoved code/01-one/lib/words.ts\n',
    });
    expect(book.read('code/.manifest').trim().split('\n')).toHaveLength(1);
  });
});

function stats(book: Book): Readonly<Record<string, { ino: bigint; mtime: bigint; text: string }>> {
  const tree = { '': '', ...book.tree('code') };
  return Object.fromEntries(
    Object.entries(tree).map(([path, text]) => {
      const { ino, mtimeNs } = statSync(book.path(`code/${path}`), { bigint: true });
      return [path, { ino, mtime: mtimeNs, text }];
    }),
  );
}
