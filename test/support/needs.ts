import type { TestContext } from 'vitest';
import { type Need, requiredNeeds, whyNotHere } from '../../tools/system/machine.ts';

/** Skips the test with its reason where the machine lacks `need`; fails it where WIREBOOK_REQUIRE names it. */
export async function needs(context: TestContext, need: Need): Promise<void> {
  const reason = await whyNotHere(need);
  if (reason === undefined) return;
  if (requiredNeeds().includes(need)) throw new Error(`${need} is required, but ${reason}`);
  context.skip(`needs ${need}: ${reason}`);
}
