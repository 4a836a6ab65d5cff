import type { TestContext } from 'vitest';
import type { Book } from './book.ts';

/** What starts a program without the powers by which root writes everywhere; nothing for other users. */
export async function powerless(
  context: TestContext,
  book: Book,
): Promise<readonly [string, ...string[]] | []> {
  if (process.getuid?.() !== 0) return [];
  const powers = '-dac_override,-dac_read_search,-fowner';
  const prefix = ['setpriv', `--bounding-set=${powers}`, `--inh-caps=${powers}`] as const;
  const { code, errors } = await book.start([...prefix, 'true']).ended;
  if (code !== 0) context.skip(`root can't put off its powers here: ${errors.trim()}`);
  return prefix;
}
