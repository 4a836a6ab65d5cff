import { symlinkSync } from 'node:fs';
import { describe, expect, it, type TestContext } from 'vitest';
import { Book, block, chapter, removeFolder, type Tree } from '../../support/book.ts';

const sound = chapter(
  'One',
  'It adds ([proof](../test/chapters/01-one.test.ts "adds")). See [above](#one) and [it](../code/01-one/hello.ts).',
  '**`hello.ts`**',
  block('ts {file=hello.ts}', "const word: string = 'hello';", '// <<say>>'),
  '**`hello.ts`**, *say*',
  block('ts {#say}', 'console.log(word);'),
  block('ts {.example}', "import { readFileSync } from 'node:fs';"),
  block('ts {.fails error=TS2322}', "const word: number = 'hello';"),
  block('console', '$ npx wirebook run 01/hello', 'hello'),
);
const soundTest = `import { describe, expect, it } from 'vitest';
describe('claims', () => {
  it('adds', () => expect(1 + 1).toBe(2));
});
`;

/** A sound chapter that claims nothing, so that no test has to run. */
const plain = sound.replace(/^It adds .*? (?=See)/m, '');
expect(plain).not.toBe(sound);

/** A book that vitest and Node can run in, tangled, with a sound chapter and its test. */
async function book(context: TestContext, files: Tree = {}): Promise<Book> {
  const test = { 'test/chapters/01-one.test.ts': soundTest };
  return await tangled(context, { 'chapters/01-one.md': sound, ...test, ...files });
}

/** A tangled book without tests. */
async function plainBook(context: TestContext, files: Tree = {}): Promise<Book> {
  return await tangled(context, { 'chapters/01-one.md': plain, ...files });
}

async function tangled(context: TestContext, files: Tree): Promise<Book> {
  const made = new Book(context, { 'package.json': '{ "type": "module" }', ...files });
  symlinkSync(`${process.cwd()}/node_modules`, made.path('node_modules'), 'junction');
  expect((await made.run('tangle')).code).toBe(0);
  return made;
}

describe('verify', () => {
  it('is content with a sound book and says what it looked at', async (context) => {
    const { code, said } = await (await book(context)).run('verify');
    expect(said.replace(/ +\d+\.\d s$/gm, '')).toBe(
      [
        'listings     5 listings and transcripts of 1 chapter',
        'types        3 programs type-checked, each by itself',
        'tests        1 of 1 tests passed; 3 links and proofs',
        'exercises    0 exercises, 0 programs tried',
        'transcripts  1 of 1 played',
        'all of it is as the chapters say',
        '',
      ].join('\n'),
    );
    expect(code).toBe(0);
  });

  it('finds each fault of a faulty book in one run, and exits with 1', async (context) => {
    const faulty = await book(context, {
      'chapters/01-one.md': chapter(
        'One',
        'It adds ([proof](../test/chapters/01-one.test.ts "add")), [fails](../test/chapters/01-one.test.ts "fails").',
        'It is [nowhere](../nowhere.md), [not here](#two), and names no test ([proof](../test/chapters/01-one.test.ts)); [torn](a%2.md).',
        block(
          'ts {file=hello.ts}',
          "const word: number = 'hello';",
          'if (word) {',
          '  // <<say>>',
          '}',
        ),
        '**`other.ts`**, *say*',
        block('ts {#say}', "const other: string = 'x' * 2;", 'console.log(other);'),
        block('ts {.example}', "import { nothing } from 'node:net';"),
        block('ts {.fails error=TS2322}', "const word: string = 'hello';"),
        block('ts {.fails error=TS2304}', "const word: number = 'hello';"),
        block('console', '$ npx wirebook run 01/hello', 'Hello'),
        block('console {needs=perl6}', '$ perl6 --version'),
        block('console', 'no command'),
      ),
      'test/chapters/01-one.test.ts': `${soundTest}
it('fails', () => expect(1).toBe(2));
`,
    });
    faulty.write('code/01-one/hello.ts', `${faulty.read('code/01-one/hello.ts')}// mine\n`);
    const { code, said } = await faulty.run('verify');
    const heads = said.split('\n').filter((line) => /^\S+:\d+:\d+: /.test(line));
    expect(
      heads.map((head) => head.replace(/^(?:test\/)?(?:chapters|code\/01-one)\//, '')),
    ).toEqual([
      'hello.ts:6:1: code/01-one/hello.ts was edited by hand',
      '01-one.md:7:4: the line above the listing does not name its file and chunk',
      '01-one.md:16:4: the line above the listing does not name its file and chunk',
      "01-one.md:8:7: TS2322: Type 'string' is not assignable to type 'number'.",
      "01-one.md:17:7: TS2322: Type 'number' is not assignable to type 'string'.",
      "01-one.md:17:23: TS2362: The left-hand side of an arithmetic operation must be of type 'any', 'number', 'bigint' or an enum type.",
      "01-one.md:22:10: TS2305: Module '\"node:net\"' has no exported member 'nothing'.",
      '01-one.md:25:4: this listing must give exactly the error TS2322',
      '01-one.md:30:7: this listing must give exactly the error TS2304',
      '01-one.test.ts:6:29: the test failed: fails',
      '01-one.md:3:18: no test of this name ran: "add"',
      '01-one.md:3:67: the proof failed: fails',
      '01-one.md:5:78: a proof that names no test',
      '01-one.test.ts:3:1: no sentence links to the claim "adds"',
      '01-one.md:5:17: there is no nowhere.md',
      '01-one.md:5:44: chapters/01-one.md has no heading #two',
      '01-one.md:5:120: there is no chapters/a%2.md',
      '01-one.md:43:1: output before any command',
      '01-one.md:38:4: unknown need perl6',
      '01-one.md:35:1: a fresh run prints something else',
    ]);
    expect(code).toBe(1);
  });

  it('tells what could not be seen here, and fails where that is required', async (context) => {
    const lines = block('console {needs=python3}', "$ python3 -c 'print(1)'", '1');
    const skipped = `${soundTest}describe('claims', () => it('skips', (c) => c.skip('needs a moon')));\n`;
    const text = `${sound}\n${lines}\n\nMoon ([proof](../test/chapters/01-one.test.ts "skips")).\n`;
    const blind = await book(context, {
      'chapters/01-one.md': text,
      'test/chapters/01-one.test.ts': skipped,
    });
    const PATH = blind.path('bin');
    blind.write('bin/empty', '');
    const program = blind.wirebook(['verify'], { env: { PATH, WIREBOOK_REQUIRE: undefined } });
    const { code, said } = blind.answer(await program.ended);
    expect(said).toContain('proof "skips": needs a moon');
    expect(said).toMatch(/chapters\/01-one\.md:\d+:4: needs python3: `python3 .*not found/);
    expect(code).toBe(0);

    const required = blind.wirebook(['verify'], { env: { PATH, WIREBOOK_REQUIRE: 'python3' } });
    const answer = blind.answer(await required.ended);
    expect(answer.said).toContain(
      'this transcript can’t be played here, but WIREBOOK_REQUIRE names python3',
    );
    expect(answer.code).toBe(1);
  });

  it('takes no test for a proof that is switched off, reversed or left an error behind', async (context) => {
    const cases = [
      [
        "it.skip('adds', () => {}); it.todo('multiplies');",
        ['the proof was skipped: adds', 'the proof was skipped: multiplies'],
      ],
      ["it.fails('adds', () => expect(1).toBe(2));", ['the proof failed: adds']],
      [
        "it('adds', () => void Promise.reject(new Error('boom')));",
        ['the tests left an error behind that none of them caught'],
      ],
    ] as const;
    const answers = cases.map(async ([tests, problems]) => {
      const names = [...tests.matchAll(/'(\w+s)'/g)].map(([, name]) => name);
      const proofs = names.map((name) => `([proof](../test/chapters/01-one.test.ts "${name}"))`);
      const made = await book(context, {
        'chapters/01-one.md': chapter('One', `It does something ${proofs.join(' ')}.`),
        'test/chapters/01-one.test.ts': `import { describe, expect, it } from 'vitest';
describe('claims', () => {
  ${tests}
});
expect(1).toBe(1);
`,
      });
      const { code, said } = await made.run('verify');
      expect([code, said.match(/(?:the proof|the tests left) .*/g)]).toEqual([1, problems]);
    });
    await Promise.all(answers);
  });

  it('knows the headings of the chapters that it was not asked for', async (context) => {
    const links = 'See [this](01-one.md#one) and [that](01-one.md#two).';
    const made = await plainBook(context, { 'chapters/02-two.md': chapter('Two', links) });
    const { code, said } = await made.run('verify', '02');
    expect(said).toContain('chapters/02-two.md:3:38: chapters/01-one.md has no heading #two\n');
    expect([said.match(/no heading/g)?.length, code]).toEqual([1, 1]);
  });

  it('knows a proof of another chapter, whichever of the two it was asked for', async (context) => {
    const more = "  it('lends', () => {});\n  it('idles', () => {});\n";
    const proof = '([proof](../test/chapters/01-one.test.ts "lends"))';
    const made = await book(context, {
      'chapters/02-two.md': chapter('Two', `It borrows ${proof}.`),
      'test/chapters/01-one.test.ts': soundTest.replace(/^(?=\}\);)/m, more),
    });
    const two = await made.run('verify', '02');
    expect(two.said).toContain(' 3 of 3 tests passed; 1 links and proofs ');
    expect(two.code).toBe(0);

    const one = await made.run('verify', '01');
    expect(one.said.match(/no sentence links .*/g)).toEqual([
      'no sentence links to the claim "idles"',
    ]);
    expect(one.code).toBe(1);
  });

  it('refuses a program that does not run when its folder is copied', async (context) => {
    const lines = ["const path = '../../test/a.ts';", 'await import(path);'];
    const listing = `**\`far.ts\`**\n\n${block('ts {file=far.ts}', ...lines)}`;
    const made = await plainBook(context, { 'chapters/02-two.md': chapter('Two', listing) });
    const { code, said } = await made.run('verify', '02');
    expect(said.match(/^\S+:\d+:\d+: .*/gm)).toEqual([
      'chapters/02-two.md:7:7: code/02-two/far.ts imports what only a run can tell',
    ]);
    expect(code).toBe(1);
  });

  it('tells of a type error once, though two files share its line', async (context) => {
    const made = await plainBook(context, {
      'chapters/01-one.md': chapter(
        'One',
        '**`hello.ts`**',
        block('ts {file=hello.ts}', "const word: number = 'hello';", '// <<say>>'),
        '**`hello.ts`**, *say*',
        block('ts {#say}', 'console.log(word);'),
        '**`loud.ts`**, *say*',
        block('ts {variant=loud.ts of=hello.ts #say}', 'console.error(word);'),
      ),
    });
    const { code, said } = await made.run('verify');
    expect([code, said.match(/^chapters.*TS2322/gm)]).toEqual([
      1,
      ['chapters/01-one.md:6:7: TS2322'],
    ]);
  });

  it('says that code/ has to be tangled first', async (context) => {
    const made = await plainBook(context);
    made.write('chapters/01-one.md', plain.replace('console.log(word)', 'console.log(`${word}`)'));
    const { code, said } = await made.run('verify', '1');
    expect(said).toContain(
      'code/01-one/hello.ts:2:13: code/01-one/hello.ts is not what the chapters say',
    );
    expect(code).toBe(1);
  });

  it('knows wrong use from a problem', async (context) => {
    const made = await plainBook(context);
    expect(await made.run('verify', '02')).toEqual({
      code: 2,
      said: 'no chapter 02\n  → Known: 01-one.\n',
    });
  });
});

describe('record', () => {
  it('rewrites what differs, keeps a copy, shows the difference, and then has nothing to do', async (context) => {
    const stale = plain.replace(/hello\n```\n$/, 'Hello\n```\n');
    const made = await plainBook(context, { 'chapters/01-one.md': stale });
    const { code, said } = await made.run('record');
    expect(said).toContain('-Hello\n+hello\n');
    expect(said).toContain(
      'rewrote chapters/01-one.md; what it was is in .wirebook/recorded/chapters/01-one.md',
    );
    expect(code).toBe(0);
    expect(made.read('chapters/01-one.md')).toBe(plain);
    expect(made.read('.wirebook/recorded/chapters/01-one.md')).toBe(stale);
    expect(await made.run('record')).toEqual({
      code: 0,
      said: '1 transcript played, 0 rewritten\n',
    });
  });

  it('writes the numbers of its own run into a measurement that verify is content with', async (context) => {
    const header = 'console {measured="every process has its own number"}';
    const command = `$ node -e 'console.log("process " + process.pid + "\\nis 1.5 high")'`;
    const measurement = block(header, command, 'process 0', 'is 7 high');
    const text = `${plain}\n${measurement}\n`;
    const made = await plainBook(context, { 'chapters/01-one.md': text });
    expect((await made.run('verify')).code).toBe(0);
    const { code, said } = await made.run('record');
    expect(said).toContain('2 transcripts played, 1 rewritten');
    expect(code).toBe(0);
    const recorded = made.read('chapters/01-one.md');
    expect(recorded).toMatch(/^process [1-9]\d*\nis 1\.5 high$/m);
    expect((await made.run('verify')).code).toBe(0);
    made.write('chapters/01-one.md', recorded.replace(/^is 1.5 high$/m, 'is 1.5 wide'));
    const verdict = await made.run('verify');
    expect(verdict.said).toMatch(/expected: is 1\.5 wide\n +seen: {5}is 1\.5 high/);
    expect(verdict.code).toBe(1);
  });

  it('plays nothing where code/ is not what the chapters say', async (context) => {
    const spoil: readonly ((made: Book) => void)[] = [
      (made) => made.write('code/01-one/hello.ts', "console.log('Hacked');\n"),
      (made) => made.write('chapters/01-one.md', plain.replace('(word)', '(word, 1)')),
      (made) => removeFolder(made.path('code')),
    ];
    for (const act of spoil) {
      const made = await plainBook(context);
      act(made);
      const before = made.read('chapters/01-one.md');
      const { code, said } = await made.run('record');
      expect([code, said]).toEqual([1, expect.stringContaining('code/01-one/hello.ts')]);
      expect(made.read('chapters/01-one.md')).toBe(before);
    }
  });

  it('exits with 1 and writes nothing where the book has a problem', async (context) => {
    const made = await plainBook(context);
    const broken = `${plain}\n${block('console', 'no command')}\n`;
    made.write('chapters/01-one.md', broken);
    const { code, said } = await made.run('record');
    expect(said).toContain('output before any command');
    expect(code).toBe(1);
    expect(made.read('chapters/01-one.md')).toBe(broken);
  });
});
