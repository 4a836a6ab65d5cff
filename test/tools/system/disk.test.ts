import { chmodSync, cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { wirebookCommand } from '../../../tools/system/node.ts';
import type { Program } from '../../../tools/system/program.ts';
import {
  answers,
  block,
  Book,
  type Owner,
  removeFolder,
  type Tree,
  withoutFolders,
} from '../../support/book.ts';
import { needs } from '../../support/needs.ts';
import { powerless } from '../../support/powerless.ts';
import { arrival, makeBarrier } from '../../support/barrier.ts';
import { bookOf, FILE, HELLO, one, sha256, tangledBook, WORDS } from '../../support/two-files.ts';

describe('what lies in the way', () => {
  test('is refused and nothing is written anywhere: links, folders, devices', async (context) => {
    if (process.platform === 'win32') context.skip('Windows has no mkfifo, and links take rights');
    const outside = new Book(context, { 'untouched.txt': 'untouched' });
    const fifo = async (book: Book, path: string) => {
      mkdirSync(dirname(book.path(path)), { recursive: true });
      await book.start(['mkfifo', book.path(path)]).ended;
    };
    const link = (book: Book, path: string, to = outside.root) => {
      mkdirSync(dirname(book.path(path)), { recursive: true });
      symlinkSync(to, book.path(path));
    };
    const ways: readonly [string, (book: Book) => unknown][] = [
      ['code:1:1: code is a symbolic link, where a folder must be', (book) => link(book, 'code')],
      [
        'code/01-one:1:1: code/01-one is a symbolic link, where a folder must be',
        (book) => link(book, 'code/01-one'),
      ],
      [
        'code/01-one/hello.ts:1:1: code/01-one/hello.ts is a symbolic link, where a file must be',
        (book) => link(book, 'code/01-one/hello.ts', outside.path('untouched.txt')),
      ],
      [
        'code/01-one/hello.ts:1:1: code/01-one/hello.ts is a folder, where a file must be',
        (book) => mkdirSync(book.path('code/01-one/hello.ts'), { recursive: true }),
      ],
      [
        'code/01-one/hello.ts:1:1: code/01-one/hello.ts is a device, where a file must be',
        async (book) => await fifo(book, 'code/01-one/hello.ts'),
      ],
      ['code:1:1: code is a file, where a folder must be', (book) => book.write('code', '')],
      ['code/x:1:1: code/x is a symbolic link', (book) => link(book, 'code/x')],
      [
        "can't read /book/chapters: a symbolic link leads back to itself",
        (book) => {
          removeFolder(book.path('chapters'));
          link(book, 'chapters', book.path('chapters'));
        },
      ],
      [
        "can't read /book/code/.manifest: it is no ordinary file",
        async (book) => await fifo(book, 'code/.manifest'),
      ],
    ];
    const books = ways.map(() => bookOf(context));
    for (const [index, [, prepare]] of ways.entries()) await prepare(books[index]!);
    const before = books.map((book) => book.tree());
    const found = await answers(books.map(({ root }) => ({ root, words: ['tangle'] })));
    expect(found.map(({ code, said }) => [code, said.split('\n')[0]])).toEqual(
      ways.map(([message]) => [1, message]),
    );
    expect(books.map((book) => book.tree())).toEqual(before);
    expect(outside.tree()).toEqual({ 'untouched.txt': 'untouched' });
  });

  test('a folder that may not be written is named, nothing is changed, and the next run completes', async (context) => {
    const book = tangledBook(context);
    const command = [...(await powerless(context, book)), ...wirebookCommand(), 'tangle'] as const;
    book.write(FILE, one({ more: 'most', words: "'b'" }));
    const before = book.tree();
    chmodSync(book.path('code/01-one/lib'), 0o555);
    const run = book.start(command, { merged: true });
    const answer = book.answer(await run.ended);
    expect(answer).toEqual({
      code: 1,
      said:
        "code/01-one/lib/words.ts:1:1: can't write code/01-one/lib/words.ts: permission denied\n" +
        '  → Give yourself the right to it and its folder, and run it again.\n',
    });
    expect(book.tree()).toEqual(before);
    chmodSync(book.path('code/01-one/lib'), 0o755);
    expect((await book.start(command, { merged: true }).ended).code).toBe(0);
    expect(book.read('code/01-one/lib/words.ts')).toBe(WORDS.replace("'a'", "'b'"));
  });

  test('a chapter or a file that may not be read is named', async (context) => {
    const books = [tangledBook(context), bookOf(context)] as const;
    const files = ['code/01-one/hello.ts', 'chapters/01-one.md'];
    const prefix = await powerless(context, books[0]);
    for (const [index, book] of books.entries()) {
      chmodSync(book.path(files[index]!), 0);
      const run = book.start([...prefix, ...wirebookCommand(), 'tangle'] as const, {
        merged: true,
      });
      expect(book.answer(await run.ended)).toEqual({
        code: 1,
        said:
          `can't read /book/${files[index]}: permission denied\n` +
          '  → Give yourself the right to it and its folder, and run it again.\n',
      });
    }
  });

  test('a full disk leaves every file as it was, and the next run completes', async (context) => {
    await needs(context, 'namespaces');
    const book = bookOf(context);
    const words = Array.from({ length: 3000 }, (_, index) => `'${index}'`).join(', ');
    book.write('then.md', one({ more: 'most', words }));
    const script = `
      set -u; first=chapters/01-one.md
      mkdir small && mount -t tmpfs -o size=256k tmpfs small && cp -r chapters small/ && cd small
      state() { find code | sort; find code -type f -exec sha256sum {} + | sort; }
      "$@"; echo "[exit $?]"
      cp ../then.md $first; cat /dev/zero > full 2>/dev/null; truncate -s -12288 full
      state > ../before; "$@"; echo "[exit $?]"; state > ../after
      rm full; "$@"; echo "[exit $?]"; cp -r code ../code`;
    const shell = ['sh', '-c', script, 'sh', ...wirebookCommand(), 'tangle'] as const;
    const unshared = ['unshare', '--user', '--map-root-user', '--mount', ...shell] as const;
    const { output } = await book.start(unshared, { merged: true }).ended;
    expect(output).toBe(
      [
        'wrote code/01-one/hello.ts',
        'wrote code/01-one/lib/words.ts',
        '[exit 0]',
        "code/01-one/lib/words.ts:1:1: can't write code/01-one/lib/words.ts: the disk is full",
        '  → Make room and run it again.',
        '[exit 1]',
        'wrote code/01-one/hello.ts',
        'wrote code/01-one/lib/words.ts',
        '[exit 0]',
        '',
      ].join('\n'),
    );
    expect(book.read('after')).toBe(book.read('before'));
    expect(book.read('before')).toContain('code/01-one/lib/words.ts');
    expect(book.read('code/01-one/lib/words.ts')).toContain("'2999'");
  });
});

describe('a run that is cut off', () => {
  // From old to next one file changes, one is made in a new folder, and one goes with its folder.
  const next = one({ hello: 'hallo', words: '' }, block('ts {file=new/a.ts}', 'a();'));
  const third = one({ hello: 'third', words: "'c'" });
  const nextFiles = {
    '01-one/hello.ts': HELLO.replace('hello', 'hallo'),
    '01-one/new/a.ts': 'a();\n',
  };
  const cleanUps: (() => void | Promise<void>)[] = [];
  const allTests: Owner = { onTestFinished: (cleanUp) => void cleanUps.unshift(cleanUp) };
  /** What code/ was at each change of a run from old to next, in folders 1, 2, …. */
  const copies = new Book(allTests);
  let moments: readonly number[] = [];

  beforeAll(async () => {
    const run = watched(tangledBook(allTests, next), 0, `copy ${copies.root}`);
    expect((await run.ended).code).toBe(0);
    moments = readdirSync(copies.root).map((_, index) => index + 1);
  });

  afterAll(async () => {
    for (const cleanUp of cleanUps) await cleanUp();
  });

  test('has whole files at every moment', () => {
    const oldFiles = { '01-one/hello.ts': HELLO, '01-one/lib/words.ts': WORDS } as Tree;
    expect(moments.length).toBeGreaterThan(12);
    for (const moment of moments) {
      for (const [path, text] of Object.entries(plain(copies.tree(`${moment}`)))) {
        const whole = [
          oldFiles[path],
          Object.entries(nextFiles).find(([name]) => name === path)?.[1],
        ];
        expect(whole, `${path} at change ${moment}`).toContain(text);
      }
    }
  });

  test('is completed by the next run, with the same chapter and with others, whatever the moment', async (context) => {
    const books = [next, one(), third].flatMap((text) => [
      bookOf(context, text),
      ...moments.map((moment) => {
        const book = bookOf(context, text);
        cpSync(copies.path(`${moment}`), book.path('code'), { recursive: true });
        return book;
      }),
    ]);
    const found = await answers(books.map(({ root }) => ({ root, words: ['tangle'] })));
    expect(found.map(({ code }) => code)).toEqual(found.map(() => 0));
    const trees = books.map((book) => withoutFolders(book.tree('code')));
    for (const [index, tree] of trees.entries()) {
      const moment = index % (moments.length + 1); // 0 is a book that had no code/
      expect(tree, `after change ${moment}`).toEqual(trees[index - moment]);
    }
  });

  test.for([
    ['SIGKILL in the middle of a write', 2, 128 + 9],
    ['SIGKILL between two files', 11, 128 + 9],
    ['Ctrl-C between two files', 14, 128 + 2],
  ] as const)('by %s leaves just what it had done so far', async ([how, at, code], context) => {
    const book = tangledBook(context, next);
    const run = watched(book, at, how.startsWith('SIG') ? 'SIGKILL' : 'SIGINT');
    expect((await run.ended).code).toBe(code);
    expect(anyPid(book.tree('code'))).toEqual(anyPid(copies.tree(`${at}`)));
  });

  test('or waits for long does not hinder another that does the same', async (context) => {
    if (process.platform === 'win32') context.skip('Windows has no mkfifo');
    const last = moments.length;
    for (const at of [2, last - 3]) {
      const book = tangledBook(context, next);
      const barrier = await makeBarrier(book);
      const first = watched(book, at, `wait ${barrier}`);
      const letGo = await arrival(first, barrier);
      const second = await book.run('tangle');
      await letGo();
      const said = expect.stringContaining('wrote code/01-one/');
      expect(second).toEqual({ code: 0, said });
      expect(book.answer(await first.ended)).toEqual({ code: 0, said });
      const { '.manifest': manifest, ...files } = book.tree('code');
      expect(files).toEqual({ '01-one': '(a folder)', '01-one/new': '(a folder)', ...nextFiles });
      const lines = Object.entries(nextFiles).map(([path, text]) => `${sha256(text)}  ${path}\n`);
      expect(manifest).toBe(lines.join(''));
    }
  });
});

function watched(book: Book, at: number, what: string): Program {
  const preload = new URL('../../support/at-changes.js', import.meta.url).href;
  return book.wirebook(['tangle'], {
    env: { NODE_OPTIONS: `--import=${preload}`, AT: String(at), AT_FOLDER: book.root, AT_DO: what },
  });
}

/** The files alone, without those that begin with a dot. */
function plain(tree: Tree): Tree {
  const files = Object.entries(withoutFolders(tree));
  return Object.fromEntries(files.filter(([path]) => !/(?:^|\/)\.[^/]*$/.test(path)));
}

/** The tree with the numbers of processes taken out of the names. */
function anyPid(tree: Tree): Tree {
  return Object.fromEntries(
    Object.entries(tree).map(([path, text]) => [
      path.replace(/\.\d+(-\d+-.+\.new)$/, '.pid$1'),
      text,
    ]),
  );
}
