import { cpSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test, type TestContext } from 'vitest';
import { packageFile } from '../../tools/system/node.ts';
import { Book } from '../support/book.ts';
import { exerciseBook } from '../support/exercise-book.ts';

const RIGHT = 'for (const word of process.argv.slice(2)) console.log(word.toUpperCase());\n';
const SMALL = RIGHT.replace('toUpperCase', 'toLowerCase');

/** A copy of the checkout in which the exercises are those of the fixture. */
function checkout(context: TestContext): Book {
  const book = exerciseBook(context);
  const own = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
  for (const path of ['tools', 'test/answers', 'package.json', 'tsconfig.json']) {
    cpSync(own(path), book.path(path), { recursive: true });
  }
  book.write('test/exercises/shout.ts', book.read('test/exercises/shout.ts'));
  symlinkSync(own('node_modules'), book.path('node_modules'), 'junction');
  return book;
}

function vitest(book: Book, ...words: readonly string[]) {
  const file = packageFile('vitest', 'vitest.mjs');
  const config = ['--config', 'test/answers/vitest.config.ts'];
  return book.start([process.execPath, file, ...config, ...words], {
    merged: true,
    env: { NO_COLOR: '1', FORCE_COLOR: undefined, CI: undefined, VITEST: undefined },
  });
}

describe('npm run answers', () => {
  test('tries every answer, or those that are named, and says what check says', async (context) => {
    const book = checkout(context);
    book.write('answers/shout.ts', SMALL);
    book.write('answers/whisper.ts', SMALL);
    const all = await vitest(book).ended;
    expect(all.output).toMatch(
      /not yet: \n {8}The word came back in other letters\.\n\n {8}expected/,
    );
    expect(all.output).toContain('ends with code 0');
    expect(all.output).toContain('waits for capitals');
    expect(all.output).not.toMatch(/^ +❯ .*:\d+:\d+$/m);
    expect(all.output).toMatch(/Tests {2}1 failed \| 1 passed \| 1 skipped \(3\)/);
    expect(all.code).toBe(1);
    const one = await vitest(book, 'whisper').ended;
    expect(one.output).toMatch(/Tests {2}1 passed \(1\)/);
    expect(one.code).toBe(0);
  });

  test('is content where there is no answer yet', async (context) => {
    expect((await vitest(checkout(context)).ended).code).toBe(0);
  });

  test('tries at a save the answer that was saved, and no other', async (context) => {
    const book = checkout(context);
    book.write('answers/shout.ts', SMALL);
    book.write('answers/whisper.ts', SMALL);
    const run = vitest(book, '--watch');
    await run.until(
      'first verdict',
      ({ output }) => /Tests {2}1 failed \|/.test(output) || undefined,
    );
    const before = run.output.length;
    book.write('answers/shout.ts', RIGHT);
    const second = () => run.output.slice(before);
    await run.until('second verdict', () => /Tests {2}2 passed \(2\)/.test(second()) || undefined);
    expect(second()).not.toContain('answers/whisper.ts');
  });
});
