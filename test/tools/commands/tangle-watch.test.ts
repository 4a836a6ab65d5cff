import { renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { block, Book, chapter } from '../../support/book.ts';
import {
  DRAFT,
  GOOD,
  ONE,
  one,
  seen,
  TWO,
  two,
  Watched,
  watching,
  WATCHING,
  WROTE_BOTH,
  WROTE_ONE,
  WROTE_TWO,
} from '../../support/watched.ts';

describe('tangle --watch', () => {
  test('writes at every save what has changed, and ends on Ctrl-C', async (context) => {
    const watched = await watching(context);
    for (const word of ['b', 'c', 'd']) {
      watched.book.write(ONE, one(word));
      expect(await watched.next(WROTE_ONE)).toMatch(/^wrote [^\n]+$/);
      expect(watched.book.read('code/01-one/one.ts')).toBe(`say('${word}');\n`);
    }
    expect(await watched.interrupt()).toBe(130);
    expect(watched.rest).toBe('');
    expect(await watched.book.run('tangle', '--check')).toMatchObject({ code: 0 });
  });

  test('reports a draft with problems, keeps what it was, and goes on with the rest', async (context) => {
    const watched = await watching(context);
    watched.book.write(ONE, DRAFT);
    expect(await watched.next(WATCHING)).toContain('chapters/01-one.md:3:8: unknown attribute fil');
    watched.book.write(TWO, two('b'));
    await watched.next(WROTE_TWO);
    expect(watched.book.read('code/01-one/one.ts')).toBe("say('a');\n");
    expect(watched.book.read('code/02-two/two.ts')).toBe("say('b');\n");
    watched.book.write(ONE, one('a'));
    expect(await watched.next(GOOD)).toBe('code/ is what the chapters say');
    watched.book.write(ONE, one('('.repeat(2) + "'"));
    expect(await watched.next(WATCHING)).toContain('the listing does not parse');
    expect(watched.book.read('code/01-one/one.ts')).toBe("say('a');\n");
    expect(await watched.interrupt()).toBe(130);
  });

  test('says at a save that the problems are the same', async (context) => {
    const watched = await watching(context);
    watched.book.write(ONE, DRAFT);
    await watched.next(WATCHING);
    watched.book.write(ONE, `${DRAFT}\nMore.\n`);
    expect(await watched.next(/^still 1 problem$/m)).toBe('still 1 problem');
    watched.book.write(TWO, two('b'));
    await watched.next(WROTE_TWO);
    watched.book.write(ONE, DRAFT.replace('}', ' fi=a}'));
    await watched.next(WATCHING);
    watched.book.write(ONE, `${DRAFT.replace('}', ' fi=a}')}\nMore.\n`);
    expect(await watched.next(/^still 2 problems$/m)).toBe('still 2 problems');
    expect(await watched.interrupt()).toBe(130);
    expect(watched.rest).toBe('');
  });

  test('reports an edit of code/, never overwrites it, and lets it be stitched', async (context) => {
    const long = (word: string) =>
      chapter('One', block('ts {file=one.ts}', `say('${word}');`, '', 'and();', '', 'end();'));
    const watched = await watching(context, { [ONE]: long('a'), [TWO]: two('a') });
    watched.book.write('code/01-one/one.ts', "say('a');\n\nand();\n\nend();\nmine();\n");
    expect(await watched.next(WATCHING)).toContain('code/01-one/one.ts was edited by hand');
    watched.book.write(TWO, two('b'));
    await watched.next(WROTE_TWO);
    watched.book.write(ONE, long('b'));
    await watched.next(WATCHING);
    expect(watched.book.read('code/01-one/one.ts')).toContain("say('a');");
    expect(await watched.book.run('stitch')).toMatchObject({ code: 0 });
    await watched.next(GOOD);
    expect(watched.book.read(ONE)).toContain("say('b');\n\nand();\n\nend();\nmine();\n");
    expect(await watched.interrupt()).toBe(130);
  });

  test('tells of a chapter that can not be read, once it stays so', async (context) => {
    const watched = await watching(context);
    rmSync(watched.book.path(ONE));
    symlinkSync('nothing', watched.book.path(ONE));
    expect(await watched.next(WATCHING)).toContain("can't read chapters/01-one.md");
    expect(watched.book.read('code/01-one/one.ts')).toBe("say('a');\n");
    rmSync(watched.book.path(ONE));
    watched.book.write(ONE, one('b'));
    await watched.next(WROTE_ONE);
    rmSync(watched.book.path(TWO));
    await watched.next(/^removed code\/02-two\/two\.ts, in \d+ ms$/m);
    expect(await watched.interrupt()).toBe(130);
  });

  test('writes a file again that was taken away from code/', async (context) => {
    const watched = await watching(context);
    rmSync(watched.book.path('code/01-one'), { recursive: true });
    await watched.next(WROTE_ONE);
    watched.book.write('code/01-one/one.ts', 'mine();\n');
    await watched.next(WATCHING);
    expect(await watched.interrupt()).toBe(130);
  });

  describe('takes a save for one, however an editor makes it', () => {
    test.for<[string, (path: string, text: string) => void | Promise<void>]>([
      [
        'renamed over',
        (path, text) => {
          writeFileSync(`${path}.new`, text);
          renameSync(`${path}.new`, path);
        },
      ],
      [
        'the old one moved away first',
        (path, text) => {
          renameSync(path, `${path}~`);
          writeFileSync(path, text);
          rmSync(`${path}~`);
        },
      ],
      [
        'emptied, then written in pieces',
        async (path, text) => {
          await seen(path, () => truncateSync(path));
          writeFileSync(path, text.slice(0, -1), { flag: 'a' });
          writeFileSync(path, text.slice(-1), { flag: 'a' });
        },
      ],
      [
        'for a moment a link to nothing',
        async (path, text) => {
          rmSync(path);
          await seen(path, () => symlinkSync('nothing', path));
          rmSync(path);
          writeFileSync(path, text);
        },
      ],
      [
        'taken away, then written',
        async (path, text) => {
          await seen(path, () => rmSync(path));
          writeFileSync(path, text);
        },
      ],
    ])('%s', async ([, save], context) => {
      const watched = await watching(context);
      await save(watched.book.path(ONE), one('b'));
      expect(await watched.next(WROTE_ONE)).toMatch(/^wrote [^\n]+$/);
      watched.book.write(TWO, two('b'));
      expect(await watched.next(WROTE_TWO)).toMatch(/^wrote [^\n]+$/);
      expect(await watched.interrupt()).toBe(130);
      expect(watched.rest).toBe('');
    });
  });

  test('takes the switch of a whole branch for one', async (context) => {
    const slugs = Array.from({ length: 60 }, (_, index) => `${index + 10}-chapter`);
    const book = new Book(context, { '.gitignore': 'code/\n.wirebook/\n' });
    const write = (word: string) => {
      for (const slug of slugs) {
        const text = chapter(slug, block('ts {file=main.ts}', `say('${word}');`));
        book.write(`chapters/${slug}.md`, text);
      }
    };
    const git = async (...words: string[]) => {
      const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.org'];
      expect((await book.start(['git', ...who, ...words]).ended).code).toBe(0);
    };
    write('a');
    await git('init', '--initial-branch=a');
    await git('add', '.');
    await git('commit', '--message=a');
    await git('switch', '--create=b');
    write('b');
    await git('commit', '--all', '--message=b');
    const watched = new Watched(book);
    await watched.next(/^wrote code\/10-chapter\/main\.ts and 59 more, in \d+ ms$/m);
    for (const branch of ['a', 'b']) {
      await git('switch', branch);
      const said = await watched.next(/^wrote code\/10-chapter\/main\.ts and 59 more, in \d+ ms$/m);
      expect(said).toMatch(/^wrote [^\n]+$/);
      expect(book.read('code/69-chapter/main.ts')).toBe(`say('${branch}');\n`);
    }
    expect(await watched.interrupt()).toBe(130);
    expect(watched.rest).toBe('');
  });

  test('waits while Git holds its index, as in the middle of a switch', async (context) => {
    const watched = await watching(context);
    const other = await watching(context); // no Git: tells when the watch would have looked
    watched.book.write('.git/index.lock', '');
    for (const { book } of [watched, other]) book.write(ONE, one('b'));
    await other.next(WROTE_ONE);
    expect(watched.rest).toBe('');
    watched.book.write(TWO, two('b'));
    rmSync(watched.book.path('.git/index.lock'));
    await watched.next(WROTE_BOTH);
    for (const each of [watched, other]) expect(await each.interrupt()).toBe(130);
  });

  test('says that it goes on and on where something for one run is asked, too', async (context) => {
    const book = new Book(context, { [ONE]: one('a') });
    for (const [verb, flag] of [
      ['tangle', '--check'],
      ['tangle', '--json'],
      ['verify', '--json'],
    ] as const) {
      const { code, said } = await book.run(verb, '--watch', flag);
      expect(said).toContain(`--watch goes on until it is ended, ${flag} is for one run`);
      expect(code).toBe(2);
    }
    expect(await new Book(context).run('tangle', '--watch')).toMatchObject({ code: 2 });
  });
});
