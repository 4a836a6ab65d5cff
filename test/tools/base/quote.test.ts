import { describe, expect, test } from 'vitest';
import { escapeBytes, markDifference, quoteBytes } from '../../../tools/base/quote.ts';

describe('quoteBytes', () => {
  test.for<readonly [bytes: string | readonly number[], quoted: string]>([
    ['', '"" (0 bytes)'],
    ['a', '"a" (1 byte)'],
    ['grüße\r\n', '"grüße\\r\\n" (9 bytes)'],
    ['"\\\t', '"\\"\\\\\\t" (3 bytes)'],
    [[0xff, 0x41, 0xc3], '"\\xffA\\xc3" (3 bytes)'],
    [[0, 0x1b], '"\\x00\\x1b" (2 bytes)'],
    ['🚲', '"🚲" (4 bytes)'],
  ])('shows %j as %s', ([bytes, quoted]) => {
    expect(quoteBytes(Buffer.from(bytes as string))).toBe(quoted);
  });

  test('shows the beginning and the end of what is long', () => {
    const quoted = quoteBytes(Buffer.from(`begin${'-'.repeat(70_000)}end`));
    expect(quoted).toMatch(/^"begin-{35}" … "-{37}end" \(70,008 bytes\)$/);
  });
});

describe('markDifference', () => {
  function marked(expected: string, seen: string): readonly [string, string, string] {
    const found = markDifference(Buffer.from(expected), Buffer.from(seen));
    return [found.expected, found.seen, `${' '.repeat(found.column)}^`];
  }

  test('marks the first byte that differs', () => {
    expect(marked('HELLO\n', 'HElLO\n')).toEqual([
      '"HELLO\\n" (6 bytes)',
      '"HElLO\\n" (6 bytes)',
      '   ^',
    ]);
  });

  test('counts escapes and letters of several bytes as they are shown', () => {
    expect(marked('ü\n!', 'ü\n?')).toEqual(['"ü\\n!" (4 bytes)', '"ü\\n?" (4 bytes)', '    ^']);
  });

  test('marks the end of the shorter', () => {
    expect(marked('abc', 'ab')[2]).toBe('   ^');
  });

  test('begins shortly before a difference that lies far behind', () => {
    const [expected, seen, mark] = marked(`${'a'.repeat(500)}B`, `${'a'.repeat(500)}b`);
    expect(expected).toBe(`… "${'a'.repeat(20)}B" (21 bytes)`);
    expect(seen).toBe(`… "${'a'.repeat(20)}b" (21 bytes)`);
    expect(expected.charAt(mark.length - 1)).toBe('B');
  });
});

describe('escapeBytes', () => {
  test('takes a letter cut in two for bytes', () => {
    expect(escapeBytes(Buffer.from('é').subarray(0, 1))).toBe('\\xc3');
  });
});
