import type { Problem } from '../base/problem.ts';

/** Where it lies, below the top folder. Its lines are those of `sha256sum`: a hash, two blanks, a path. */
export const MANIFEST = 'code/.manifest';

/** For each path below `code/` the hashes that tangling may have written there last. */
export type Manifest = ReadonlyMap<string, ReadonlySet<string>>;

export interface ReadManifest {
  readonly manifest: Manifest;
  readonly problems: readonly Problem[];
}

/** A run asks for the same text several times, and on a large book it is long. */
let last: { readonly text: string; readonly read: ReadManifest } | undefined;

/** Two branches that were merged may leave two hashes for one path: either is ours. */
export function readManifest(text: string): ReadManifest {
  if (last?.text !== text) last = { text, read: readLines(text) };
  return last.read;
}

function readLines(text: string): ReadManifest {
  const manifest = new Map<string, Set<string>>();
  const problems: Problem[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const [, digest, path] = /^([0-9a-f]{64}) {2}(\S.*)$/.exec(line) ?? [];
    if (digest && path) manifest.set(path, (manifest.get(path) ?? new Set()).add(digest));
    else if (line !== '') problems.push(unreadable(line, index));
  }
  return { manifest, problems };
}

export function writeManifest(manifest: Manifest): string {
  return [...manifest]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([path, hashes]) => [...hashes].sort().map((hash) => `${hash}  ${path}\n`))
    .join('');
}

/** All that either of two manifests says. */
export function unite(a: Manifest, b: Manifest): Manifest {
  const both = new Map(a);
  for (const [path, hashes] of b) {
    const others = a.get(path);
    if (others !== hashes) both.set(path, others ? new Set([...others, ...hashes]) : hashes);
  }
  return both;
}

export function mergeManifests(a: string, b: string): string {
  return writeManifest(unite(readManifest(a).manifest, readManifest(b).manifest));
}

function unreadable(line: string, index: number): Problem {
  return {
    code: 'unreadable-manifest',
    message: 'not a line of the manifest',
    place: { file: MANIFEST, line: index + 1, column: 1 },
    frame: line,
    advice: 'Where a merge left its marks, keep the lines of both sides and delete the marks.',
  };
}
