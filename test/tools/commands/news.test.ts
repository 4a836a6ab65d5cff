import fc from 'fast-check';
import { existsSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ProblemsFound } from '../../../tools/base/problem.ts';
import { tangleCommand } from '../../../tools/commands/tangle.ts';
import { readLastTangle } from '../../../tools/system/last-tangle.ts';
import { block, Book, chapter, type Tree } from '../../support/book.ts';
import { CASES } from '../../support/cases.ts';
import { untilStampsAreOld } from '../../support/old-stamps.ts';

/** How many random histories are tried; fast-check prints the seed of one that fails. */
const HISTORIES = Math.ceil(CASES / 20);

const CACHE = '.wirebook/last-tangle.json';
const NAMES = ['01-one', '02-two', '03-three', 'a-solutions'] as const;

/** What chapters of a book may hold, good and bad, alone and tied to others. */
const TEXTS = {
  plain: (slug: string) => chapter(slug, main("say('plain');")),
  prose: (slug: string) => chapter(slug, 'Prose.', main("say('plain');")),
  other: (slug: string) => chapter(slug, main("say('other');")),
  parted: (slug: string) => chapter(slug, main('// <<part>>'), part('a();')),
  partedAnew: (slug: string) => chapter(slug, main('// <<part>>', 'b();'), part('c();')),
  renamed: (slug: string) => chapter(slug, block('ts {file=more.ts}', '// <<part>>'), part('b();')),
  lent: (slug: string) => chapter(slug, main('d();'), part('a();')),
  borrowed: (slug: string) => chapter(slug, main('// <<01-one/part>>')),
  borrowedFromTwo: (slug: string) => chapter(slug, main('// <<02-two/part>>')),
  variant: (slug: string) =>
    chapter(slug, block('ts {variant=bent.ts of=01-one/main.ts #part}', "say('bent');")),
  exercise: (slug: string) => chapter(slug, starter('// <<answer>>'), answer('0;')),
  exerciseAnew: (slug: string) => chapter(slug, starter('// <<answer>>', 'e();'), answer('0;')),
  exerciseAlone: (slug: string) => chapter(slug, starter('0;')),
  solution: (slug: string) => chapter(slug, block('ts {solution=sum #answer}', '1 + 1;')),
  example: (slug: string) => chapter(slug, block('ts {example}', 'say(1);')),
  brokenExample: (slug: string) => chapter(slug, block('ts {example}', 'say(')),
  brokenPart: (slug: string) => chapter(slug, main('// <<part>>'), part('c(')),
  nothingCalled: (slug: string) => chapter(slug, main('// <<part>>')),
  unclosed: (slug: string) => `${chapter(slug)}\n\`\`\`ts {file=main.ts}\nopen();\n`,
  empty: () => '',
} as const;

const main = (...lines: readonly string[]) => block('ts {file=main.ts}', ...lines);
const part = (...lines: readonly string[]) => block('ts {#part}', ...lines);
const starter = (...lines: readonly string[]) => block('ts {exercise=sum}', ...lines);
const answer = (...lines: readonly string[]) => block('ts {exercise=sum #answer}', ...lines);

/** Books to begin with: chapters alone, such as use a chunk or a file of another, and an exercise. */
const FIRST = [
  ['plain', 'plain', 'plain'],
  ['parted', 'borrowed', 'plain'],
  ['lent', 'borrowed', 'plain'],
  ['parted', 'variant', 'parted'],
  ['exercise', 'plain', 'plain', 'solution'],
].map((names) =>
  Object.fromEntries(
    names.map((name, at) => {
      const slug = NAMES[at] ?? '';
      return [`chapters/${slug}.md`, TEXTS[name as keyof typeof TEXTS](slug)];
    }),
  ),
);

/** Things that happen to a book between two runs. */
type Event = (book: Book) => void;

const write = fc
  .tuple(fc.constantFrom(...NAMES), fc.constantFrom(...Object.values(TEXTS)))
  .map(([slug, text]): [string, Event] => [
    `write ${slug}: ${text(slug)}`,
    (book) => book.write(`chapters/${slug}.md`, text(slug)),
  ]);
const remove = fc
  .constantFrom('chapters/02-two.md', 'code/01-one/main.ts', 'code/.manifest', 'code', CACHE)
  .map((path): [string, Event] => [
    `remove ${path}`,
    (book) => rmSync(book.path(path), { recursive: true, force: true }),
  ]);
const edit = fc
  .constantFrom('code/01-one/main.ts', 'code/02-two/main.ts', 'code/stray.ts', 'code/.manifest')
  .map((path): [string, Event] => [
    `edit ${path}`,
    (book) => book.write(path, `${existsSync(book.path(path)) ? book.read(path) : ''}// mine\n`),
  ]);
const damage = fc.nat(300).map((at): [string, Event] => [
  `damage the cache at ${at}`,
  (book) => {
    if (!existsSync(book.path(CACHE))) return;
    const text = book.read(CACHE);
    writeFileSync(book.path(CACHE), `${text.slice(0, at)}x${text.slice(at + 1)}`);
  },
]);
/** Files whose time of the last writing is always the same. */
const TIMELESS = ['chapters/01-one.md', 'chapters/02-two.md', 'code/01-one/main.ts'] as const;

function hideTime(book: Book, path: string): void {
  if (existsSync(book.path(path))) utimesSync(book.path(path), 1_000_000_000, 1_000_000_000);
}

/** A letter that changes, while the size and the time of the last writing stay what they were. */
const disguise = fc.constantFrom(...TIMELESS).map((path): [string, Event] => [
  `change a letter of ${path}`,
  (book) => {
    if (!existsSync(book.path(path))) return;
    const text = book.read(path);
    book.write(
      path,
      text.replace(/[a-z](?=['(])/, (letter) => (letter === 'x' ? 'y' : 'x')),
    );
    hideTime(book, path);
  },
]);
const event = fc.oneof(
  { weight: 8, arbitrary: write },
  { weight: 1, arbitrary: remove },
  { weight: 1, arbitrary: edit },
  { weight: 1, arbitrary: damage },
  { weight: 3, arbitrary: disguise },
);

async function outcome(book: Book, check: boolean): Promise<unknown> {
  try {
    return await tangleCommand(book.root, { check });
  } catch (error) {
    if (!(error instanceof ProblemsFound)) throw error;
    return error.problems;
  }
}

function codeOf(book: Book): Tree {
  return existsSync(book.path('code')) ? book.tree('code') : {};
}

/** Waits until what was written by now is so old that its stamp is trusted. */
async function aged(book: Book): Promise<void> {
  for (const path of TIMELESS) hideTime(book, path);
  await untilStampsAreOld(book.path('.wirebook/probe'));
}

describe('what the last run has left', () => {
  const history = fc.array(fc.tuple(fc.array(event, { maxLength: 2 }), fc.boolean()), {
    minLength: 2,
    maxLength: 8,
  });

  test.for([
    ['of files that were just written', false, HISTORIES],
    ['of files that are told by their stamps', true, Math.ceil(HISTORIES / 5)],
  ] as const)(
    'makes no difference to what a run says and writes, %s',
    { timeout: 400_000 },
    async ([, isAged, numRuns], context) => {
      let trusted = 0;
      const property = async (
        first: Tree,
        steps: typeof history extends fc.Arbitrary<infer T> ? T : never,
      ) => {
        const [cached, clean] = [new Book(context, first), new Book(context, first)];
        for (const [events, isCheck] of [[[], false] as const, ...steps]) {
          for (const [, happen] of events) for (const book of [cached, clean]) happen(book);
          rmSync(clean.path('.wirebook'), { recursive: true, force: true });
          expect(await outcome(cached, isCheck)).toEqual(await outcome(clean, isCheck));
          expect(codeOf(cached)).toEqual(codeOf(clean));
          if (!isAged) continue;
          await aged(cached);
          await outcome(cached, false);
          await outcome(clean, false);
          trusted += Object.keys(readLastTangle(cached.root)?.stamps ?? {}).length;
        }
        for (const book of [cached, clean]) rmSync(book.root, { recursive: true });
      };
      await fc.assert(fc.asyncProperty(fc.constantFrom(...FIRST), history, property), { numRuns });
      expect(trusted > 0).toBe(isAged);
    },
  );
});
