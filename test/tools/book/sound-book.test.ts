import { describe, expect, test } from 'vitest';
import type { ChapterFile } from '../../../tools/book/book.ts';
import { soundBook } from '../../../tools/book/sound-book.ts';
import { block, chapter } from '../../support/book.ts';

type Texts = Readonly<Record<string, string>>;

/** Chapters by their numbers: `{ '01': text }` is chapters/01-c.md. */
function files(texts: Texts): readonly ChapterFile[] {
  return Object.entries(texts).map(([number, text]) => ({
    path: `chapters/${number}-c.md`,
    bytes: Buffer.from(text),
  }));
}

const plain = (word: string) => chapter('C', block('ts {file=c.ts}', `say('${word}');`));
const withChunk = (name: string) =>
  chapter('C', block('ts {file=c.ts}', `// <<${name}>>`), block(`ts {#${name}}`, `${name}();`));
const calling = (name: string) => chapter('C', block('ts {file=c.ts}', `// <<${name}>>`));
const BROKEN = chapter('C', block('ts {fil=c.ts}', 'say();'));

/** Which of these chapters are taken as they are now, by their numbers; the others have to be as they were. */
function taken(before: Texts, now: Texts, ...faulty: readonly string[]): readonly string[] {
  const { files: found } = soundBook(
    {
      now: files(now),
      sound: files(before),
      faulty: new Set(faulty.map((number) => `chapters/${number}-c.md`)),
    },
    new Map(),
  );
  const texts = new Map(found.map(({ path, bytes }) => [path, Buffer.from(bytes).toString()]));
  const numbers = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  return numbers.filter((number) => {
    const text = texts.get(`chapters/${number}-c.md`);
    const isNew = text === now[number] && text !== before[number];
    if (!isNew) expect(text).toBe(before[number]);
    return isNew;
  });
}

describe('soundBook', () => {
  test('takes all but the faulty', () => {
    const before = { '01': plain('a'), '02': plain('a') };
    expect(taken(before, { '01': BROKEN, '02': plain('b') }, '01')).toEqual(['02']);
    expect(taken({}, { '01': BROKEN, '02': plain('b') }, '01')).toEqual(['02']);
    expect(taken({}, { '01': BROKEN }, '01')).toEqual([]);
  });

  test('leaves out what calls for something of a chapter that is left out', () => {
    const now = {
      '01': BROKEN,
      '02': calling('01-c/x'),
      '03': plain('a'),
      '04': calling('02-c/y'),
    };
    expect(taken({}, now, '01')).toEqual(['03']);
  });

  test('puts a chapter back that makes another faulty, and no others', () => {
    const before = { '01': withChunk('x'), '02': calling('01-c/x'), '03': plain('a') };
    const now = { ...before, '01': withChunk('y') };
    expect(taken(before, now, '02')).toEqual([]);
    expect(taken(before, { ...now, '03': plain('b') }, '02')).toEqual(['03']);
    const gone = { '02': calling('01-c/x'), '03': plain('b') };
    expect(taken(before, gone, '02')).toEqual(['03']);
  });

  test('takes what fits only together, beside a chapter that makes another faulty', () => {
    const before = {
      ...{ '01': withChunk('x'), '02': calling('01-c/x') },
      ...{ '03': withChunk('v'), '04': calling('03-c/v') },
    };
    const now = {
      ...{ '01': withChunk('y'), '02': calling('01-c/y') },
      ...{ '03': withChunk('w'), '04': calling('03-c/v') },
    };
    expect(taken(before, now, '04')).toEqual(['01', '02']);
  });

  test('takes one by one what goes together, where several make others faulty', () => {
    const before = {
      ...{ '01': withChunk('x'), '02': calling('01-c/x') },
      ...{ '03': withChunk('v'), '04': calling('03-c/v'), '05': plain('a') },
    };
    const now = { ...before, '01': withChunk('y'), '03': withChunk('w'), '05': plain('b') };
    expect(taken(before, now, '02', '04')).toEqual(['05']);
  });

  test('takes a chapter away that is gone', () => {
    const before = { '01': plain('a'), '02': plain('a'), '03': plain('a') };
    expect(taken(before, { '01': BROKEN, '03': plain('b') }, '01')).toEqual(['02', '03']);
  });
});
