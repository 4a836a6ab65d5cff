#!/usr/bin/env node
// Starts cli.ts, as JavaScript that is compiled with its packages once for each state of tools/ and kept in
// .wirebook/compiled/, which is quicker than any other way; or, where nothing can be kept, through tsx.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { toolState } from './system/tool-state.js';

const tools = dirname(fileURLToPath(import.meta.url));
const kept = join(tools, '../.wirebook/compiled');

/** Packages in CommonJS call `require`, which a module must make for itself. */
const REQUIRE = `import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);`;

module.enableCompileCache?.();
try {
  await import(await compiledCli());
} catch (error) {
  process.stderr.write('wirebook can not start; this says nothing about the book:\n');
  process.stderr.write(`${error.stack}\n  → Was npm ci run in ${dirname(tools)}?\n`);
  process.exitCode = 3;
}

async function compiledCli() {
  const folder = join(kept, toolState());
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
  await build({
    entryPoints: [join(tools, 'cli.ts')],
    outdir: unfinished,
    bundle: true,
    splitting: true,
    // Those that need their own files, or are bundles already.
    external: ['esbuild', 'oxc-parser', 'prettier', 'vitest', 'tsx', 'zx'],
    banner: { js: REQUIRE },
    platform: 'node',
    format: 'esm',
    target: 'node20',
  });
  removeOld();
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true });
    if (!existsSync(folder)) throw error; // else another start was faster
  }
}

/** What an hour has not been used for a start is of a state that is gone, or soon made again. */
function removeOld() {
  const anHourAgo = Date.now() - 3_600_000;
  for (const name of readdirSync(kept)) {
    const folder = join(kept, name);
    if (statSync(folder).mtimeMs < anHourAgo) rmSync(folder, { recursive: true, force: true });
  }
}
