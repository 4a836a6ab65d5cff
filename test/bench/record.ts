import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const README = fileURLToPath(new URL('README.md', import.meta.url));

/** Puts what a run has found between the two marks of its name in the README beside this file. */
export async function record(name: string, text: string): Promise<void> {
  const before = readFileSync(README, 'utf8');
  const [start, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const [from, to] = [before.indexOf(start), before.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`test/bench/README.md has no place for ${name}`);
  const after = `${before.slice(0, from)}${start}\n\n${text}\n\n${before.slice(to)}`;
  const options = { ...(await resolveConfig(README)), filepath: README };
  writeFileSync(README, await format(after, options));
}
