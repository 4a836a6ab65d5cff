import { chapterFolder } from '../base/chapter-folder.ts';
import { showPlace } from '../base/place.ts';
import type { Problem } from '../base/problem.ts';
import { blockProblem } from './block-problem.ts';
import { originOf } from './origin.ts';
import { type Tangled, type TangledFile, textOf } from './tangle.ts';

/** Files that are checked together, as one program: TypeScript, and what it may import besides. */
export interface TypeUnit {
  readonly files: readonly CheckedFile[];
  /** What is checked by itself may leave something unused, and is not to stumble over it. */
  readonly isExcerpt: boolean;
}

export interface CheckedFile {
  /** Below the folder in which everything is laid out for the check; where it would stand in `code/`. */
  readonly path: string;
  readonly text: string;
  readonly source: TangledFile;
}

/** What the type checker said of a file, line and column from 1. */
export interface Diagnostic {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly code: string;
  readonly message: string;
  /** Lines that say why, those of a reason's reason indented. */
  readonly explanation: readonly string[];
}

/** Each chapter's folder is a program; a starter, solution, mistake or example is one by itself. */
export function typeUnits(
  { files, examples }: Tangled,
  chapters: readonly string[],
): readonly TypeUnit[] {
  const excerpts = examples.filter(({ listing }) => isTypeScript(`.${listing.language}`));
  return chapters.flatMap((slug) => {
    const own = files.filter(({ path }) => chapterFolder(path) === slug);
    const importable = own.filter(({ path }) => isImportable(path)).map(checked);
    const programs = programsOf(own.filter(({ path }) => isTypeScript(path)));
    const ownExcerpts = excerpts.filter(({ path }) => path === slug);
    return [
      ...programs.map((files) => ({ files: [...files, ...importable], isExcerpt: false })),
      ...ownExcerpts.map((example, index) => ({
        files: [checkedExample(example, index), ...importable],
        isExcerpt: true,
      })),
    ];
  });
}

/** The files of a chapter that are a program together, and each that is one by itself. */
function programsOf(files: readonly TangledFile[]): readonly (readonly CheckedFile[])[] {
  const alone = files.filter(({ path }) => standsAlone(path)).map((file) => [checked(file)]);
  const together = files.filter(({ path }) => !standsAlone(path)).map(checked);
  return [...(together.length > 0 ? [together] : []), ...alone];
}

/**
 * Diagnostics as problems of the chapters; of a `.fails` listing, that it didn't give what it should have: at
 * the first error that came instead, or at its header where none came.
 */
export function typeProblems(
  units: readonly TypeUnit[],
  diagnostics: readonly Diagnostic[],
): readonly Problem[] {
  const problems = units.flatMap(({ files }) =>
    files.flatMap((file) => {
      const mine = diagnostics.filter(({ path }) => path === file.path);
      const { role } = file.source.listing;
      return role.kind === 'fails'
        ? failureProblems(file.source, role.error, mine)
        : mine.map((diagnostic) => typeProblem(file, diagnostic));
    }),
  );
  return [...new Map(problems.map((problem) => [keyOf(problem), problem])).values()];
}

/** Files that share a chunk share its mistakes. */
function keyOf({ message, place, details }: Problem): string {
  return [place ? showPlace(place) : '', message, details ?? ''].join('\n');
}

/** Only TypeScript is checked for its own sake. */
export function isTypeScript(path: string): boolean {
  return /\.[cm]?tsx?$/.test(path);
}

function isImportable(path: string): boolean {
  return /\.(?:json|[cm]?jsx?)$/.test(path);
}

function standsAlone(path: string): boolean {
  return path.includes('/exercises/') || /^[a-z]-/.test(path);
}

function checked(file: TangledFile): CheckedFile {
  return { path: file.path, text: textOf(file), source: file };
}

function checkedExample(example: TangledFile, index: number): CheckedFile {
  const path = `${example.path}/.example-${index}.${example.listing.language}`;
  return { path, text: textOf(example), source: example };
}

/** What is wrong by a diagnostic, wherever it is. */
export function typeMistake({
  code,
  message,
  explanation,
}: Pick<Diagnostic, 'code' | 'message' | 'explanation'>) {
  const details = explanation.length > 0 ? { details: explanation.join('\n') } : {};
  return { code: 'type-error', message: `${code}: ${message}`, ...details } as const;
}

function typeProblem({ source }: CheckedFile, diagnostic: Diagnostic): Problem {
  return {
    ...typeMistake(diagnostic),
    ...originOf(source, diagnostic),
    advice: 'The listing must type-check under the strict configuration in tsconfig.json.',
  };
}

function failureProblems(
  source: TangledFile,
  error: string,
  seen: readonly Diagnostic[],
): readonly Problem[] {
  const [first, ...more] = seen;
  if (first?.code === error && more.length === 0) return [];
  const { block } = source.listing;
  const problem = blockProblem(block, {
    code: 'fails-otherwise',
    message: `this listing must give exactly the error ${error}`,
    details: 'it gives none',
    advice: 'Mend the listing or the error= in its header.',
  });
  const surplus = seen.find(({ code }) => code !== error) ?? seen[1];
  if (!surplus) return [problem];
  const said = seen.flatMap((diagnostic) => {
    const { place } = originOf(source, diagnostic);
    const { code, message, explanation } = diagnostic;
    const why = explanation.map((line) => `  ${line}`);
    return [`${showPlace(place)}: ${code}: ${message}`, ...why];
  });
  const details = [`the listing at ${showPlace(block.place)} gives:`, ...said].join('\n');
  return [{ ...problem, ...originOf(source, surplus), details }];
}
