import { createHash } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { applyChanges, namesIn, readIfThere } from './disk.ts';
import { Program } from './program.ts';

/** Where the texts lie that tangling has written last, each under its hash. It may be deleted at any time. */
const STORE = '.wirebook/tangled';

/** Keeps texts that are being written to `code/`, and forgets those whose hashes nobody names any more. */
export function keepTangled(
  root: string,
  texts: readonly string[],
  hashes: ReadonlySet<string>,
): void {
  const changes = texts.map((text) => ({
    kind: 'write' as const,
    path: `${STORE}/${hashOf(text)}`,
    text,
  }));
  applyChanges(
    root,
    changes.filter(({ path }) => !existsSync(join(root, path))),
  );
  for (const name of namesIn(join(root, STORE)) ?? []) {
    if (!hashes.has(name)) rmSync(join(root, STORE, name), { force: true });
  }
}

/** The text with one of these hashes that was in a file below `root`: from the store, or as Git has it. */
export async function findTangled(
  root: string,
  path: string,
  hashes: ReadonlySet<string>,
): Promise<string | undefined> {
  for (const hash of hashes) {
    const bytes = readIfThere(join(root, STORE, hash));
    if (bytes && hashOf(bytes) === hash) return Buffer.from(bytes).toString();
  }
  for (const version of [':', 'HEAD:']) {
    const program = new Program(['git', 'show', `${version}./${path}`], { cwd: root });
    const { code, output } = await program.ended;
    if (code === 0 && hashes.has(hashOf(output))) return output;
  }
  return undefined;
}

function hashOf(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
