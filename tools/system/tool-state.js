const { createHash } = process.getBuiltinModule('node:crypto');
const { existsSync, readdirSync, statSync } = process.getBuiltinModule('node:fs');
const { basename, dirname, join } = process.getBuiltinModule('node:path');
const { fileURLToPath } = process.getBuiltinModule('node:url');

/** Where what this was compiled to lies, each state of the tool in a folder of its own. */
const COMPILED = '.wirebook/compiled';

const here = dirname(fileURLToPath(import.meta.url));
const top = topOf(here);

/** The folder for what the tool, as it is now, is compiled to. */
export function compiledFolder() {
  return join(top, COMPILED, toolState());
}

/** Two states of `tools/` and its packages differ in the name, size or time of some file. */
export function toolState() {
  if (dirname(here) === join(top, COMPILED)) return basename(here);
  const state = createHash('sha256');
  for (const path of [join(top, 'package-lock.json'), ...sourcesIn(join(top, 'tools'))]) {
    const facts = statSync(path, { throwIfNoEntry: false });
    state.update(`${path} ${facts?.size} ${facts?.mtimeMs}\n`);
  }
  return state.digest('hex').slice(0, 16);
}

/**
 * @param {string} folder
 * @returns {readonly string[]}
 */
function sourcesIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((item) => {
    const path = join(folder, item.name);
    if (item.isDirectory()) return sourcesIn(path);
    return /\.[jt]s$/.test(path) ? [path] : [];
  });
}

/**
 * @param {string} folder
 * @returns {string}
 */
function topOf(folder) {
  return existsSync(join(folder, 'package.json')) ? folder : topOf(dirname(folder));
}
