import { describe, expect, test } from 'vitest';
import { readFenceHeader } from '../../../tools/book/fence-header.ts';

describe('a fence header', () => {
  test.for([
    ['', { language: '', marks: [], values: {} }],
    ['text', { language: 'text', marks: [], values: {} }],
    ['ts {#answer}', { language: 'ts', chunk: 'answer', marks: [], values: {} }],
    ['ts{#answer}', { language: 'ts', chunk: 'answer', marks: [], values: {} }],
    ['  ts   { .example }  ', { language: 'ts', marks: ['example'], values: {} }],
    ['{#answer}', { language: '', chunk: 'answer', marks: [], values: {} }],
    ['c++ {file=a.cpp}', { language: 'c++', marks: [], values: { file: 'a.cpp' } }],
    [
      'ts {variant=a.ts of="b c.ts" #d-1}',
      { language: 'ts', chunk: 'd-1', marks: [], values: { variant: 'a.ts', of: 'b c.ts' } },
    ],
    [
      'python {.shown reason="it says {#x} and = too"}',
      { language: 'python', marks: ['shown'], values: { reason: 'it says {#x} and = too' } },
    ],
  ] as const)('is read: %s', ([info, header]) => {
    expect(readFenceHeader(info)).toEqual({ header, problems: [] });
  });

  test.for([
    ['ts {fiel=a.ts}', 4, 'unknown attribute fiel'],
    ['ts {.exmple}', 4, 'unknown attribute .exmple'],
    ['ts {__proto__=a}', 4, 'unknown attribute __proto__'],
    ['ts {file=a.ts', 3, 'can\'t read "{file=a.ts" in a fence header'],
    ['ts file=a.ts', 3, 'can\'t read "file=a.ts" in a fence header'],
    ['ts {#a} b', 3, 'can\'t read "{#a} b" in a fence header'],
    ['ts {file="a.ts}', 4, 'can\'t read "file="a.ts" in a fence header'],
    ['ts {#}', 4, 'can\'t read "#" in a fence header'],
    ['ts {#a  #b}', 8, '"#b" is the second of its kind in this fence header'],
    ['ts {file=""}', 4, 'file= is empty'],
    ['{.ts file=a.ts}', 1, 'the language ts stands inside the braces'],
    ['{#a .c++}', 4, 'the language c++ stands inside the braces'],
    ['{python}', 1, 'the language python stands inside the braces'],
    ['{file}', 1, 'can\'t read "file" in a fence header'],
  ] as const)('that can not be read is a problem at its place: %s', ([info, offset, message]) => {
    const { problems } = readFenceHeader(info);
    expect(problems).toMatchObject([{ offset, message }]);
  });

  test.for([
    ['{.ts #a file=b.ts}', 'Write ts {file=b.ts}. A file has no chunk name here.'],
    ['{.ts #a}', 'Write ts {#a}.'],
    ['{.ts file="b.ts" mode=0644 .lines}', 'Write ts {file="b.ts"}.'],
    ['{.ts .example}', 'Write ts {.example}.'],
    ['{.typescript #a}', 'Write ts {#a}.'],
    ['TypeScript:a.ts', 'Write ts {file=a.ts}.'],
    ['TS #a', 'Put it into braces: ts {#a}.'],
    ['{ts}', 'Write ts {#chunk} or ts {file=NAME}.'],
    ['ts #a', 'Put it into braces: ts {#a}.'],
    ['ts {#a', 'Close the braces: ts {#a}.'],
    ['ts {file="a.ts}', 'Close the quotation mark: file="a.ts".'],
    ['ts {file = a.ts}', 'Write it with = and without blanks: file=a.ts.'],
    [
      'c {reason=a b c .shown}',
      'Put a value that has blanks into quotation marks: reason="a b c".',
    ],
    ['ts {file=a b.ts #c}', 'The name of a file has no blanks: file=a-b.ts.'],
    ['ts {file=‘a.ts’}', 'Use straight double quotation marks, or none: file=a.ts.'],
    ['ts {id=a}', 'The name of a chunk is written #a.'],
    ['ts (a.ts)', 'Put it into braces: ts {file=a.ts}.'],
    ['ts:a/b.ts', 'Write ts {file=a/b.ts}.'],
    ['ts {#a b}', "A chunk's name is one word: #a-b."],
    ['ts {shown}', 'Write it with its point: .shown.'],
    ['ts {file}', 'Give it a value: file=….'],
  ] as const)('that can not be read is answered by what to write: %s', ([info, advice]) => {
    expect(readFenceHeader(info).problems).toMatchObject([{ advice }]);
  });
});
