import { describe, expect, it } from 'vitest';
import { type OutputStep, replaceBlock, rewriteOutput } from '../../../tools/book/recording.ts';
import { transcriptOf } from '../../support/transcripts.ts';

function output(...lines: readonly [terminal: string, pattern: string][]): readonly OutputStep[] {
  return lines.map(([terminal, pattern], line) => ({ kind: 'output', terminal, pattern, line }));
}

function rewrite(
  steps: readonly OutputStep[],
  printed: Record<string, readonly string[]>,
): readonly string[] {
  return rewriteOutput(steps, new Map(Object.entries(printed)), 'a', new Map()).lines;
}

describe('rewriteOutput', () => {
  it('keeps patterns that still match, each in its place', () => {
    const steps = output(['a', 'one <port>'], ['b', 'two'], ['a', 'three']);
    expect(rewrite(steps, { a: ['one 1', 'three'], b: ['two'] })).toEqual([
      'one <port>',
      'b| two',
      'three',
    ]);
  });

  it('replaces what differs, drops what no longer comes and adds what is new', () => {
    const steps = output(['a', 'one'], ['b', 'two'], ['b', 'gone']);
    expect(rewrite(steps, { a: ['ONE', 'more'], b: ['two'] })).toEqual(['ONE', 'b| two', 'more']);
  });

  it('keeps ... for the lines before the next that matches', () => {
    const steps = output(['a', '...'], ['a', 'Error: x'], ['a', '...']);
    expect(rewrite(steps, { a: ['stack', 'stack', 'Error: x', 'Node.js'] })).toEqual([
      '...',
      'Error: x',
      '...',
    ]);
  });

  it('names a port before it is written down', () => {
    expect(
      rewrite([], {
        a: ['from 127.0.0.1:40001', 'and 127.0.0.1:40002', '40001', '127.0.0.1:12000'],
      }),
    ).toEqual(['from 127.0.0.1:<port>', 'and 127.0.0.1:<port-2>', '<port>', '127.0.0.1:12000']);
  });
});

describe('replaceBlock', () => {
  it('leaves every other byte of the chapter alone, also with CRLF and a byte order mark', () => {
    const transcript = transcriptOf(['$ a', 'old']);
    const before = '\uFEFF# A title\r\n\r\n```console\r\n$ a\r\nold\r\n```\r\nend';
    expect(replaceBlock(before, transcript.block, ['$ a', 'new', 'more'])).toBe(
      '\uFEFF# A title\r\n\r\n```console\r\n$ a\r\nnew\r\nmore\r\n```\r\nend',
    );
  });
});
