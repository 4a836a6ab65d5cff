import { describe, expect, it } from 'vitest';
import { asPattern, matchLine, matchMeasured } from '../../../tools/book/pattern.ts';

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

describe('matchMeasured', () => {
  it('lets any number stand for a number, with its points and commas', () => {
    for (const line of ['cost 7.9 times', 'cost 10 times', 'cost 1,234.56 times']) {
      expect(matchMeasured('cost 1.00 times', line, nothing), line).toEqual(nothing);
    }
    expect(matchMeasured('Node 20.20.2, 99 %', 'Node 26.1.0, 4 %', nothing)).toEqual(nothing);
  });

  it('wants a number where a number stood, and none where there was none', () => {
    for (const line of ['cost NaN times', 'cost times', 'cost -1.00 times', 'cost 1.00. times']) {
      expect(matchMeasured('cost 1.00 times', line, nothing), line).toBeUndefined();
    }
    expect(matchMeasured('cost times', 'cost 1.00 times', nothing)).toBeUndefined();
  });

  it('compares words as they stand, digits that go on a word among them', () => {
    expect(matchMeasured('udp4 1.0 times', 'udp4 2.5 times', nothing)).toEqual(nothing);
    expect(matchMeasured('udp4 1.0 times', 'udp6 1.0 times', nothing)).toBeUndefined();
    expect(matchMeasured('udp4 1.0 times', 'udp4 1.0 Times', nothing)).toBeUndefined();
    expect(matchMeasured('a.b 1', 'a+b 1', nothing)).toBeUndefined();
  });

  it('takes any run of blanks for another, so that columns stay in line', () => {
    expect(matchMeasured(' 9.5   up', '10.5  up', nothing)).toEqual(nothing);
    expect(matchMeasured('up  9.5', 'up 10.5', nothing)).toEqual(nothing);
    expect(matchMeasured('up 9.5', 'up9.5', nothing)).toBeUndefined();
  });

  it('still knows placeholders, and a backslash for the rest as it is', () => {
    const seen = matchMeasured('<port-2>: 5 ms', '40001: 7 ms', nothing);
    expect(seen).toEqual(new Map([['<port-2>', '40001']]));
    expect(matchMeasured('<port-2>: 5 ms', '40002: 7 ms', seen ?? nothing)).toBeUndefined();
    expect(matchMeasured('\\1  2', '1  2', nothing)).toEqual(nothing);
    expect(matchMeasured('\\1  2', '1  3', nothing)).toBeUndefined();
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
