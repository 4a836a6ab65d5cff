import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { build, type BuildFailure } from 'esbuild';
import { type Problem, ProblemsFound } from '../base/problem.ts';

/** A TypeScript file: where it stands, how it is called in messages, and its text where that was read. */
export interface Source {
  readonly file: string;
  readonly shownAs: string;
  readonly bytes?: Uint8Array;
}

/**
 * Makes one JavaScript file of a TypeScript file and whatever it imports by a relative path, with a source
 * map in it. Throws ProblemsFound with places where that isn't TypeScript.
 */
export async function compile({ file, shownAs, bytes }: Source, outfile: string): Promise<void> {
  const contents = bytes && Buffer.from(bytes).toString();
  const stdin = {
    contents: contents ?? '',
    resolveDir: dirname(file),
    sourcefile: file,
    loader: 'ts',
  } as const;
  try {
    const { outputFiles } = await build({
      ...(contents === undefined ? { entryPoints: [file] } : { stdin }),
      outfile,
      write: false, // esbuild is a process of its own, and would write even when this one has ended
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      target: 'node20',
      sourcemap: 'inline',
      logLevel: 'silent',
    });
    for (const { path, contents: made } of outputFiles) writeFileSync(path, made);
  } catch (error) {
    throw isBuildFailure(error) ? syntaxProblems(error, shownAs) : error;
  }
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error;
}

function syntaxProblems({ errors }: BuildFailure, file: string): ProblemsFound {
  const problems = errors.map(({ text, location }): Problem => {
    const advice = 'Mend it, and check again.';
    if (!location) return { code: 'syntax-error', message: text, advice };
    const place = { file, line: location.line, column: location.column + 1 };
    return { code: 'syntax-error', message: text, advice, place, frame: location.lineText };
  });
  return new ProblemsFound(...problems);
}
