/** The folders that a path leads through, outermost first; the empty one is where it begins. */
export function foldersAbove(path: string): readonly string[] {
  return path.split('/').map((_, index, names) => names.slice(0, index).join('/'));
}
