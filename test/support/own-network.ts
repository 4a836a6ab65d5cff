import { fileURLToPath } from 'node:url';
import type { TestContext } from 'vitest';
import { needs } from './needs.ts';
import { start } from './programs.ts';

/** Runs a script of `test/support/` in a network of its own, and gives what it prints. */
export async function inOwnNetwork(
  context: TestContext,
  script: string,
  args: readonly string[] = [],
): Promise<string> {
  await needs(context, 'namespaces');
  if (script.endsWith('.py')) await needs(context, 'python3');
  const file = fileURLToPath(new URL(script, import.meta.url));
  const runner = script.endsWith('.py') ? 'python3' : process.execPath;
  const inside = ['unshare', '--user', '--map-root-user', '--net', runner, file] as const;
  const { output, errors } = await start([...inside, ...args]).ended;
  return output || errors;
}
