import { readdirSync } from 'node:fs';
import { constants } from 'node:os';
import { describe, expect, test } from 'vitest';
import { wirebookCommand } from '../../../tools/system/node.ts';
import { exerciseBook } from '../../support/exercise-book.ts';
import { marked } from '../../support/marked.ts';
import { needs } from '../../support/needs.ts';
import { untilTrue } from '../../support/tcp-table.ts';

const RIGHT = 'for (const word of process.argv.slice(2)) console.log(word.toUpperCase());\n';
const SMALL = RIGHT.replace('toUpperCase', 'toLowerCase');
const IMPOLITE = `${RIGHT}process.exitCode = 1;\n`;

/** What differs from run to run: times. */
function steady(said: string): string {
  return said.replaceAll(/ +\d+ ms$/gm, ' <ms>').replaceAll(/\d+\.\d s/g, '<s>');
}

describe('check', () => {
  test('accepts a right answer, and tells what comes next', async (context) => {
    const book = exerciseBook(context);
    book.write('answers/shout.ts', RIGHT);
    const { code, said } = await book.run('check', 'shout', '--seed', 'abcd');
    expect(steady(said).split('\n')).toEqual([
      'shout   answers/shout.ts   2 checks   seed abcd',
      '',
      '  ok    prints capitals <ms>',
      '  ok    ends with code 0 <ms>',
      '',
      'shout: all 2 checks pass; <s>',
      '',
      "Compare   npx wirebook diff shout, your answer and the book's",
      'Next      whisper: say it softer   npx wirebook start whisper',
      '          ██████████░░░░░░░░░░ 1 of 2 solved',
      '',
    ]);
    expect(code).toBe(0);
  });

  test('tells a wrong answer all: bytes, difference, misconception, steps, where to go', async (context) => {
    const book = exerciseBook(context);
    book.write('answers/shout.ts', SMALL);
    const { code, said } = await book.run('check', 'shout', '--seed', 'abcd');
    expect(steady(said).split('\n')).toEqual([
      'shout   answers/shout.ts   2 checks   seed abcd',
      '',
      '  FAIL  prints capitals <ms>',
      '',
      '        The word came back in other letters.',
      '',
      expect.stringMatching(/^ {8}expected {2}"[A-Z]{8}\\n" \(9 bytes\)$/),
      expect.stringMatching(/^ {8}seen {6}"[a-z]{8}\\n" \(9 bytes\)$/),
      '                   ^ the first difference',
      '',
      '        Who shouts uses capitals.',
      '',
      '        the steps:',
      expect.stringMatching(/^ {10}started {3}answers\/shout\.ts "[a-z]{8}"$/),
      '          ended     the program, with exit code 0',
      '',
      '        Read      chapters/01-shouting.md#capitals',
      '        By hand   npx tsx answers/shout.ts hello',
      '        Hint      npx wirebook hint shout 3',
      '',
      '  ..    ends with code 0',
      '',
      'not yet: 0 ok, 1 failed, 1 waiting for what failed; <s>',
      '',
    ]);
    expect(code).toBe(1);
  });

  test('uses the same data for the same seed, and others for another', async (context) => {
    const book = exerciseBook(context);
    book.write('answers/shout.ts', SMALL);
    const words = async (...seed: readonly string[]) => {
      const { said } = await book.run('check', 'shout', ...seed);
      return /seen +"(\w+)/.exec(said)?.[1];
    };
    const first = await words('--seed', 'abcd');
    expect(await words('--seed', 'abcd')).toBe(first);
    expect(await words('--seed', 'abce')).not.toBe(first);
    expect(await words()).not.toBe(await words());
  });

  test('takes the exercise that was begun last and is not solved, then the next', async (context) => {
    const book = exerciseBook(context);
    book.write('answers/shout.ts', RIGHT);
    book.write('answers/whisper.ts', RIGHT);
    expect((await book.run('check')).said).toContain('shout: all 2 checks pass');
    expect((await book.run('check')).said).toContain('FAIL  prints small letters');
    book.write('answers/whisper.ts', SMALL);
    expect((await book.run('check')).said).toContain('whisper: all 1 check pass');
    expect(await book.run('check')).toEqual({
      code: 2,
      said: 'all 2 exercises are solved\n  → Name the one that you mean.\n',
    });
  });

  test('lets Python print at once, as on a terminal, whatever is set here', async (context) => {
    const book = exerciseBook(context);
    book.write('mine.mjs', `${RIGHT}if (!process.env.PYTHONUNBUFFERED) process.exit(1);\n`);
    const words = ['check', 'shout', '--cmd', `${process.execPath} mine.mjs`];
    const { code } = await book.wirebook(words, { env: { PYTHONUNBUFFERED: undefined } }).ended;
    expect(code).toBe(0);
  });

  test('tries a program of any language by its command', async (context) => {
    const book = exerciseBook(context);
    book.write('mine.mjs', RIGHT);
    book.write('his.cjs', SMALL);
    const words = ['check', 'shout', '--cmd'];
    const right = await book.run(...words, `${process.execPath} mine.mjs`);
    expect(right.code).toBe(0);
    const wrong = await book.run(...words, `${process.execPath} his.cjs`);
    expect(wrong.said).toContain(`By hand   ${process.execPath} his.cjs hello\n`);
    expect(wrong.code).toBe(1);
    expect((await book.run(...words, 'no-such-program')).said).toContain('FAIL  prints capitals');
    expect((await book.run(...words, '')).code).toBe(2);
    expect((await book.run('progress')).said).toContain('shout    solved');
  });

  test('says with a place what is no TypeScript, and tries nothing', async (context) => {
    const book = exerciseBook(context);
    book.write('answers/shout.ts', 'for (const word of\n');
    const { code, said } = await book.run('check', 'shout');
    expect(said).toBe(
      'answers/shout.ts:2:1: Unexpected end of file\n  2 | \n    | ^\n  → Mend it, and check again.\n',
    );
    expect(code).toBe(1);
  });

  test('tells type errors beside the verdict, which they do not change', async (context) => {
    const book = exerciseBook(context);
    book.write('answers/shout.ts', `const unused: number = 'x';\nvoid unused;\n${RIGHT}`);
    const { code, said } = await book.run('check', 'shout');
    expect(said).toMatch(
      /Beside the verdict, the type checker says:\n\nanswers\/shout\.ts:1:7: TS2322: [^]*\n {2}1 \| const unused/,
    );
    expect(code).toBe(0);
  });

  test('says what to do where there is no answer, no exercise, or no such file', async (context) => {
    const book = exerciseBook(context);
    expect(await book.run('check', 'shout')).toEqual({
      code: 2,
      said: 'there is no answers/shout.ts\n  → Begin with npx wirebook start shout\n',
    });
    expect(await book.run('check', 'shuot')).toEqual({
      code: 2,
      said: 'no exercise shuot\n  → Did you mean shout, whisper?\n',
    });
    expect((await book.run('check', 'shout', '--file', 'gone.ts')).code).toBe(2);
  });

  test('prints and writes the verdict for other programs', async (context) => {
    const book = exerciseBook(context);
    book.write('answers/shout.ts', SMALL);
    const reports = ['--junit', book.path('junit.xml'), '--ctrf', book.path('ctrf.json')];
    const { code, said } = await book.run('check', 'shout', '--json', ...reports);
    expect(code).toBe(1);
    expect(JSON.parse(said)).toMatchObject({
      exercise: 'shout',
      program: 'answers/shout.ts',
      passed: false,
      checks: [
        { id: 'capitals', state: 'failed', says: 'The word came back in other letters.' },
        { id: 'ends-well', state: 'waits', waitsFor: 'capitals' },
      ],
    });
    expect(book.read('junit.xml')).toMatch(
      /<testsuites tests="2" failures="1" skipped="1"[^]*<failure message="The word came back in other letters\." type="capitals">[^]*&quot;[^]*<skipped message="waits for capitals"\/>/,
    );
    expect(JSON.parse(book.read('ctrf.json'))).toMatchObject({
      reportFormat: 'CTRF',
      results: {
        tool: { name: 'wirebook' },
        summary: { tests: 2, passed: 0, failed: 1, pending: 1, skipped: 0, other: 0 },
        tests: [{ status: 'failed', extra: { check: 'capitals' } }, { status: 'pending' }],
      },
    });
    const nowhere = await book.run('check', 'shout', '--junit', '/nowhere/at/all.xml');
    expect(nowhere.said).toContain("can't write /nowhere/at/all.xml");
    expect(nowhere.code).toBe(1);
  });

  test('is no pass where the checker itself fails: it says so and exits with 3', async (context) => {
    const book = exerciseBook(context);
    book.write('answers/shout.ts', RIGHT);
    const table = book.read('test/exercises/shout.ts');
    book.write(
      'test/exercises/shout.ts',
      table.replace('if (seen.equals(expected)) return;', 'throw new TypeError("oops");'),
    );
    const { code, said } = await book.run('check', 'shout');
    expect(said).toContain('wirebook itself failed; this says nothing about the book:');
    expect(code).toBe(3);
    expect((await book.run('progress')).said).toContain('0 of 2 solved');
  });

  test('does not count a check that proved nothing as a pass', async (context) => {
    const book = exerciseBook(context);
    book.write('answers/shout.ts', RIGHT);
    book.write(
      'test/exercises/shout.ts',
      "export const checks = [{ id: 'a', title: 'flies', reads: '', byHand: '', async run(trial: any) { trial.notHere('no air'); } }];\n",
    );
    const { code, said } = await book.run('check', 'shout');
    expect(steady(said)).toContain('  skip  flies: no air\n\nnot yet: 0 ok, 0 failed, 1 skipped');
    expect(code).toBe(1);
  });
});

describe('the reader’s loop', () => {
  test('begins with the starter, never over what is there', async (context) => {
    const book = exerciseBook(context);
    const { code, said } = await book.run('start', 'shout');
    expect(said).toContain(
      'wrote answers/shout.ts\n\nshout: say it louder\n(chapters/01-shouting.md:7)\n\nPrint what you are told, in capitals.\n',
    );
    expect(said).toContain('1. Print each word in capitals.\n');
    expect(said).not.toContain('```');
    expect(code).toBe(0);
    expect(book.read('answers/shout.ts')).toBe(
      'for (const word of process.argv.slice(2)) {\n  console.log(word);\n}\n',
    );
    book.write('answers/shout.ts', RIGHT);
    expect((await book.run('start', 'shout')).said).toMatch(
      /^answers\/shout\.ts is there already; nothing was changed\n/,
    );
    expect(book.read('answers/shout.ts')).toBe(RIGHT);
  });

  test('shows hint after hint, or the one that is asked for', async (context) => {
    const book = exerciseBook(context);
    const hint = async (...words: readonly string[]) => (await book.run('hint', ...words)).said;
    expect(await hint('shout')).toContain('Hint 1: where to look');
    expect(await hint('shout')).toContain('Hint 2: the idea');
    expect(await hint('shout', '1')).toContain('Hint 1: where to look');
    expect(await hint('shout')).toContain('Hint 3: the call');
    expect(await hint('shout')).toContain('Hint 3: the call');
    expect((await book.run('hint', 'shout', '4')).code).toBe(2);
    expect((await book.run('progress')).said).toContain('shout    begun   3 of 3 hints seen');
  });

  test('shows solution and difference after a pass, or to who gives up', async (context) => {
    const book = exerciseBook(context);
    book.write('answers/shout.ts', SMALL);
    const closed = {
      code: 1,
      said: "shout isn't solved yet, and this would show the solution\n  → Take a hint (npx wirebook hint shout), or add --give-up.\n",
    };
    expect(await book.run('reveal', 'shout')).toEqual(closed);
    expect(await book.run('diff', 'shout')).toEqual(closed);
    expect((await book.run('diff', 'shout', '--starter')).said).toContain(
      `+++ code/01-shouting/exercises/shout.ts`,
    );
    expect((await book.run('reveal', 'shout', '--give-up')).said).toContain(
      'console.log(word.toUpperCase());',
    );
    expect((await book.run('diff', 'shout')).said).toContain('+++ code/a-solutions/shout.ts');
    book.write('answers/whisper.ts', SMALL);
    expect((await book.run('check', 'whisper')).code).toBe(0);
    expect((await book.run('diff')).said).toContain('+++ code/a-solutions/whisper.ts');
  });

  test('keeps what reset and restore replace, and undoes either', async (context) => {
    const book = exerciseBook(context);
    book.write('answers/shout.ts', RIGHT);
    const { said } = await book.run('reset', 'shout');
    const [, copy = ''] = /what it was is in (\S+)$/m.exec(said) ?? [];
    expect(book.read(copy)).toBe(RIGHT);
    expect(book.read('answers/shout.ts')).toContain('console.log(word);');
    book.write('answers/shout.ts', SMALL);
    expect((await book.run('restore', 'shout')).code).toBe(0);
    expect(book.read('answers/shout.ts')).toBe(RIGHT);
    expect((await book.run('restore', 'shout')).code).toBe(0);
    expect(book.read('answers/shout.ts')).toBe(SMALL);
    expect((await book.run('restore', 'shout', '--from', copy)).code).toBe(0);
    expect(book.read('answers/shout.ts')).toBe(RIGHT);
    expect((await book.run('restore', 'shout', '--list')).said.trimEnd().split('\n')).toHaveLength(
      2,
    );
    expect((await book.run('restore', 'whisper')).code).toBe(1);
    expect((await book.run('reset', 'whisper')).code).toBe(2);
    expect((await book.run('restore', 'shout', '--from', 'gone.ts')).code).toBe(2);
  });

  test('keeps a copy of each new content that is checked', async (context) => {
    const book = exerciseBook(context);
    for (const text of [SMALL, IMPOLITE, SMALL]) {
      book.write('answers/shout.ts', text);
      await book.run('check', 'shout');
    }
    const copies = (await book.run('restore', 'shout', '--list')).said.trimEnd().split('\n');
    expect(copies.map((path) => book.read(path)).toSorted()).toEqual([SMALL, IMPOLITE].toSorted());
  });

  test('tells the next exercise with its prompt', async (context) => {
    const book = exerciseBook(context);
    expect((await book.run('next')).said).toMatch(
      /^shout: say it louder\n[^]*Begin with {3}npx wirebook start shout\n$/,
    );
    await book.run('start', 'whisper');
    expect((await book.run('next')).said).toMatch(/^whisper: say it softer\n/);
  });
});

describe('progress', () => {
  test('survives lines that were cut off or edited by hand, and counts them for nothing', async (context) => {
    const book = exerciseBook(context);
    book.write('answers/shout.ts', SMALL);
    await book.run('check', 'shout');
    const journal = book.read('.wirebook/journal.jsonl');
    book.write(
      '.wirebook/journal.jsonl',
      `${journal.replace('"passed":false', '"passed":true')}{"time":"20`,
    );
    book.write('answers/whisper.ts', SMALL);
    expect((await book.run('check', 'whisper')).code).toBe(0);
    const { code, said } = await book.run('progress');
    expect(said).toBe(
      [
        '01 Shouting',
        '   shout',
        '   whisper  solved  1 check',
        '',
        '██████████░░░░░░░░░░ 1 of 2 solved',
        ".wirebook/journal.jsonl: lines 1, 2 can't be read and count for nothing; check such answers again",
        '',
      ].join('\n'),
    );
    expect(code).toBe(0);
  });

  test('begins anew without its journal, and the kept copies are still there', async (context) => {
    const book = exerciseBook(context);
    book.write('answers/shout.ts', RIGHT);
    await book.run('check', 'shout');
    const { said } = await book.run('restore', 'shout', '--list');
    await book.start(['rm', '.wirebook/journal.jsonl']).ended;
    expect((await book.run('progress')).said).toContain('0 of 2 solved');
    book.write('answers/shout.ts', SMALL);
    expect((await book.run('restore', 'shout')).code).toBe(0);
    expect(book.read('answers/shout.ts')).toBe(RIGHT);
    expect((await book.run('restore', 'shout', '--list')).said).toContain(said.trimEnd());
  });

  test('follows an exercise to its new name, answer and all', async (context) => {
    const book = exerciseBook(context);
    const chapter = book.read('chapters/01-shouting.md');
    const old = (text: string) =>
      text.replaceAll('whisper', 'murmur').replace('formerly: murmur', 'formerly: x');
    for (const path of [
      'chapters/01-shouting.md',
      'chapters/a-solutions.md',
      'test/exercises/whisper.ts',
    ]) {
      book.write(path.replace('whisper', 'murmur'), old(book.read(path)));
    }
    book.write('answers/murmur.ts', SMALL);
    expect((await book.run('check', 'murmur')).code).toBe(0);
    book.write('chapters/01-shouting.md', chapter);
    expect((await book.run('progress')).said).toContain('whisper  solved  1 check\n');
    expect((await book.run('check', 'whisper')).said).toContain(
      'whisper   answers/murmur.ts   1 check',
    );
    expect((await book.run('start', 'whisper')).said).toContain(
      'answers/murmur.ts is there already',
    );
  });

  test('says when the starter has changed, and replaces it only where nothing was written yet', async (context) => {
    const book = exerciseBook(context);
    const chapter = book.read('chapters/01-shouting.md');
    const path = 'answers/shout.ts';
    await book.run('start', 'shout');
    book.write(
      'chapters/01-shouting.md',
      chapter.replace('console.log(word);', "console.log('?');"),
    );
    expect((await book.run('start', 'shout')).said).toMatch(/^wrote answers\/shout\.ts anew: /);
    expect(book.read(path)).toContain("console.log('?');");
    book.write(path, IMPOLITE);
    book.write('chapters/01-shouting.md', chapter);
    expect((await book.run('start', 'shout')).said).toContain('nothing was changed');
    expect((await book.run('check', 'shout')).said).toContain(
      'The starter has changed since you began',
    );
    expect(book.read(path)).toBe(IMPOLITE);
  });

  test('counts two checks at once as two', async (context) => {
    const book = exerciseBook(context);
    book.write('answers/shout.ts', RIGHT);
    book.write('answers/whisper.ts', SMALL);
    const answers = await Promise.all(
      ['shout', 'whisper', 'shout'].map((id) => book.run('check', id)),
    );
    expect(answers.map(({ code }) => code)).toEqual([0, 0, 0]);
    const { said } = await book.run('progress');
    expect(said).toContain('shout    solved  2 checks\n');
    expect(said).toContain('whisper  solved  1 check\n');
  });
});

describe('an answer that reaches for more', () => {
  test('can not take from the journal what stood there', async (context) => {
    const book = exerciseBook(context);
    book.write('answers/shout.ts', RIGHT);
    expect((await book.run('check', 'shout')).code).toBe(0);
    const thief =
      "import { writeFileSync } from 'node:fs';\nwriteFileSync('../../journal.jsonl', '{}');\n";
    book.write('answers/whisper.ts', `${thief}${SMALL}`);
    const { code, said } = await book.run('check', 'whisper');
    expect(said).toContain(
      '.wirebook/journal.jsonl was changed while your program ran; what it had is back in it\n',
    );
    expect(code).toBe(0);
    expect((await book.run('progress')).said).toContain('2 of 2 solved');
  });
});

describe('a check that is broken off', () => {
  const MUTE = 'console.error("up"); setInterval(() => {}, 1000);\n';

  test.for(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'by %s takes its programs and folders with it, and is no verdict',
    async (signal, context) => {
      await needs(context, 'linux');
      const book = exerciseBook(context);
      book.write('answers/shout.ts', MUTE);
      const run = book.wirebook(['check', 'shout'], { env: { MARK: book.root } });
      await untilTrue(
        'the answer runs',
        () => marked(book.root, '--enable-source-maps').length > 0,
      );
      process.kill(run.pid ?? 0, signal);
      const { code } = await run.ended;
      expect(code).toBe(128 + constants.signals[signal]);
      await untilTrue('nothing of it runs', () => marked(book.root).length === 0);
      expect(readdirSync(book.path('.wirebook/trials'))).toEqual([]);
      expect((await book.run('progress')).said).toContain('0 of 2 solved');
    },
  );

  test('while its answer is compiled writes nothing when it has ended', async (context) => {
    await needs(context, 'linux');
    const book = exerciseBook(context);
    const long = 'console.log({ a: [1, 2, 3], b: `${Math.random()}` });\n'.repeat(40_000);
    book.write('answers/shout.ts', long);
    const run = book.wirebook(['check', 'shout'], { env: { MARK: book.root } });
    await untilTrue('the compiler runs', () => marked(book.root, '--service=').length > 0);
    process.kill(run.pid ?? 0, 'SIGTERM');
    await run.ended;
    await untilTrue('nothing of it runs', () => marked(book.root).length === 0);
    expect(readdirSync(book.path('.wirebook/trials'))).toEqual([]);
  });

  test('by SIGKILL leaves programs that the next check ends', async (context) => {
    await needs(context, 'linux');
    const book = exerciseBook(context);
    book.write('answers/shout.ts', MUTE);
    const run = book.wirebook(['check', 'shout'], { env: { MARK: book.root } });
    await untilTrue('the answer runs', () => marked(book.root, '--enable-source-maps').length > 0);
    process.kill(run.pid ?? 0, 'SIGKILL');
    await run.ended;
    book.write('answers/shout.ts', RIGHT);
    expect((await book.run('check', 'shout')).code).toBe(0);
    expect(marked(book.root)).toEqual([]);
    expect(readdirSync(book.path('.wirebook/trials'))).toEqual([]);
  });

  test('by a full disk loses nothing, and says so', async (context) => {
    await needs(context, 'namespaces');
    const book = exerciseBook(context);
    book.write('answers/shout.ts', RIGHT);
    expect((await book.run('check', 'shout')).code).toBe(0);
    const before = book.read('.wirebook/journal.jsonl');
    book.write('answers/shout.ts', IMPOLITE);
    const wirebook = wirebookCommand().join(' ');
    const script = `
      mkdir full && mount -t tmpfs -o size=64k tmpfs full && cp -r chapters answers test .wirebook full/ && cd full &&
      head -c 64k /dev/zero > filler 2>/dev/null; ${wirebook} check shout; echo "code $?"; cat .wirebook/journal.jsonl; cat answers/shout.ts`;
    const { output } = await book.start(
      ['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c', script],
      { merged: true },
    ).ended;
    expect(output).toContain('the disk is full');
    expect(output).toContain('code 1\n');
    expect(output).toContain(before);
    expect(output).toContain(IMPOLITE);
  });
});
