import { describe, expect, it } from 'vitest';
import { asPattern, matchLine } from '../../../tools/book/pattern.ts';

const nothing = new Map<string, string>();

describe('matchLine', () => {
  it('takes text as it stands, whatever it would mean to a regular expression', () => {
    expect(matchLine('a.b (c)', 'a.b (c)', nothing)).toEqual(nothing);
    expect(matchLine('a.b (c)', 'axb (c)', nothing)).toBeUndefined();
    expect(matchLine('a', 'ab', nothing)).toBeUndefined();
  });

  it('remembers what a placeholder stands for', () => {
    const seen = matchLine('from <port>', 'from 40001', nothing);
    expect(seen).toEqual(new Map([['<port>', '40001']]));
    expect(matchLine('<port> again', '40001 again', seen ?? nothing)).toBeDefined();
    expect(matchLine('<port> again', '40002 again', seen ?? nothing)).toBeUndefined();
    expect(matchLine('<port> to <port>', '1 to 2', nothing)).toBeUndefined();
  });

  it('takes another name of a kind for another value', () => {
    const seen = new Map([['<port>', '40001']]);
    expect(matchLine('<port-2>', '40002', seen)?.get('<port-2>')).toBe('40002');
    expect(matchLine('<port-2>', '40001', seen)).toBeUndefined();
  });

  it('knows ports, process ids, times and milliseconds; other words in angles are text', () => {
    expect(matchLine('<pid> <ms> <time>', '17 0.25 12:30:01.5', nothing)).toBeDefined();
    expect(matchLine('<port>', 'abc', nothing)).toBeUndefined();
    expect(matchLine('<html>', '<html>', nothing)).toEqual(nothing);
    expect(matchLine('<html>', 'x', nothing)).toBeUndefined();
  });

  it('lets [..] stand for any text in a line, and a backslash for the rest as it is', () => {
    expect(matchLine('at [..]:3', 'at somewhere:3', nothing)).toBeDefined();
    expect(matchLine('\\[..]', '[..]', nothing)).toBeDefined();
    expect(matchLine('\\[..]', 'x', nothing)).toBeUndefined();
  });
});

describe('asPattern', () => {
  it('puts names in the place of values, but not of a part of a number', () => {
    const seen = new Map([['<port>', '4000']]);
    expect(asPattern('127.0.0.1:4000 40001 14000 4000', seen)).toBe(
      '127.0.0.1:<port> 40001 14000 <port>',
    );
  });

  it('marks a line that would be read as something else', () => {
    for (const line of ['$ ls', 'a$ b', '...', '[exit 1]', 'x⏎']) {
      expect(matchLine(asPattern(line, nothing), line, nothing)).toBeDefined();
      expect(asPattern(line, nothing)).toBe(`\\${line}`);
    }
  });
});
