import type { Change } from '../base/change.ts';
import { foldersAbove } from '../base/folders-above.ts';
import { hash } from '../base/hash.ts';
import type { Place } from '../base/place.ts';
import type { Problem } from '../base/problem.ts';
import { type Manifest, MANIFEST, readManifest, unite, writeManifest } from './manifest.ts';

/** Something that lies in `code/`; `path` is below `code/`, the empty one is `code/` itself. */
export interface CodeEntry {
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link' | 'device';
  /** The bytes of a file. */
  readonly bytes?: Uint8Array;
}

/** A file in `code/` that neither this plan nor the last one made as it is. */
export interface HandEdit {
  readonly path: string;
  readonly mine: Uint8Array;
  /** What tangling would write; nothing where no chapter makes the file. */
  readonly wanted?: string;
  /** Where the two first differ. */
  readonly place: Place;
}

/** What has to happen so that `code/` holds exactly what tangling gives. */
export interface CodePlan {
  /** In the order in which a run that is cut off anywhere leaves nothing that looks like a hand edit. */
  readonly changes: readonly Change[];
  /** For each file that would change, where it first differs. */
  readonly places: readonly Place[];
  readonly edits: readonly HandEdit[];
  readonly problems: readonly Problem[];
}

export interface PlanLimits {
  /** The one path whose hand edit may go; nothing else is touched then. */
  readonly discarded?: string | undefined;
  /** Which paths are looked at; the others keep what they are, and their lines of the manifest. */
  readonly scope?: (path: string) => boolean;
}

/** Compares what tangling gives with what lies in `code/`. */
export function planCode(
  wanted: ReadonlyMap<string, string>,
  entries: readonly CodeEntry[],
  manifestText: string,
  { discarded, scope = (path) => discarded === undefined || path === discarded }: PlanLimits = {},
): CodePlan {
  const { manifest, problems: unreadable } = readManifest(manifestText);
  const onDisk = new Map(entries.map((entry) => [entry.path, entry]));
  const paths = new Set([...wanted.keys(), ...filesIn(entries)]);
  const problems = [...unreadable, ...obstacles([...wanted.keys()], onDisk, manifest)];
  const edits: HandEdit[] = [];
  const changes: Change[] = [];
  const places: Place[] = [];
  for (const path of [...paths].sort()) {
    if (!scope(path)) continue;
    const text = wanted.get(path);
    const bytes = onDisk.get(path)?.bytes;
    if (bytes && text !== undefined && Buffer.from(text).equals(bytes)) continue;
    const place = firstDifference(path, bytes, text);
    const isOurs = !bytes || path === discarded || manifest.get(path)?.has(hash(bytes));
    if (bytes && !isOurs)
      edits.push({ path, mine: bytes, place, ...(text === undefined ? {} : { wanted: text }) });
    else changes.push({ ...change(path, text), was: bytes ?? null });
    if (!bytes || isOurs) places.push(place);
  }
  const after = nextManifest(wanted, manifest, scope);
  return { changes: withManifest(changes, manifestText, manifest, after), places, edits, problems };
}

function filesIn(entries: readonly CodeEntry[]): readonly string[] {
  return entries.filter(({ kind }) => kind === 'file').map(({ path }) => path);
}

function change(path: string, text: string | undefined): Change {
  return text === undefined
    ? { kind: 'remove', path: `code/${path}` }
    : { kind: 'write', path: `code/${path}`, text };
}

/** Says first that old and new texts are both ours, then changes the files, then forgets the old ones. */
function withManifest(
  changes: readonly Change[],
  text: string,
  before: Manifest,
  after: Manifest,
): readonly Change[] {
  const final = writeManifest(after);
  if (changes.length === 0) {
    return final === text ? [] : [{ kind: 'write', path: MANIFEST, text: final }];
  }
  const both = writeManifest(unite(before, after));
  return [
    ...(both === text ? [] : [{ kind: 'write' as const, path: MANIFEST, text: both }]),
    ...changes,
    ...(both === final ? [] : [{ kind: 'write' as const, path: MANIFEST, text: final }]),
  ];
}

function nextManifest(
  wanted: ReadonlyMap<string, string>,
  before: Manifest,
  scope: (path: string) => boolean,
): Manifest {
  const kept = [...before].filter(([path]) => !scope(path));
  const made = [...wanted].filter(([path]) => scope(path));
  return new Map([...kept, ...made.map(([path, text]) => [path, new Set([hash(text)])] as const)]);
}

/** What isn't what must be there, and what `code/` never holds. */
function obstacles(
  files: readonly string[],
  onDisk: ReadonlyMap<string, CodeEntry>,
  manifest: Manifest,
): readonly Problem[] {
  const right = new Map<string, CodeEntry['kind']>(files.map((path) => [path, 'file']));
  for (const path of files.flatMap(foldersAbove)) right.set(path, 'folder');
  return [...onDisk.values()].flatMap(({ path, kind }) => {
    const wanted = right.get(path);
    if (kind === wanted || (!wanted && (kind === 'file' || kind === 'folder'))) return [];
    if (path !== '' && areOurs(entriesBelow(path, onDisk), manifest)) return [];
    const name = path === '' ? 'code' : `code/${path}`;
    return {
      code: 'obstacle-in-code',
      message: `${name} is ${KINDS[kind]}${wanted ? `, where ${KINDS[wanted]} must be` : ''}`,
      place: { file: name, line: 1, column: 1 },
      advice: 'Move it away: code/ holds ordinary files and folders alone.',
    };
  });
}

/** What lies at a path and below it. */
function entriesBelow(path: string, onDisk: ReadonlyMap<string, CodeEntry>): readonly CodeEntry[] {
  return [...onDisk.values()].filter((entry) => `${entry.path}/`.startsWith(`${path}/`));
}

/** Whether tangling has written all of this, and so may take it away. */
function areOurs(entries: readonly CodeEntry[], manifest: Manifest): boolean {
  const others = entries.filter(({ kind }) => kind !== 'folder');
  const isOurs = ({ path, bytes }: CodeEntry) => bytes && manifest.get(path)?.has(hash(bytes));
  return others.length > 0 && others.every(isOurs);
}

const KINDS = { file: 'a file', folder: 'a folder', link: 'a symbolic link', device: 'a device' };

function firstDifference(path: string, bytes: Uint8Array | undefined, text = ''): Place {
  if (!bytes) return { file: `code/${path}`, line: text.startsWith('\n') ? 2 : 1, column: 1 };
  const mine = Buffer.from(bytes).toString().split('\n');
  const wanted = text.split('\n');
  const longest = mine.length > wanted.length ? mine : wanted;
  const line = Math.max(
    0,
    longest.findIndex((_, index) => mine[index] !== wanted[index]),
  );
  const [left = '', right = ''] = [mine[line], wanted[line]];
  let column = 0;
  while (column < left.length && left[column] === right[column]) column += 1;
  return { file: `code/${path}`, line: line + 1, column: column + 1 };
}
