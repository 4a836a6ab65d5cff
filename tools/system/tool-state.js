import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder `tools/`, wherever below the checkout this code was compiled to. */
const tools = join(topOf(dirname(fileURLToPath(import.meta.url))), 'tools');

/** Two states of `tools/` and its packages differ in the name, size or time of some file. */
export function toolState() {
  const state = createHash('sha256');
  const sources = readdirSync(tools, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.ts') || name.endsWith('.js'));
  for (const name of ['../package-lock.json', ...sources.sort()]) {
    const facts = statSync(join(tools, name), { throwIfNoEntry: false });
    state.update(`${name} ${facts?.size} ${facts?.mtimeMs}\n`);
  }
  return state.digest('hex').slice(0, 16);
}

/**
 * @param {string} folder
 * @returns {string}
 */
function topOf(folder) {
  return existsSync(join(folder, 'package.json')) ? folder : topOf(dirname(folder));
}
