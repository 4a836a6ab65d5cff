import { $ } from 'zx';

/** Runs one shell line to its end; gives its exit code and all that it printed. */
export async function runLine(line: string): Promise<{ code: number; output: string }> {
  const posix = process.platform === 'win32' ? {} : { shell: '/bin/sh', prefix: '', quote: quoted };
  const run = $({ ...posix, nothrow: true, quiet: true, input: '', timeout: '30s' });
  const result = await run`eval ${line}`;
  return { code: result.exitCode ?? 1, output: result.stdall };
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
