import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { afterAll, describe, expect, test, type TestContext } from 'vitest';
import type { Book } from '../../support/book.ts';
import { exerciseBook } from '../../support/exercise-book.ts';
import { marked } from '../../support/marked.ts';
import { needs } from '../../support/needs.ts';

const RIGHT = 'for (const word of process.argv.slice(2)) console.log(word.toUpperCase());\n';
const SMALL = RIGHT.replace('toUpperCase', 'toLowerCase');
const IMPOLITE = `${RIGHT}process.exitCode = 1;\n`;
const ATTACK = `
import { spawn } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
const attempts = [
  () => writeFileSync('CLASS/ann/shout.ts', 'spoilt'),
  () => rmSync('CLASS/zoe', { recursive: true }),
  () => writeFileSync('OUT/results/ann/shout.json', '{}'),
  () => writeFileSync('ROOT/.wirebook/journal.jsonl', 'spoilt'),
  () => writeFileSync('ROOT/test/exercises/shout.ts', ''),
  () => process.kill(-1, 'SIGKILL'),
  () => spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' }).unref(),
];
for (const attempt of attempts.slice(0, 5)) try { attempt(); } catch {}
console.error(readdirSync('CLASS').join());
for (const attempt of attempts.slice(5)) try { attempt(); } catch {}
`;

/** A class with every oddity, and the states that its grades must have. */
function classOf(book: Book): Readonly<Record<string, readonly [shout: string, whisper: string]>> {
  const write = (path: string, text: string) => book.write(`class/${path}`, text);
  write('ann/shout.ts', RIGHT);
  write('ann/whisper.ts', SMALL);
  write('Bob the Second/answers/shout.ts', SMALL.replaceAll('\n', '\r\n'));
  write('Bob the Second/whisper.ts', SMALL.replaceAll('\n', '\r\n'));
  write('Zoë Ñandú, "Z"/shout.ts', IMPOLITE);
  write('Zoë Ñandú, "Z"/notes.txt', 'hello');
  write('broken/shout.ts', 'for (\n');
  write('broken/test/exercises/shout.ts', 'export const checks = [];\n');
  mkdirSync(book.path('class/linked'), { recursive: true });
  symlinkSync(book.path('class/ann/shout.ts'), book.path('class/linked/shout.ts'));
  symlinkSync(book.path('class/ann'), book.path('class/linked-whole'));
  mkdirSync(book.path('class/nothing'));
  const attack = ATTACK.replaceAll('CLASS', book.path('class'))
    .replaceAll('OUT', book.path('out'))
    .replaceAll('ROOT', book.root);
  write('mallory/shout.ts', attack);
  write('README.md', 'no student');
  return {
    'Bob the Second': ['failed', 'passed'],
    'Zoë Ñandú, "Z"': ['failed', 'missing'],
    ann: ['passed', 'passed'],
    broken: ['unread', 'missing'],
    linked: ['unread', 'missing'],
    mallory: ['failed', 'missing'],
    nothing: ['missing', 'missing'],
  };
}

function statesIn(csv: string): Readonly<Record<string, readonly string[]>> {
  const rows = csv.trimEnd().split('\r\n').slice(1);
  return Object.fromEntries(
    rows.map((row) => {
      const [, name = '', rest = ''] = /^("(?:[^"]|"")*"|[^,]*),(.*)$/.exec(row) ?? [];
      const cells = rest.split(',');
      return [
        name.replace(/^"(.*)"$/, '$1').replaceAll('""', '"'),
        [cells[0] ?? '', cells[4] ?? ''],
      ];
    }),
  );
}

const cleanUps: (() => void | Promise<void>)[] = [];

/** The class, graded once for all tests that only look. */
let graded: Promise<{
  book: Book;
  expected: ReturnType<typeof classOf>;
  code: number;
  said: string;
}>;

async function gradedBook(context: TestContext) {
  await needs(context, 'namespaces');
  graded ??= gradeClass();
  return await graded;
}

async function gradeClass() {
  const book = exerciseBook({ onTestFinished: (cleanUp) => void cleanUps.unshift(cleanUp) });
  const expected = classOf(book);
  const run = book.wirebook(['grade', 'class', '--out', 'out'], { env: { MARK: book.root } });
  const { code, output } = await run.ended;
  return { book, expected, code, said: output };
}

afterAll(async () => {
  for (const cleanUp of cleanUps) await cleanUp();
});

describe('grade', () => {
  test('gives each of a class with every oddity the right grade, and no attack succeeds', async (context) => {
    const { book, expected, code, said } = await gradedBook(context);
    expect(statesIn(book.read('out/grades.csv'))).toEqual(expected);
    expect(said).not.toContain('not isolated');
    expect(said).toContain('7 students, 14 answers: 3 passed, 3 not yet, 6 missing, 2 unreadable');
    expect(said).toMatch(
      /^ {4}2 {2}shout\/capitals {3}#{40}\n {4}1 {2}shout\/ends-well {2}#{20}$/m,
    );
    expect(code).toBe(0);
    expect(book.read('class/ann/shout.ts')).toBe(RIGHT);
    expect(existsSync(book.path('.wirebook/journal.jsonl'))).toBe(false);
    expect(marked(book.root)).toEqual([]);
  });

  test('writes what teachers, students and other programs read', async (context) => {
    const { book } = await gradedBook(context);
    const report = book.read('out/students/Zoë Ñandú, "Z"/report.md');
    expect(report).toContain('# Zoë Ñandú, "Z"\n\n## shout: not yet\n\n1 of 2 checks passed.\n');
    expect(report).toContain('    An exit code other than 0 tells of a failure.\n');
    expect(report).toContain('## whisper: nothing was handed in\n');
    const scores = JSON.parse(book.read('out/students/ann/results.json')) as {
      tests: { score: number }[];
    };
    expect(scores.tests.map(({ score }) => score)).toEqual([1, 1, 1]);
    expect(book.read('out/junit.xml')).toContain(
      '<testsuite name="Zoë Ñandú, &quot;Z&quot;" tests="2" failures="2" errors="0">',
    );
    expect(JSON.parse(book.read('out/ctrf.json')).results.summary).toMatchObject({
      tests: 14,
      passed: 3,
      failed: 11,
    });
    expect(book.read('out/misconceptions.svg')).toContain(
      '<desc id="what">shout/capitals: 2; shout/ends-well: 1</desc>',
    );
    expect(book.read('out/retry.txt')).toBe('');
  });

  test('goes on where it was stopped, and tries again only what has changed', async (context) => {
    const { book } = await gradedBook(context);
    expect((await book.run('grade', 'class', '--out', 'out')).said).toContain(
      '0 tried now; the others',
    );
    book.write('class/ann/shout.ts', SMALL);
    const { said } = await book.run('grade', 'class', '--out', 'out');
    expect(said).toMatch(/^1 tried now, \d+\.\d\d s each;/m);
    expect(book.read('out/grades.csv')).toContain('ann,failed,0,2,capitals,passed,1,1,');
    book.write('out/results/ann/shout.json', '{"stu');
    expect((await book.run('grade', 'class', '--out', 'out')).said).toContain('1 tried now');
  });

  test('grades only a part of the class, of the exercises', async (context) => {
    await needs(context, 'namespaces');
    const book = exerciseBook(context);
    const all = Object.keys(classOf(book));
    const names: string[] = [];
    for (const part of ['1/3', '2/3', '3/3']) {
      const out = `out-${part[0]}`;
      await book.run('grade', 'class', '--out', out, '--shard', part, '--exercises', 'whisper');
      const csv = book.read(`${out}/grades.csv`);
      expect(csv).toMatch(/^student,whisper,whisper passed,whisper of,whisper failed first\r\n/);
      names.push(...Object.keys(statesIn(csv)));
    }
    expect(names.toSorted()).toEqual(all.toSorted());
  });

  test('lists trouble of the machine apart, grades nobody for it, and tries again', async (context) => {
    await needs(context, 'namespaces');
    const book = exerciseBook(context);
    book.write('class/ann/shout.ts', RIGHT);
    const table = book.read('test/exercises/shout.ts');
    book.write('test/exercises/shout.ts', `${table}\nthrow new Error('no power');\n`);
    const broken = await book.run('grade', 'class', '--out', 'out', '--exercises', 'shout');
    expect(broken.said).toContain('1 not graded for trouble of this machine');
    expect(book.read('out/retry.txt')).toMatch(/^ann\tshout\texit code 3: /);
    expect(book.read('out/grades.csv')).toContain('ann,trouble,0,0,\r\n');
    book.write('test/exercises/shout.ts', table);
    await book.run('grade', 'class', '--out', 'out', '--exercises', 'shout');
    expect(book.read('out/grades.csv')).toContain('ann,passed,2,2,\r\n');
  });

  test('tries again when a part of the checks has changed', async (context) => {
    const book = exerciseBook(context);
    book.write('class/ann/shout.ts', RIGHT);
    const grade = ['grade', 'class', '--out', 'out', '--exercises', 'shout'];
    expect((await book.run(...grade)).said).toContain('1 tried now');
    expect((await book.run(...grade)).said).toContain('0 tried now');
    book.write('test/exercises/shout/words.ts', "export const WORD = 'a';\n");
    expect((await book.run(...grade)).said).toContain('1 tried now');
  });

  test('knows wrong use', async (context) => {
    const book = exerciseBook(context);
    book.write('class/ann/shout.ts', RIGHT);
    const calls = [
      [],
      ['nowhere'],
      ['class', '--shard', '4/3'],
      ['class', '--jobs', '0'],
      ['class', '--exercises', 'x'],
    ];
    for (const words of calls) expect((await book.run('grade', ...words)).code).toBe(2);
  });
});
