import { dirname, join } from 'node:path/posix';
import type { Problem } from '../base/problem.ts';
import { originOf } from './origin.ts';
import { syntaxTree } from './syntax.ts';
import { type TangledFile, textOf } from './tangle.ts';

/** Where code imports something, or passes on what it doesn't make itself. */
export interface Import {
  /** As it is written; nothing where only a run can tell. */
  readonly name: string | undefined;
  /** From 1, as the column. */
  readonly line: number;
  readonly column: number;
}

/** Imports of what a reader who copies the chapter's folder would not have. */
export function foreignImports(files: readonly TangledFile[]): readonly Problem[] {
  const problems = new Map<string, Problem>();
  for (const file of files) {
    for (const imported of importsIn(textOf(file), file.listing.language)) {
      const { name } = imported;
      if (name !== undefined && isAtHome(file.path, name)) continue;
      const origin = originOf(file, imported);
      const key = JSON.stringify([origin.place, name]);
      if (!problems.has(key))
        problems.set(key, {
          code: 'foreign-import',
          message: saying(file.path, name),
          ...origin,
          advice: ADVICE,
        });
    }
  }
  return [...problems.values()];
}

/** The imports of code; none where it doesn't parse or is in a language that isn't looked at. */
export function importsIn(code: string, language: string): readonly Import[] {
  const imports = new Map<string, Import>();
  visit(syntaxTree(code, language), (node) => {
    const { start } = isNode(node.loc) ? node.loc : {};
    if (!isNode(start) || !isImport(node)) return;
    const found = {
      name: nameIn(node),
      line: Number(start.line),
      column: Number(start.column) + 1,
    };
    const key = JSON.stringify([found.line, found.name]);
    if (!imports.has(key)) imports.set(key, found);
  });
  return [...imports.values()];
}

const ADVICE =
  'Import node: modules and files of the same chapter alone, so that a reader can copy the folder.';

function isAtHome(path: string, name: string): boolean {
  if (!/^\.{1,2}\//.test(name)) return name.startsWith('node:');
  const [folder = ''] = path.split('/');
  return join(dirname(path), name).startsWith(`${folder}/`);
}

function saying(path: string, name: string | undefined): string {
  return name === undefined
    ? `code/${path} imports what only a run can tell`
    : `code/${path} imports ${name} from outside its chapter's folder`;
}

type Node = Readonly<Record<string, unknown>>;

function visit(value: unknown, look: (node: Node) => void): void {
  if (!isNode(value)) return;
  if (typeof value.type === 'string') look(value);
  for (const child of Object.values(value)) visit(child, look);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}

/** Besides the imports that the language has, the ways of CommonJS, whatever they are given. */
function isImport({ type, name, source, callee }: Node): boolean {
  if (type === 'CallExpression') return isNode(callee) && callee.name === 'require';
  if (type === 'Identifier') return name === 'createRequire';
  return isNode(source) || ['TSImportType', 'TSExternalModuleReference'].includes(String(type));
}

function nameIn({ type, source, argument }: Node): string | undefined {
  const written = type === 'TSImportType' ? argument : source;
  return isNode(written) && typeof written.value === 'string' ? written.value : undefined;
}
