import { expect, it } from 'vitest';
import { readCommand } from '../../../tools/book/command-line.ts';

it.each([
  ['node  a.ts', ['node', 'a.ts']],
  [`node -e 'a "b" \\n'`, ['node', '-e', 'a "b" \\n']],
  ['node "a \\"b\\" \\n"', ['node', 'a "b" \\n']],
  ["a''b c\\ d", ['ab', 'c d']],
  ['run -- ""', ['run', '--', '']],
])('splits %s as a shell does', (text, words) => {
  expect(readCommand(text)).toEqual({ env: {}, words });
});

it('takes variables before the first word alone', () => {
  expect(readCommand('A=1 B="2 3" node C=4')).toEqual({
    env: { A: '1', B: '2 3' },
    words: ['node', 'C=4'],
  });
});

it.each(['a > b', 'a & b', 'a; b', 'echo $HOME', "it's", 'a (b)', '', 'A=1'])(
  'refuses %s',
  (text) => {
    expect(readCommand(text)).toBeTypeOf('string');
  },
);
