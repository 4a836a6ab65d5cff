import type { Change } from '../base/change.ts';
import type { Problem } from '../base/problem.ts';
import type { Book } from '../book/book.ts';
import {
  type CheckedFile,
  type Diagnostic,
  isTypeScript,
  typeMistake,
  typeProblems,
  type TypeUnit,
  typeUnits,
} from '../book/type-units.ts';
import { ownFile } from '../system/checkout.ts';
import { applyChanges } from '../system/disk.ts';
import { packageFile } from '../system/node.ts';
import { Program } from '../system/program.ts';
import { withTemporaryFolder } from '../system/temporary.ts';

/** Type-checks what the chapters' listings make, laid out in a folder of its own. */
export async function typeCheck(
  { tangled }: Book,
  chapters: readonly string[],
): Promise<{ readonly programs: number; readonly problems: readonly Problem[] }> {
  const units = typeUnits(tangled, chapters);
  const diagnostics = await withTemporaryFolder(async (folder) => await check(folder, units));
  return { programs: units.length, problems: typeProblems(units, diagnostics) };
}

/** The type errors of one file of the reader, by the rules of the house. */
export async function answerTypes(file: string, bytes: Uint8Array): Promise<readonly Problem[]> {
  const path = 'answer.ts';
  const text = Buffer.from(bytes).toString();
  const diagnostics = await withTemporaryFolder(
    async (folder) => await check(folder, [{ files: [{ path, text }], isExcerpt: true }]),
  );
  const lines = text.split('\n');
  return diagnostics.map(({ line, column, ...said }) => ({
    ...typeMistake(said),
    place: { file, line, column },
    frame: lines[line - 1] ?? '',
    advice: 'It runs all the same; mend it before it bites.',
  }));
}

type Unit = Pick<TypeUnit, 'isExcerpt'> & {
  readonly files: readonly Pick<CheckedFile, 'path' | 'text'>[];
};

async function check(folder: string, units: readonly Unit[]): Promise<readonly Diagnostic[]> {
  if (units.length === 0) return [];
  const files = new Map(
    units.flatMap((unit) => unit.files.map(({ path, text }) => [path, text] as const)),
  );
  applyChanges(folder, [
    { kind: 'write', path: 'package.json', text: '{ "type": "module" }\n' },
    ...[...files].map(([path, text]): Change => ({ kind: 'write', path, text })),
    ...units.map((unit, index): Change => ({
      kind: 'write',
      path: project(index),
      text: configuration(unit),
    })),
  ]);
  const tsc = packageFile('typescript', 'bin/tsc');
  const projects = units.map((_, index) => project(index));
  const program = new Program(
    [process.execPath, tsc, '--build', '--pretty', 'false', ...projects],
    {
      cwd: folder,
      merged: true,
    },
  );
  const { code, output } = await program.ended;
  const diagnostics = readDiagnostics(output);
  if (code !== 0 && diagnostics.length === 0) throw new Error(`tsc failed:\n${output}`);
  return diagnostics;
}

function project(index: number): string {
  return `project-${index}.json`;
}

/** The configuration of the house, for the files of one unit. */
function configuration({ files, isExcerpt }: Unit): string {
  return JSON.stringify({
    extends: ownFile('tsconfig.json'),
    compilerOptions: {
      typeRoots: [ownFile('node_modules/@types')],
      ...(isExcerpt ? { noUnusedLocals: false, noUnusedParameters: false } : {}),
    },
    files: files.map(({ path }) => path).filter(isTypeScript),
    include: [],
  });
}

/** The same file may be part of several units. */
function readDiagnostics(output: string): readonly Diagnostic[] {
  const texts = new Set(output.split(/\n(?! )/));
  return [...texts].flatMap((text) => readDiagnostic(text) ?? []);
}

/** Under the line of a diagnostic stand, indented, those that explain it. */
function readDiagnostic(text: string): Diagnostic | undefined {
  const [head = '', ...more] = text.split('\n');
  const [, path, row, column, code, message] =
    /^(\S.*)\((\d+),(\d+)\): error (TS\d+): (.*)$/.exec(head) ?? [];
  if (!path || !code || message === undefined) return undefined;
  const explanation = more.map((line) => line.slice(2));
  return { path, line: Number(row), column: Number(column), code, message, explanation };
}
