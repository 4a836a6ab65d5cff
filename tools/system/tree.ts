import { type Dirent, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ifThere, readable } from './disk-problem.ts';

/** Something below a folder, with its path below that folder; the folder itself has the empty path. */
export interface Entry {
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link' | 'device';
  readonly bytes?: Uint8Array;
}

/**
 * All that lies in a folder, links not followed. Names that begin with a dot are left alone; `tellHidden` is told of
 * those that are no folders. Files that `isKnown` knows are not read. Either gets paths below the folder.
 */
export function readTree(
  folder: string,
  isKnown: (path: string) => boolean = () => false,
  tellHidden: (path: string) => void = () => {},
): readonly Entry[] {
  const found: Entry[] = [];
  const take = (path: string, kind: Entry['kind']) => {
    if (kind !== 'file' || isKnown(path)) return found.push({ path, kind });
    const whole = join(folder, path);
    const bytes = ifThere(() => readable(whole, () => readFileSync(whole)));
    return bytes && found.push({ path, kind, bytes });
  };
  const walk = (path: string) => {
    for (const item of itemsIn(join(folder, path))) {
      const below = path === '' ? item.name : `${path}/${item.name}`;
      if (item.name.startsWith('.')) {
        if (!item.isDirectory()) tellHidden(below);
        continue;
      }
      const kind = kindOf(item);
      take(below, kind);
      if (kind === 'folder') walk(below);
    }
  };
  const kind = ifThere(() => kindOf(lstatSync(folder)));
  if (kind) take('', kind);
  if (kind === 'folder') walk('');
  return found;
}

/** A folder and all folders below it, whose names don't begin with a dot; none where it isn't there. */
export function foldersIn(folder: string): readonly string[] {
  if (ifThere(() => kindOf(lstatSync(folder))) !== 'folder') return [];
  const below = itemsIn(folder).filter((item) => item.isDirectory() && !item.name.startsWith('.'));
  return [folder, ...below.flatMap(({ name }) => foldersIn(join(folder, name)))];
}

/** What lies in a folder, by name; nothing where the folder is gone meanwhile. */
function itemsIn(folder: string): readonly Dirent[] {
  const items = ifThere(() => readable(folder, () => readdirSync(folder, { withFileTypes: true })));
  return (items ?? []).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function kindOf(item: Pick<Dirent, 'isFile' | 'isDirectory' | 'isSymbolicLink'>): Entry['kind'] {
  if (item.isFile()) return 'file';
  if (item.isDirectory()) return 'folder';
  return item.isSymbolicLink() ? 'link' : 'device';
}
