import { chapterFolder } from '../base/chapter-folder.ts';
import { hash } from '../base/hash.ts';
import { Program } from './program.ts';
import { textsIn } from './tangled-store.ts';

/** The text with this hash that was in `code/PATH`: from the store, or as Git has it. */
export async function findTangled(
  root: string,
  path: string,
  digest: string,
): Promise<string | undefined> {
  const kept = textsIn(root, chapterFolder(path)).find((text) => hash(text) === digest);
  if (kept !== undefined) return kept;
  for (const version of [':', 'HEAD:']) {
    const program = new Program(['git', 'show', `${version}./code/${path}`], { cwd: root });
    const { code, output } = await program.ended;
    if (code === 0 && hash(output) === digest) return output;
  }
  return undefined;
}
