import { build, type BuildFailure } from 'esbuild';
import { type Problem, ProblemsFound } from '../base/problem.ts';

/**
 * Makes one JavaScript file of a TypeScript file and whatever it imports by a relative path, with a source
 * map in it. Throws ProblemsFound, with places in `shownAs`, where that isn't TypeScript.
 */
export async function compile(file: string, outfile: string, shownAs: string): Promise<void> {
  try {
    await build({
      entryPoints: [file],
      outfile,
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      target: 'node20',
      sourcemap: 'inline',
      logLevel: 'silent',
    });
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
    if (!location) return { message: text, advice };
    const place = { file, line: location.line, column: location.column + 1 };
    return { message: text, advice, place, frame: location.lineText };
  });
  return new ProblemsFound(...problems);
}
