import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atExit, notAtExit } from './exit.ts';

/** Does something with a new folder, which is gone afterwards, whatever happened. */
export async function withTemporaryFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  atExit(remove);
  try {
    return await use(folder);
  } finally {
    remove();
    notAtExit(remove);
  }
}
