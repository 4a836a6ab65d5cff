import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file of this checkout, wherever below it our own code was compiled to. */
export function ownFile(path: string): string {
  return join(top, path);
}

const top = topFolder(dirname(fileURLToPath(import.meta.url)));

function topFolder(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : topFolder(dirname(folder));
}
