/** A position that a terminal can open: `file` relative to the top folder, line and column from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export function showPlace({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}
