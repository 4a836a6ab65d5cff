import { build, type Metafile } from 'esbuild';
import { expect, test } from 'vitest';

/** What reads a book: markdown-it with what it needs, and what tells the nearest name. */
const READING = [
  ...['entities', 'fastest-levenshtein', 'linkify-it', 'markdown-it', 'mdurl', 'punycode.js'],
  'uc.micro',
];

/** Packages take longer to load than most runs take for their work. */
test.for([
  ['cli.ts', []],
  ['commands/tangle.ts', []],
  ['commands/whole-tangle.ts', READING],
  ['commands/list.ts', READING],
] as const)('tools/%s loads at once only the packages that it needs', async ([file, packages]) => {
  expect(await packagesOf(`tools/${file}`)).toEqual(packages);
});

/** The packages that a file imports, or what it imports does; what a run may load later is left out. */
async function packagesOf(file: string): Promise<readonly string[]> {
  const { metafile } = await build({
    entryPoints: [file],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    packages: 'bundle',
    external: ['*.node'],
    logLevel: 'silent',
    outdir: 'nowhere',
    splitting: true,
  });
  const reached = reachedAtOnce(metafile, file);
  const names = reached.map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
  return [...new Set(names)].filter((name) => name !== undefined).sort();
}

function reachedAtOnce({ inputs }: Metafile, file: string): readonly string[] {
  const reached = new Set([file]);
  for (const path of reached) {
    for (const { path: next, kind, external } of inputs[path]?.imports ?? []) {
      if (kind !== 'dynamic-import' && !external) reached.add(next);
    }
  }
  return [...reached];
}
