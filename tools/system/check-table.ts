import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Check } from './check.ts';
import type { TrialFolder } from './launcher.ts';
import { stripsTypes } from './node.ts';

/** Where the checks of an exercise stand, from the top folder. */
export function checkFile(id: string): string {
  return `test/exercises/${id}.ts`;
}

/** The checks of an exercise, in their order; none where it has no file of them. */
export async function loadChecks(
  root: string,
  id: string,
  folder: TrialFolder,
): Promise<readonly Check[]> {
  const path = checkFile(id);
  if (!existsSync(join(root, path))) return [];
  const file = stripsTypes() ? join(root, path) : await folder.compile(path);
  const { checks } = (await import(pathToFileURL(file).href)) as { checks?: readonly Check[] };
  if (!Array.isArray(checks)) throw new Error(`${path} exports no table of checks`);
  return checks;
}
