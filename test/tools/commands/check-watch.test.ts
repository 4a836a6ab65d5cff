import { existsSync, readdirSync, renameSync } from 'node:fs';
import { describe, expect, test, type TestContext } from 'vitest';
import { inTerminal } from '../../../tools/system/pseudo-terminal.ts';
import { wirebookCommand } from '../../../tools/system/node.ts';
import type { Program } from '../../../tools/system/program.ts';
import type { Book } from '../../support/book.ts';
import { exerciseBook } from '../../support/exercise-book.ts';
import { marked } from '../../support/marked.ts';
import { needs } from '../../support/needs.ts';
import { untilTrue } from '../../support/tcp-table.ts';

const RIGHT = 'for (const word of process.argv.slice(2)) console.log(word.toUpperCase());\n';
const SMALL = RIGHT.replace('toUpperCase', 'toLowerCase');
const KEYS = '(r)un again  (h)int  (d)iff  (l)ist  (n)ext  (q)uit';

function watching(context: TestContext, answers: Readonly<Record<string, string>> = {}) {
  const book = exerciseBook(context);
  for (const [id, text] of Object.entries(answers)) book.write(`answers/${id}.ts`, text);
  return { book, run: book.wirebook(['check', '--watch'], { env: { MARK: book.root } }) };
}

/** Waits until so many verdicts (or other replies that end with the keys) have been given in all. */
async function replies(run: Program, count: number): Promise<readonly string[]> {
  return await run.until(`reply ${count}`, ({ output }) => {
    const parts = output.split(KEYS);
    return parts.length > count ? parts : undefined;
  });
}

async function quit(book: Book, run: Program): Promise<void> {
  run.type('q');
  expect((await run.ended).code).toBe(0);
  await untilTrue('nothing of it runs', () => marked(book.root).length === 0);
  expect(readdirSync(book.path('.wirebook/trials'))).toEqual([]);
}

describe('check --watch', () => {
  test('begins with the starter, judges every save, and confirms on a fresh process', async (context) => {
    await needs(context, 'linux');
    const { book, run } = watching(context);
    const [first] = await replies(run, 1);
    expect(first).toContain('wrote answers/shout.ts');
    expect(first).toContain('FAIL  prints capitals');
    expect(first).toMatch(/confirmed on a fresh process in \d\.\d s/);
    book.write('answers/shout.ts', RIGHT);
    const [, second] = await replies(run, 2);
    expect(second).toContain('shout: all 2 checks pass');
    expect(second).toMatch(/confirmed on a fresh process in \d\.\d s/);
    expect(second).toContain('1 of 2 solved');
    book.write('answers/shout.ts', `// again\n${RIGHT}`);
    const [, , third] = await replies(run, 3);
    expect(third).toContain('shout: all 2 checks pass');
    expect(third).not.toContain('confirmed');
    await quit(book, run);
    expect((await book.run('progress')).said).toContain('shout    solved  3 checks');
  });

  test('takes every way of saving for one save, and an empty file for none', async (context) => {
    await needs(context, 'linux');
    const { book, run } = watching(context, { shout: SMALL });
    await replies(run, 1);
    book.write('answers/shout.ts', '');
    book.write('answers/shout.ts', RIGHT);
    expect((await replies(run, 2))[1]).toContain('all 2 checks pass');
    book.write('answers/new', SMALL);
    renameSync(book.path('answers/new'), book.path('answers/shout.ts'));
    expect((await replies(run, 3))[2]).toContain('FAIL  prints capitals');
    book.write('answers/shout.ts', SMALL);
    run.type('l');
    expect((await replies(run, 4))[3]).toContain('1 of 2 solved');
    await quit(book, run);
  });

  test('breaks off for a new save what the old one started', async (context) => {
    await needs(context, 'linux');
    const { book, run } = watching(context, {
      shout:
        "import { writeFileSync } from 'node:fs';\nwriteFileSync(`${process.env.MARK}/up`, '');\nsetInterval(() => {}, 1000);\n",
    });
    await untilTrue('the answer runs', () => existsSync(book.path('up')));
    book.write('answers/shout.ts', RIGHT);
    const [first] = await replies(run, 1);
    expect(first).toContain('all 2 checks pass');
    expect(first).not.toContain('FAIL');
    await quit(book, run);
  });

  test('shows what is no TypeScript with its place, and goes on', async (context) => {
    const { book, run } = watching(context, { shout: 'for (\n' });
    expect((await replies(run, 1))[0]).toContain('answers/shout.ts:2:1: Unexpected end of file');
    book.write('answers/shout.ts', RIGHT);
    expect((await replies(run, 2))[1]).toContain('all 2 checks pass');
    run.type('q');
    expect((await run.ended).code).toBe(0);
  });

  test('answers to its keys', async (context) => {
    const { book, run } = watching(context, { shout: SMALL });
    await replies(run, 1);
    run.type('h');
    expect((await replies(run, 2))[1]).toContain('Hint 1: where to look');
    run.type('d');
    await run.until(
      'refusal',
      ({ output }) => output.includes("shout isn't solved yet") || undefined,
    );
    run.type('r');
    expect((await replies(run, 3))[2]).toContain('FAIL  prints capitals');
    book.write('answers/shout.ts', RIGHT);
    await replies(run, 4);
    run.type('d');
    expect((await replies(run, 5))[4]).toContain('+++ code/a-solutions/shout.ts');
    run.type('n');
    expect((await replies(run, 6))[5]).toContain('whisper   answers/whisper.ts');
    run.type('q');
    expect((await run.ended).code).toBe(0);
  });

  test('reads keys one by one at a terminal, and gives it back after Ctrl-C', async (context) => {
    await needs(context, 'tty');
    const book = exerciseBook(context);
    book.write('answers/shout.ts', RIGHT);
    const run = book.start(inTerminal([...wirebookCommand(), 'check', 'shout', '--watch']), {
      merged: true,
      env: { MARK: book.root },
    });
    await replies(run, 1);
    run.type('h');
    await run.until('hint', ({ output }) => output.includes('Hint 1') || undefined);
    run.type('\x03');
    expect((await run.ended).code).toBe(130);
    await untilTrue('nothing of it runs', () => marked(book.root).length === 0);
  });
});
