import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { block, Book, chapter } from '../../support/book.ts';
import {
  DRAFT,
  GOOD,
  ONE,
  one,
  TWO,
  two,
  Watched,
  watching,
  WATCHING,
  WROTE_BOTH,
  WROTE_ONE,
  WROTE_TWO,
} from '../../support/watched.ts';

const THREE = 'chapters/03-three.md';
const three = (word: string) => chapter('Three', block('ts {file=three.ts}', `say('${word}');`));
const WROTE_THREE = /^wrote code\/03-three\/three\.ts, in \d+ ms$/m;

describe('tangle --watch, while a chapter is a draft', () => {
  test('keeps the last good text of every other chapter', async (context) => {
    const watched = await watching(context);
    watched.book.write(ONE, DRAFT);
    await watched.next(WATCHING);
    watched.book.write(TWO, two('b'));
    await watched.next(WROTE_TWO);
    watched.book.write(TWO, two("'"));
    expect(await watched.next(WATCHING)).not.toContain('wrote');
    expect(watched.book.read('code/02-two/two.ts')).toBe("say('b');\n");
    watched.book.write(ONE, one('c'));
    await watched.next(WROTE_ONE);
    watched.book.write(TWO, two('c'));
    await watched.next(WROTE_TWO);
    expect(await watched.interrupt()).toBe(130);
  });

  test('keeps what a chapter made that has come meanwhile', async (context) => {
    const watched = await watching(context);
    watched.book.write(ONE, DRAFT);
    await watched.next(WATCHING);
    watched.book.write(THREE, three('a'));
    await watched.next(WROTE_THREE);
    watched.book.write(THREE, three("'"));
    expect(await watched.next(WATCHING)).not.toContain('removed');
    expect(watched.book.read('code/03-three/three.ts')).toBe("say('a');\n");
    expect(await watched.interrupt()).toBe(130);
  });

  test('goes on with the rest where a chapter makes another faulty', async (context) => {
    const chunk = (name: string) =>
      chapter(
        'One',
        block('ts {file=one.ts}', `// <<${name}>>`),
        block(`ts {#${name}}`, `${name}();`),
      );
    const calling = chapter('Two', block('ts {file=two.ts}', '// <<01-one/x>>'));
    const watched = await watching(context, { [ONE]: chunk('x'), [TWO]: calling });
    watched.book.write(ONE, chunk('y'));
    expect(await watched.next(WATCHING)).toContain('chapters/02-two.md:4:4');
    watched.book.write(THREE, three('a'));
    await watched.next(WROTE_THREE);
    expect(watched.book.read('code/01-one/one.ts')).toBe('x();\n');
    expect(watched.book.read('code/02-two/two.ts')).toBe('x();\n');
    watched.book.write(TWO, calling.replace('/x', '/y'));
    await watched.next(WROTE_BOTH);
    expect(await watched.interrupt()).toBe(130);
  });

  test('writes the rest where one was a draft from the start, and leaves its folder', async (context) => {
    const book = new Book(context, { [ONE]: one('a'), [TWO]: two('a') });
    await book.run('tangle');
    book.write(ONE, DRAFT);
    book.write(TWO, two('b'));
    const watched = new Watched(book);
    expect(await watched.next(WATCHING)).toMatch(WROTE_TWO);
    book.write(TWO, two('c'));
    await watched.next(WROTE_TWO);
    expect(book.read('code/01-one/one.ts')).toBe("say('a');\n");
    book.write('code/02-two/mine.ts', 'mine();\n');
    expect(await watched.next(WATCHING)).toContain('code/02-two/mine.ts is made by no chapter');
    rmSync(book.path('code/02-two/mine.ts'));
    book.write(ONE, one('a'));
    await watched.next(GOOD);
    expect(await watched.interrupt()).toBe(130);
    expect(await book.run('tangle', '--check')).toMatchObject({ code: 0 });
  });

  test('keeps the appendices while the chapter of an exercise was never read', async (context) => {
    const starter = chapter(
      'One',
      block('ts {exercise=shout}', '// <<x>>'),
      block('ts {#x exercise=shout}', 'a();'),
    );
    const solution = block('ts {solution=shout #x}', 'b();');
    const book = new Book(context, {
      [ONE]: starter,
      [TWO]: chapter('Two', solution),
      'chapters/a-solutions.md': chapter('Solutions', block('ts {file=c.ts}', 'c();')),
    });
    expect(await book.run('tangle')).toMatchObject({ code: 0 });
    book.write(TWO, chapter('Two', solution.replace('#x', '#y')));
    const watched = new Watched(book);
    expect(await watched.next(WATCHING)).not.toContain('removed');
    expect(book.read('code/a-solutions/shout.ts')).toBe('b();\n');
    expect(await watched.interrupt()).toBe(130);
  });

  test('goes on with the rest where a chapter can not be read', async (context) => {
    const watched = await watching(context);
    symlinkSync('nothing', watched.book.path(THREE));
    expect(await watched.next(WATCHING)).toContain(`can't read ${THREE}: it is a link to nothing`);
    watched.book.write(TWO, two('b'));
    expect(await watched.next(WROTE_TWO)).toMatch(/^wrote [^\n]+$/);
    rmSync(watched.book.path(ONE));
    mkdirSync(watched.book.path(ONE));
    expect(await watched.next(WATCHING)).toContain(`${ONE}: it is no ordinary file`);
    watched.book.write(TWO, two('c'));
    await watched.next(WROTE_TWO);
    expect(watched.book.read('code/01-one/one.ts')).toBe("say('a');\n");
    expect(await watched.interrupt()).toBe(130);
  });

  test('parses a listing again whose other problem is mended in another chapter', async (context) => {
    const lending = (file: string) =>
      chapter('One', block(`ts {file=${file}}`, '// <<x>>'), block('ts {#x}', 'x();'));
    const varying = chapter('Two', block('ts {variant=two.ts of=01-one/one.ts #x}', "x(');"));
    const watched = new Watched(new Book(context, { [ONE]: lending('uno.ts'), [TWO]: varying }));
    expect(await watched.next(WATCHING)).toContain('chapters/02-two.md:3:');
    watched.book.write(ONE, lending('one.ts'));
    expect(await watched.next(WATCHING)).toContain('the listing does not parse');
    expect(await watched.interrupt()).toBe(130);
  });
});
