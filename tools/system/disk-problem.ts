import { ProblemsFound } from '../base/problem.ts';

/** Reads by `read`; what its user can mend is thrown as ProblemsFound. Absence is passed on as it is. */
export function readable<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const [what, advice] = REASONS[codeOf(error) ?? ''] ?? [];
    if (!what || !advice || isAbsent(error)) throw error;
    throw new ProblemsFound({
      code: 'unreadable-file',
      message: `can't read ${path}: ${what}`,
      advice,
    });
  }
}

/** What `read` gives, or nothing where there is nothing to read. */
export function ifThere<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

function isAbsent(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '');
}

const REASONS: Readonly<Record<string, readonly [string, string]>> = {
  ENOSPC: ['the disk is full', 'Make room and run it again.'],
  EDQUOT: ['your share of the disk is used up', 'Make room and run it again.'],
  EACCES: ['permission denied', 'Give yourself the right to it and its folder, and run it again.'],
  EPERM: ['not permitted', 'Give yourself the right to it and its folder, and run it again.'],
  EROFS: ['the file system is read-only', 'Work in a copy that can be written.'],
  ELOOP: ['a symbolic link leads back to itself', 'Take the link away.'],
  ENAMETOOLONG: ['the name is too long', 'Give the file a shorter name.'],
  EISDIR: ['it is a folder', 'Move the folder away.'],
  ENOTDIR: ['something on its way is no folder', 'Move that away.'],
};

/** The problem of a file that can't be written; an error that its user can't mend stays what it is. */
export function unwritable(path: string, error: unknown): unknown {
  const reason = REASONS[codeOf(error) ?? ''];
  if (!reason) return error;
  const [what, advice] = reason;
  const message = `can't write ${path}: ${what}`;
  return new ProblemsFound({
    code: 'unwritable-file',
    message,
    place: { file: path, line: 1, column: 1 },
    advice,
  });
}

/** What was read has been saved anew by somebody else, and would be lost. */
export function changedMeanwhile(path: string, done: string): ProblemsFound {
  return new ProblemsFound({
    code: 'changed-meanwhile',
    message: `${path} has changed since it was read`,
    place: { file: path, line: 1, column: 1 },
    advice: `${done} Run it again.`,
  });
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
