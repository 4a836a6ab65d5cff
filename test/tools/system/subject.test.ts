import { expect, test } from 'vitest';
import { Program } from '../../../tools/system/program.ts';
import { isNews, Subject } from '../../../tools/system/subject.ts';

/** How often an output is looked at that grows by pieces of one size. */
function looks(pieceBytes: number, pieces: number): number {
  let [seen, count] = [0, 0];
  for (let printed = pieceBytes; printed <= pieces * pieceBytes; printed += pieceBytes) {
    if (!isNews(seen, printed)) continue;
    seen = printed;
    count += 1;
  }
  return count;
}

test('each of a few pieces is looked at, whatever their size, and of a flood one in many', () => {
  expect(looks(1, 16)).toBe(16);
  expect(looks(65_536, 16)).toBe(16);
  expect(looks(65_536, 256)).toBeLessThan(80);
  expect(looks(100, 200_000)).toBeLessThan(200);
});

test('whoever waits sees the last piece behind many, though it is small', async (context) => {
  const code =
    "process.stdout.write('x'.repeat(1e6)); setTimeout(() => process.stdout.write('y'), 100); setInterval(() => {}, 1e5);";
  const subject = new Subject(new Program([process.execPath, '--eval', code]), 1_000_000);
  context.onTestFinished(async () => await subject.stop());
  expect(await subject.until(() => subject.output.endsWith('y') || undefined)).toBe(true);
});
