import { symlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { block, Book, chapter } from '../../support/book.ts';
import { ONE, TWO, Watched } from '../../support/watched.ts';

describe('verify --watch', () => {
  const shown = (name: string, word: string) =>
    chapter(name, `**\`${name}.ts\`**`, block(`ts {file=${name}.ts}`, `console.log(${word});`));

  test('verifies what has changed and no more, and ends what runs', async (context) => {
    const files = { [ONE]: shown('one', '1'), [TWO]: shown('two', '2') };
    const book = new Book(context, { 'package.json': '{ "type": "module" }', ...files });
    symlinkSync(`${process.cwd()}/node_modules`, book.path('node_modules'), 'junction');
    const watched = new Watched(book, ['verify', '--watch']);
    expect(await watched.next(/^verify 01-one 02-two$/m)).toContain('wrote code/01-one/one.ts');
    const said = await watched.next(/^watching for the next save$/m);
    expect(said).toContain('all of it is as the chapters say');
    book.write(TWO, shown('two', 'three'));
    await watched.next(/^verify 02-two$/m);
    expect(await watched.next(/Cannot find name 'three'/)).toContain('chapters/02-two.md:6:13: ');
    await watched.next(/^watching for the next save$/m);
    book.write(ONE, shown('one', '4'));
    await watched.next(/^verify 01-one 02-two$/m);
    book.write(TWO, shown('two', '5'));
    await watched.next(/^verify 01-one 02-two$/m);
    expect(await watched.interrupt()).toBe(130);
    expect(watched.rest).not.toContain('all of it');
  });

  test('verifies only the chapters that were named', async (context) => {
    const book = new Book(context, { [ONE]: shown('one', '1'), [TWO]: shown('two', '2') });
    const watched = new Watched(book, ['verify', '2', '--watch']);
    await watched.next(/^verify 02-two$/m);
    expect(await watched.interrupt()).toBe(130);
    expect(await book.run('verify', '3', '--watch')).toMatchObject({ code: 2 });
  });
});
