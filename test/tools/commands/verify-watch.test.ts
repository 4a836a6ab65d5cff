import { existsSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { block, Book, chapter, type Owner, type Tree } from '../../support/book.ts';
import { marked } from '../../support/marked.ts';
import { needs } from '../../support/needs.ts';
import { untilTrue } from '../../support/tcp-table.ts';
import { freeze, thaw } from '../../support/waiting.ts';
import { ONE, TWO, Watched, WATCHING, WROTE_ONE } from '../../support/watched.ts';

/** In the command of a verification that a watch has started. */
const VERIFICATION = 'verify\0--root';

const shown = (name: string, word: string) =>
  chapter(name, `**\`${name}.ts\`**`, block(`ts {file=${name}.ts}`, `console.log(${word});`));

/** A watch of a book whose programs can be type-checked, and inherit its folder as a mark. */
function verifying(owner: Owner, files: Tree): Watched {
  const book = new Book(owner, { 'package.json': '{ "type": "module" }', ...files });
  symlinkSync(`${process.cwd()}/node_modules`, book.path('node_modules'), 'junction');
  return new Watched(book, ['verify', '--watch'], { MARK: book.root });
}

describe('verify --watch', () => {
  test('verifies what has changed and no more, and ends what runs', async (context) => {
    const files = { [ONE]: shown('one', '1'), [TWO]: shown('two', '2') };
    const watched = verifying(context, files);
    const { book } = watched;
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

  test('waits for chapters that are gone, and verifies them when they are back', async (context) => {
    await needs(context, 'linux');
    const stubborn = chapter(
      'two',
      '**`two.ts`**',
      block(
        'ts {file=two.ts}',
        "import { writeFileSync } from 'node:fs';",
        "process.on('SIGTERM', () => {});",
        "writeFileSync(`${process.env.MARK}/up`, '');",
        'setInterval(() => {}, 1000);',
      ),
      block('console', '$ npx wirebook run 02/two', 'never'),
    );
    const watched = verifying(context, { [ONE]: shown('one', '1'), [TWO]: stubborn });
    const { book } = watched;
    await watched.next(/^verify 01-one 02-two$/m);
    await untilTrue('the transcript is played', () => existsSync(book.path('up')));
    const verification = Number(marked(book.root, VERIFICATION)[0]);
    await freeze(verification); // so that it hears that it is to end when we say so
    book.write(ONE, shown('one', '2'));
    await watched.next(WROTE_ONE);
    renameSync(book.path('chapters'), book.path('away'));
    const said = await watched.next(WATCHING);
    expect(said).toContain('no folder chapters/');
    expect(said).not.toContain('verify ');
    thaw(verification);
    await untilTrue('it is broken off', () => marked(book.root, VERIFICATION).length === 0);
    rmSync(book.path('up'));
    renameSync(book.path('away'), book.path('chapters'));
    await watched.next(/^verify 01-one 02-two$/m);
    await untilTrue('the transcript is played', () => existsSync(book.path('up')));
    expect(await watched.interrupt()).toBe(130);
    expect(watched.rest).not.toContain('verify ');
    expect(marked(book.root)).toEqual([]);
  });

  test('verifies every chapter whose code has changed, wherever the change was written', async (context) => {
    const lending = (line: string) =>
      chapter(
        'one',
        ...['**`one.ts`**', block('ts {file=one.ts}', 'export {};', '// <<x>>', '// <<y>>')],
        ...['**`one.ts`**, _x_', block('ts {#x}', line)],
        ...['**`one.ts`**, _y_', block('ts {#y}', 'console.log(2);')],
      );
    const borrowing = ["const a: string = 'a';", '// <<01-one/x>>', 'console.log(a);'];
    const watched = verifying(context, {
      [ONE]: lending('console.log(1);'),
      [TWO]: chapter('two', '**`two.ts`**', block('ts {file=two.ts}', 'export {};', ...borrowing)),
      'chapters/03-three.md': chapter('three', block('ts {.example}', ...borrowing)),
      'chapters/04-four.md': shown('four', '4'),
      'chapters/a-other.md': chapter(
        'other',
        ...[
          '**`other.ts`**, _y_',
          block('ts {variant=other.ts of=01-one/one.ts #y}', 'export {};'),
        ],
      ),
    });
    await watched.next(/^verify 01-one 02-two 03-three 04-four a-other$/m);
    await watched.next(/^all of it is as the chapters say$/m);
    await watched.next(/^watching for the next save$/m);
    watched.book.write(ONE, lending('const a = 1; console.log(a);'));
    await watched.next(/^verify 01-one 02-two 03-three a-other$/m);
    const said = await watched.next(/^watching for the next save$/m);
    expect(said).toContain('chapters/02-two.md:7:7: ');
    expect(said).toContain('chapters/03-three.md:4:7: ');
    expect(await watched.interrupt()).toBe(130);
  });
});
