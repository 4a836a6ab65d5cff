import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../tools/base/verdict.ts';
import { findingLines, proseLines, wrap } from '../../../tools/book/verdict-text.ts';

const CHECK = { id: 'a', title: 'does what it should', reads: 'chapters/x.md', byHand: 'try it' };

describe('a failure', () => {
  const failure = {
    says: 'It said something that nobody had asked for, and then it ended without a further word.',
    misconception:
      'Whoever speaks without being asked takes the other side for a mirror of itself.',
    steps: Array.from({ length: 20 }, (_, index) => `step ${index + 1}`),
    errors: 'one\ntwo\u001b[31m',
    silence: 'within 1.0 s',
    expected: 'a word',
  };
  const finding: Finding = { check: CHECK, ms: 7, state: 'failed', failure };

  test('fits into 60 columns', () => {
    const lines = findingLines(finding, true, 'x', { columns: 60 });
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  test('shows the first and the last steps, or with --trace all', () => {
    const shown = findingLines(finding, true, 'x').filter((line) => /step/.test(line));
    expect(shown.map((line) => line.trim())).toEqual([
      'the steps:',
      'step 1',
      ...Array.from({ length: 11 }, (_, index) => `step ${index + 10}`),
    ]);
    expect(findingLines(finding, true, 'x')).toContain('          … 8 more (--trace shows them)');
    const all = findingLines(finding, true, 'x', { allSteps: true });
    expect(all.filter((line) => /step \d/.test(line))).toHaveLength(20);
  });

  test('says how long nothing came, and keeps control characters from the terminal', () => {
    const text = findingLines(finding, true, 'x').join('\n');
    expect(text).toContain('seen      nothing within 1.0 s');
    expect(text).toContain('two\ufffd[31m');
  });

  test('is told in a sentence where another came first', () => {
    const lines = findingLines(finding, false, 'x');
    expect(lines.join('\n')).toContain('It said something that nobody');
    expect(lines.join('\n')).not.toContain('mirror');
  });
});

describe('wrap', () => {
  test('breaks between words alone', () => {
    expect(wrap('aa bb cccc', 5)).toEqual(['aa bb', 'cccc']);
    expect(wrap('aaaaaaaa b', 5)).toEqual(['aaaaaaaa', 'b']);
  });
});

describe('proseLines', () => {
  test('hangs the lines of a list item, and gives links to headings their file', () => {
    expect(proseLines(['1. one two', 'see [it](#there)'], 'c.md', 8)).toEqual([
      '1. one',
      '   two',
      'see',
      '[it](c.md#there)',
    ]);
  });
});
