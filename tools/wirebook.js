#!/usr/bin/env node
// Starts cli.ts, as JavaScript that is compiled with its packages once for each state of tools/ and kept in
// .wirebook/compiled/, which is quicker than any other way; or, where nothing can be kept, through tsx.
import { compiledFolder } from './system/tool-state.js';

// Not imported: that would call the getters of all that they export, and load what nobody asked for.
const { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } =
  process.getBuiltinModule('node:fs');
const module = process.getBuiltinModule('node:module');
const { basename, dirname, join } = process.getBuiltinModule('node:path');
const { fileURLToPath, pathToFileURL } = process.getBuiltinModule('node:url');

const tools = dirname(fileURLToPath(import.meta.url));

/** Packages in CommonJS call `require`, which a module must make for itself. */
const REQUIRE = `const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);\n`;

module.enableCompileCache?.();
try {
  await import(await compiledCli());
} catch (error) {
  process.stderr.write('wirebook can not start; this says nothing about the book:\n');
  process.stderr.write(`${error.stack}\n  → Was npm ci run in ${dirname(tools)}?\n`);
  process.exitCode = 3;
}

async function compiledCli() {
  const folder = compiledFolder();
  try {
    if (!existsSync(folder)) await compile(folder);
    return pathToFileURL(join(folder, 'cli.js')).href;
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS', 'ENOSPC'].includes(error.code)) throw error;
    const { register } = await import('tsx/esm/api');
    register();
    return './cli.ts';
  }
}

async function compile(folder) {
  const { build } = await import('esbuild');
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  const { outputFiles } = await build({
    entryPoints: [join(tools, 'cli.ts')],
    outdir: unfinished,
    bundle: true,
    splitting: true,
    // Those that need their own files, or are bundles already.
    external: ['esbuild', 'oxc-parser', 'prettier', 'vitest', 'tsx', 'zx'],
    supported: { 'template-literal': false }, // in which a line might look like an import
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
  });
  for (const { path, text } of outputFiles)
    writeFileSync(join(unfinished, basename(path)), asModule(text));
  removeOld(dirname(folder));
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true });
    if (!existsSync(folder)) throw error; // else another start was faster
  }
}

/** Takes Node's own modules as in this file, from lines that are as esbuild prints them. */
function asModule(text) {
  const taken = [];
  const rest = text.replace(
    /^import (?:(\w+)|\{([^}]*)\}) from "(node:[\w/]+)";\n/gm,
    (_, whole, names = '', name) => {
      const variable = whole ?? `{${names.replaceAll(' as ', ': ')}}`;
      taken.push(`const ${variable} = process.getBuiltinModule('${name}');\n`);
      return '';
    },
  );
  const needed = /\brequire\b/.test(rest) ? [REQUIRE, ...taken] : taken;
  return [...needed, rest].join('');
}

/** What an hour has not been used for a start is of a state that is gone, or soon made again. */
function removeOld(kept) {
  const anHourAgo = Date.now() - 3_600_000;
  for (const name of readdirSync(kept)) {
    const folder = join(kept, name);
    if (statSync(folder).mtimeMs < anHourAgo) rmSync(folder, { recursive: true, force: true });
  }
}
