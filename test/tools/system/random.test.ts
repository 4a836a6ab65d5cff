import { expect, test } from 'vitest';
import { Random } from '../../../tools/system/random.ts';

test('what a seed gives does not hang on how often it was asked for chance apart', () => {
  const words = [0, 1, 7].map((count) => {
    const random = new Random('museum');
    const first = random.word();
    const ports = random.apart('ports');
    for (let asked = 0; asked < count; asked += 1) ports.integer(1, 9);
    return [first, random.word()];
  });
  expect(words[1]).toEqual(words[0]);
  expect(words[2]).toEqual(words[0]);
});

test('chance apart is the same for the same seed and name, and another for others', () => {
  const number = (seed: string, name: string) => new Random(seed).apart(name).integer(0, 2 ** 31);
  expect(number('a', 'ports')).toBe(number('a', 'ports'));
  expect(number('a', 'ports')).not.toBe(number('b', 'ports'));
  expect(number('a', 'ports')).not.toBe(number('a', 'words'));
});
