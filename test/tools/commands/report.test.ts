import { basename, dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { annotation } from '../../../tools/commands/annotations.ts';
import { wirebookCommand } from '../../../tools/system/node.ts';
import { block, Book, chapter, type Owner } from '../../support/book.ts';

const PATH = 'chapters/01-one.md';
const sound = chapter(
  'One',
  '**`hello.ts`**',
  block('ts {file=hello.ts}', "console.log('hello' as string);"),
  block('console', '$ npx wirebook run 01/hello', 'hello'),
);
const faulty = chapter('One', '- In a list:\n\n  ```ts {file=a.ts}\n  // <<missing>>\n  ```');

/** What the faulty chapter's problem is in JSON. */
const MISSING = {
  code: 'unknown-chunk',
  message: 'undefined reference: no chunk missing',
  file: PATH,
  line: 6,
  column: 6,
  frame: '  // <<missing>>',
  details: null,
  advice: 'Write it: a block with the header {#missing}.',
};

function bookOf(context: Owner, text: string): Book {
  return new Book(context, { 'package.json': '{ "type": "module" }', [PATH]: text });
}

/** A book whose code/ is as its chapter says. */
async function tangled(context: Owner, text = sound): Promise<Book> {
  const book = bookOf(context, text);
  expect((await book.run('tangle')).code).toBe(0);
  return book;
}

/** A call with its two outputs apart. */
async function call(book: Book, ...words: readonly string[]) {
  const { code, output, errors } = await book.wirebook(words, { merged: false }).ended;
  return { code, output, errors };
}

/** A call that must print one JSON document and nothing else. */
async function json(book: Book, ...words: readonly string[]) {
  const { code, output, errors } = await call(book, ...words, '--json');
  expect(errors).toBe('');
  return { code, report: JSON.parse(output) };
}

function done(...said: readonly unknown[]) {
  return { code: 0, report: { version: 1, ok: true, problems: [], said } };
}

function failed(code: number, ...problems: readonly object[]) {
  return { code, report: { version: 1, ok: false, problems, said: [] } };
}

describe('--json', () => {
  test('says what tangle and where have done, and where a problem is', async (context) => {
    const book = bookOf(context, sound);
    expect(await json(book, 'tangle')).toEqual(done('wrote code/01-one/hello.ts'));
    expect(await json(book, 'tangle', '--check')).toEqual(done('code/ is what the chapters say'));
    expect(await json(book, 'where', 'code/01-one/hello.ts:1')).toEqual(
      done(`${PATH}:6:1`, "  6 | console.log('hello' as string);", expect.any(String)),
    );
    const line = { file: PATH, line: 1, column: 1, frame: '# One' };
    expect(await json(book, 'where', `${PATH}:1`)).toEqual(
      failed(1, expect.objectContaining({ code: 'line-goes-nowhere', ...line })),
    );
    book.write(PATH, faulty);
    for (const words of [['tangle'], ['tangle', '--check'], ['stitch'], ['verify']])
      expect(await json(book, ...words)).toEqual(failed(1, MISSING));
    const stale = expect.objectContaining({ code: 'code-is-stale' });
    expect(await json(book, 'record')).toEqual(failed(1, MISSING, stale, stale));
  });

  test('has its fields in their order, each of them always', async (context) => {
    const { output } = await call(bookOf(context, faulty), 'tangle', '--json');
    const report = { version: 1, ok: false, problems: [MISSING], said: [] };
    expect(output).toBe(`${JSON.stringify(report, null, 2)}\n`);
  });

  test('shows the difference of an edit, line by line where stitch brings it back', async (context) => {
    const book = await tangled(context);
    book.write('code/01-one/hello.ts', "console.log('hi' as string);\n");
    expect(await json(book, 'tangle')).toEqual(
      failed(
        1,
        expect.objectContaining({
          code: 'edited-by-hand',
          frame: null,
          details: expect.stringContaining("\n+console.log('hi' as string);"),
        }),
      ),
    );
    const { code, report } = await json(book, 'stitch');
    expect([code, report.ok, report.problems]).toEqual([0, true, []]);
    expect(report.said).toContain("+console.log('hi' as string);");
  });

  test('has the table of verify among what was said, and no progress', async (context) => {
    const book = await tangled(context);
    expect(await json(book, 'verify')).toEqual(
      done(
        ...['listings', 'types', 'tests', 'exercises', 'transcripts'].map((part) =>
          expect.stringMatching(new RegExp(`^${part} .* s$`)),
        ),
        'all of it is as the chapters say',
      ),
    );
    book.write(PATH, sound.replace('\nhello\n', '\nhullo\n'));
    const { code, report } = await json(book, 'verify');
    expect([code, report.ok, report.said.length]).toEqual([1, false, 5]);
    expect(report.problems).toMatchObject([{ code: 'other-output', file: PATH, line: 11 }]);
    const { report: rewritten } = await json(book, 'record');
    expect(rewritten.said).toEqual(expect.arrayContaining(['-hullo', '+hello']));
    expect(rewritten.said.at(-1)).toBe('1 transcript played, 1 rewritten');
  });

  test('is kept to where the words are wrong', async (context) => {
    const book = bookOf(context, sound);
    const wrong = (message: string, advice: string) => {
      const nowhere = { file: null, line: null, column: null, frame: null, details: null };
      return failed(2, { code: 'wrong-use', message, ...nowhere, advice });
    };
    const usage = 'Usage: npx wirebook tangle [--check | --watch | --discard FILE]';
    expect(await json(book, 'tangle', '--chekc')).toEqual(
      wrong('no option --chekc', `Did you mean --check? ${usage}`),
    );
    expect(await json(book, 'tangle', '04')).toEqual(wrong('one word too many: 04', usage));
    expect(await json(book, 'verify', '99')).toEqual(wrong('no chapter 99', 'Known: 01-one.'));
    expect(await json(book, 'untangle')).toMatchObject({ code: 2, report: { ok: false } });
    for (const words of [['--json'], ['--json', 'tangle'], ['tangle', '--json=3']]) {
      const { code, output, errors } = await call(book, ...words);
      expect([code, errors, JSON.parse(output).problems.length]).toEqual([2, '', 1]);
    }
    const both = ['tangle', '--annotations', 'github'];
    expect(await json(book, ...both)).toEqual(
      wrong('--json prints nothing else, --annotations does', 'Give one of them.'),
    );
    expect((await call(book, 'tangle', '--', '--json')).errors).toBe(
      `one word too many: --json\n  → ${usage}\n`,
    );
  });

  test.skipIf(process.platform === 'win32')(
    'is kept to where the tool itself fails: files may hold no byte',
    async (context) => {
      const book = bookOf(context, sound);
      await book.run('help'); // so that on Node 20 there is nothing to compile any more
      const limited = ['sh', '-c', 'ulimit -f 0; exec "$@"', 'sh', ...wirebookCommand()] as const;
      const { code, output, errors } = await book.start([...limited, 'tangle', '--json']).ended;
      expect(errors).toBe('');
      expect({ code, report: JSON.parse(output) }).toEqual(
        failed(
          3,
          expect.objectContaining({
            code: 'tool-failed',
            message: 'wirebook itself failed; this says nothing about the book',
            details: expect.stringMatching(/^Error: EFBIG/),
            advice: 'Tell those who make the tool, with these details.',
          }),
        ),
      );
    },
  );

  test('of check is its own, also where the words are wrong', async (context) => {
    const { code, output, errors } = await call(bookOf(context, sound), 'check', 'a', '--json');
    expect([code, output]).toEqual([2, '']);
    expect(errors).toContain('\n  → ');
  });
});

describe('--annotations github', () => {
  const TOLD = `::error file=${PATH},line=6,col=6,title=unknown-chunk::${MISSING.message}%0A→ ${MISSING.advice}\n`;

  test('prints each problem for GitHub besides the words for people', async (context) => {
    const book = bookOf(context, faulty);
    const plain = await call(book, 'tangle');
    expect(plain).toMatchObject({ code: 1, output: '' });
    for (const words of [['tangle'], ['tangle', '--check'], ['stitch'], ['verify']])
      expect(await call(book, ...words, '--annotations', 'github')).toEqual({
        ...plain,
        output: TOLD,
      });
    const recorded = await call(book, 'record', '--annotations', 'github');
    expect(recorded.errors.startsWith(plain.errors)).toBe(true);
    expect(recorded.output.split('::error ')).toEqual([
      '',
      TOLD.replace('::error ', ''),
      expect.stringContaining('title=code-is-stale'),
    ]);
  });

  test('changes nothing where there is no problem, or none with a place', async (context) => {
    const book = bookOf(context, sound);
    const github = ['--annotations', 'github'];
    expect(await call(book, 'tangle', ...github)).toEqual({
      ...{ code: 0, output: 'wrote code/01-one/hello.ts\n', errors: '' },
    });
    expect(await call(book, 'verify', '99', ...github)).toMatchObject({ code: 2, output: '' });
  });

  test('names files from where the call was made: there GitHub looks for them', async (context) => {
    const { root } = bookOf(context, faulty);
    const command = [...wirebookCommand(), 'tangle', '--root', basename(root)] as const;
    const outside = new Book(context).start([...command, '--annotations', 'github'], {
      cwd: dirname(root),
    });
    expect((await outside.ended).output).toBe(TOLD.replace(PATH, `${basename(root)}/${PATH}`));
  });

  test('is wrong use with another word, and says with which it is not', async (context) => {
    const book = bookOf(context, faulty);
    const { code, said } = await book.run('tangle', '--annotations', 'gitlab');
    expect([code, said]).toEqual([
      2,
      'no annotations for gitlab\n  → Write --annotations github.\n',
    ]);
  });

  test('keeps what it quotes apart from its own marks', () => {
    const place = { file: 'chapters/50%,a:b.md', line: 1, column: 2 };
    const details = '::error::100% sure,\r\nor: not';
    expect(
      annotation({ code: 'type-error', message: 'a,b', place, details, advice: 'Mend it.' }, ''),
    ).toBe(
      '::error file=chapters/50%25%2Ca%3Ab.md,line=1,col=2,title=type-error::a,b%0A' +
        '::error::100%25 sure,%0D%0Aor: not%0A→ Mend it.',
    );
  });
});
