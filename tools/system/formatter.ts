import { isAbsolute, join, relative } from 'node:path';
import { ProblemsFound } from '../base/problem.ts';

/**
 * A file's text as Prettier writes it; nothing where the folder `root` has no configuration of its own for
 * Prettier, or leaves the file out in `.prettierignore` or `.gitignore`. Throws ProblemsFound where the
 * configuration can't be read.
 */
export async function formatted(
  root: string,
  path: string,
  text: string,
): Promise<string | undefined> {
  const prettier = await import('prettier');
  const file = join(root, path);
  const configuration = await prettier.resolveConfigFile(file);
  if (configuration === null || !isInside(root, configuration)) return undefined;
  const ignorePath = ['.gitignore', '.prettierignore'].map((name) => join(root, name));
  const facts = await prettier.getFileInfo(file, { ignorePath, resolveConfig: false });
  if (facts.ignored) return undefined;
  const options = await prettier
    .resolveConfig(file, { editorconfig: true })
    .catch((error: unknown) => {
      throw unreadable(relative(root, configuration).replaceAll('\\', '/'), error);
    });
  return await prettier.format(text, { ...options, filepath: file });
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return !isAbsolute(way) && !/^\.\.(?:[\\/]|$)/.test(way);
}

function unreadable(file: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  return new ProblemsFound({
    code: 'unreadable-file',
    message: `can't read ${file}: Prettier makes nothing of it`,
    place: { file, line: 1, column: 1 },
    details: error.message,
    advice: 'Mend it, or take it away: without it no listing is asked to be formatted.',
  });
}
