import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { hash } from '../base/hash.ts';
import { ProblemsFound } from '../base/problem.ts';
import { applyChanges, namesIn, readIfThere } from './disk.ts';
import { Program } from './program.ts';

/** Where the texts lie that tangling has written last, each under its hash. It may be deleted at any time. */
const STORE = '.wirebook/tangled';

/** Keeps texts that were written to `code/`, and of the others those with these hashes, as far as there is room. */
export function keepTangled(
  root: string,
  texts: readonly string[],
  hashes: ReadonlySet<string>,
): void {
  const changes = texts.map((text) => ({
    kind: 'write' as const,
    path: `${STORE}/${hash(text)}`,
    text,
  }));
  try {
    applyChanges(
      root,
      changes.filter(({ path }) => !existsSync(join(root, path))),
    );
  } catch (error) {
    if (!(error instanceof ProblemsFound)) throw error;
  }
  for (const name of namesIn(join(root, STORE)) ?? []) {
    if (!hashes.has(name) && !name.startsWith('.'))
      rmSync(join(root, STORE, name), { force: true });
  }
}

/** The text with one of these hashes that was in a file below `root`: from the store, or as Git has it. */
export async function findTangled(
  root: string,
  path: string,
  hashes: ReadonlySet<string>,
): Promise<string | undefined> {
  for (const name of hashes) {
    const bytes = readIfThere(join(root, STORE, name));
    if (bytes && hash(bytes) === name) return Buffer.from(bytes).toString();
  }
  for (const version of [':', 'HEAD:']) {
    const program = new Program(['git', 'show', `${version}./${path}`], { cwd: root });
    const { code, output } = await program.ended;
    if (code === 0 && hashes.has(hash(output))) return output;
  }
  return undefined;
}
