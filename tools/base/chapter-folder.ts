/** The chapter's folder that a path below `code/` lies in. */
export function chapterFolder(path: string): string {
  return path.replace(/\/.*/s, '');
}
