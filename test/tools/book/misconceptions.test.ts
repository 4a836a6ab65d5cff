import { expect, test } from 'vitest';
import { histogramSvg, type Misconception } from '../../../tools/book/misconceptions.ts';

test('the chart has room for its longest name, and says in words what it shows', () => {
  const svg = histogramSvg([failed('echo', 'answers', 2), failed('echo', 'x'.repeat(60), 1)]);
  const ends = [...svg.matchAll(/<text x="(\d+)".* text-anchor="end">(.*)<\/text>/g)];
  expect(ends.map(([, , name]) => name)).toEqual(['echo/answers', `echo/${'x'.repeat(60)}`]);
  for (const [, end] of ends) expect(Number(end)).toBeGreaterThan(65 * 7);
  expect(svg).toContain(`echo/answers: 2; echo/${'x'.repeat(60)}: 1</desc>`);
});

function failed(exercise: string, check: string, count: number): Misconception {
  return { exercise, check, count, title: check, says: check };
}
