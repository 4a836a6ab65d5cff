import { describe, expect, test, type TestContext } from 'vitest';
import { showPlace } from '../../../tools/base/place.ts';
import type { Problem } from '../../../tools/base/problem.ts';
import { passGate } from '../../../tools/commands/gate.ts';
import { loadBook } from '../../../tools/commands/load.ts';
import { tangleCommand } from '../../../tools/commands/tangle.ts';
import { Progress } from '../../../tools/system/progress.ts';
import type { Book } from '../../support/book.ts';
import { exerciseBook } from '../../support/exercise-book.ts';

const CHAPTER = 'chapters/01-shouting.md';
const SOLUTIONS = 'chapters/a-solutions.md';
const MUSEUM = 'chapters/b-museum-of-mistakes.md';
const CHECKS = 'test/exercises/shout.ts';

/** The sound book with some texts replaced, each of which must be there. */
async function faulty(
  context: TestContext,
  changes: readonly (readonly [path: string, from: string | RegExp, to: string])[],
): Promise<Book> {
  const book = exerciseBook(context);
  for (const [path, from, to] of changes) {
    const before = book.read(path);
    const after = before.replace(from, to);
    expect(after).not.toBe(before);
    book.write(path, after);
  }
  await tangleCommand(book.root, {});
  return book;
}

function headOf({ message, place }: Problem): string {
  return place ? `${showPlace(place)}: ${message}` : message;
}

describe('the gate of verify', () => {
  test('lets exercises through whose programs all behave as the book says', async (context) => {
    const book = await faulty(context, []);
    const { code, said } = await book.run('verify');
    expect(said).toMatch(/^exercises {4}2 exercises, 7 programs tried {2,}\d/m);
    expect(said).toMatch(/all of it is as the chapters say\n$/);
    expect(code).toBe(0);
  });

  // Each row: what is changed, and the first line of the one problem that is found.
  test.for<
    readonly [
      fault: string,
      changes: readonly (readonly [path: string, from: string | RegExp, to: string])[],
      found: readonly string[],
    ]
  >([
    [
      'a solution that does not pass',
      [[SOLUTIONS, 'word.toUpperCase()', 'word']],
      [`${SOLUTIONS}:7:4: the solution of shout does not pass capitals`],
    ],
    [
      'a starter that passes',
      [[CHAPTER, 'console.log(word);', 'console.log(word.toUpperCase());']],
      [`${CHAPTER}:18:4: the starter of shout passes every check, not by capitals`],
    ],
    [
      'a starter that fails elsewhere',
      [[CHAPTER, 'exercise=shout caught-by=capitals', 'exercise=shout caught-by=ends-well']],
      [`${CHAPTER}:18:4: the starter of shout is first rejected by capitals, not by ends-well`],
    ],
    [
      'a mistake that is none',
      [[MUSEUM, 'console.log(word.toLowerCase());', 'console.log(word.toUpperCase() + "");']],
      [
        `${MUSEUM}:11:4: the mistake shout/small passes all checks`,
        `${CHAPTER}:7:1: check capitals of shout is the first to reject no mistake`,
      ],
    ],
    [
      'a mistake that another check rejects first',
      [
        [
          MUSEUM,
          'mistake=shout/small #say caught-by=capitals',
          'mistake=shout/small #say caught-by=ends-well',
        ],
      ],
      [`${MUSEUM}:11:4: capitals is the first check to reject shout/small, not ends-well`],
    ],
    [
      'a message that is not the one',
      [[MUSEUM, 'The word came back in other letters.', 'The word came back small.']],
      [`${MUSEUM}:15:4: this is not what a reader is told who makes the mistake`],
    ],
    [
      'a mistake without its message',
      [[MUSEUM, /```text \{message=shout\/small\}[^`]*```/, '']],
      [`${MUSEUM}:11:4: the mistake shout/small shows no message`],
    ],
    [
      'a message for nothing',
      [[MUSEUM, '{message=whisper/loud}', '{message=whisper/mute}']],
      [
        `${MUSEUM}:57:4: there is no mistake whisper/mute, or a second message for it`,
        `${MUSEUM}:53:4: the mistake whisper/loud shows no message`,
      ],
    ],
    [
      'a check that no mistake needs',
      [[MUSEUM, /### impolite[^]*?(?=## Exercise whisper)/, '']],
      [`${CHAPTER}:7:1: check ends-well of shout is the first to reject no mistake`],
    ],
    [
      'a need that is no check before',
      [[CHECKS, "needs: ['capitals']", "needs: ['loud']"]],
      [`${CHAPTER}:7:1: check ends-well needs loud, which is no check before it`],
    ],
    [
      'a task that the prompt lacks',
      [[CHECKS, 'task: 2', 'task: 3']],
      [`${CHAPTER}:7:1: check ends-well tries task 3; the prompt has 2`],
    ],
    [
      'a place to read that is not there',
      [[CHECKS, '01-shouting.md#capitals', '01-shouting.md#letters']],
      [`${CHAPTER}:7:1: ${CHAPTER} has no heading #letters`],
    ],
    [
      'a hint that gives the solution away',
      [
        [
          SOLUTIONS,
          'console.log(word.toUpperCase());',
          'console.log(word.toUpperCase().toString());',
        ],
        [CHAPTER, '`toUpperCase`', '`console.log(word.toUpperCase().toString());`'],
      ],
      [
        `${CHAPTER}:7:1: a hint of shout gives away a line of its solution: console.log(word.toUpperCase().toString());`,
      ],
    ],
    [
      'a hint too few',
      [
        [
          CHAPTER,
          /<details><summary>Hint 3: the call<\/summary>\n\n`toUpperCase`.\n\n<\/details>/,
          '',
        ],
      ],
      [`${CHAPTER}:7:1: exercise shout has 2 hints, not three`],
    ],
    [
      'no starter',
      [
        [CHAPTER, /\*\*`exercises\/shout\.ts`\*\*\n\n```ts[^]*?(?=<details>)/, ''],
        [SOLUTIONS, /## Exercise shout[^]*?(?=## Exercise whisper)/, ''],
        [MUSEUM, /## Exercise shout[^]*?(?=## Exercise whisper)/, ''],
      ],
      [
        `${CHAPTER}:7:1: exercise shout has no starter`,
        `${CHAPTER}:7:1: exercise shout has no solution`,
        `${CHAPTER}:7:1: check capitals of shout is the first to reject no mistake`,
        `${CHAPTER}:7:1: check ends-well of shout is the first to reject no mistake`,
      ],
    ],
    [
      'no contract',
      [[CHAPTER, 'Contract: the words', 'The words']],
      [`${CHAPTER}:7:1: exercise shout tells no contract`],
    ],
    [
      'no solution',
      [
        [SOLUTIONS, /## Exercise whisper[^]*/, ''],
        [MUSEUM, /## Exercise whisper[^]*/, ''],
      ],
      [
        `${CHAPTER}:48:1: exercise whisper has no solution`,
        `${CHAPTER}:48:1: check small of whisper is the first to reject no mistake`,
      ],
    ],
  ])('finds %s', async ([, changes, found], context) => {
    const { root } = await faulty(context, changes);
    const book = loadBook(root);
    const { problems } = await passGate(root, book, book.chapters, new Progress());
    expect(problems.map(headOf)).toEqual(found);
  });

  test('fails verify', async (context) => {
    const book = await faulty(context, [[SOLUTIONS, 'word.toUpperCase()', 'word']]);
    const { code, said } = await book.run('verify');
    expect(said).toContain(`${SOLUTIONS}:7:4: the solution of shout does not pass capitals\n`);
    expect(code).toBe(1);
  });

  test('finds exercises without a table of checks', async (context) => {
    const book = await faulty(context, []);
    book.write('test/exercises/shout.ts', 'export const checks = [];\n');
    const { code, said } = await book.run('verify');
    expect(said).toContain('exercise shout has no checks\n');
    expect(code).toBe(1);
  });

  test('has record write down what the makers of mistakes are told', async (context) => {
    const book = exerciseBook(context);
    const before = book.read(MUSEUM);
    book.write(MUSEUM, before.replaceAll(/^(expected|seen|The word|Who) .*\n/gm, ''));
    expect((await book.run('tangle')).code).toBe(0);
    const { code, said } = await book.run('record', 'b');
    expect(said).toMatch(/0 transcripts played, 3 rewritten\n$/);
    expect(book.read(MUSEUM)).toBe(before);
    expect(code).toBe(0);
  });
});
