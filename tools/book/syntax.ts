import { parse, type ParserPlugin } from '@babel/parser';
import type { Problem } from '../base/problem.ts';
import { placeIn } from './chapter.ts';
import { blockProblem } from './block-problem.ts';
import type { Listing } from './listing.ts';

/**
 * Parses a listing by itself, as statements; a `return` outside a function is let pass, because a
 * chunk may stand inside one. Other languages than TypeScript and JavaScript are not looked at.
 */
export function syntaxProblem({ block, language, role }: Listing): Problem | undefined {
  const plugins = pluginsFor(language);
  if (!plugins || role.kind === 'shown' || role.kind === 'transcript') return undefined;
  const error = firstError(block.lines.join('\n'), plugins);
  if (!error) return undefined;
  return blockProblem(
    block,
    {
      code: 'syntax-error',
      message: `the listing does not parse: ${error.message.replace(/ \(\d+:\d+\)$/, '')}`,
      advice: 'Every listing is TypeScript by itself: whole statements, references as comments.',
    },
    placeIn(block, error.loc.line - 1, error.loc.column),
  );
}

/** The syntax tree of code; nothing where it doesn't parse or is in a language that isn't looked at. */
export function syntaxTree(code: string, language: string): object | undefined {
  const plugins = pluginsFor(language);
  if (!plugins) return undefined;
  try {
    return parse(code, { ...OPTIONS, plugins }).program;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

const PLUGINS: Readonly<Record<string, ParserPlugin[]>> = {
  ...{ ts: ['typescript'], mts: ['typescript'] },
  ...{ tsx: ['typescript', 'jsx'], js: [], mjs: [], javascript: [], jsx: ['jsx'] },
};

const OPTIONS = {
  sourceType: 'module',
  errorRecovery: true,
  allowReturnOutsideFunction: true,
  allowYieldOutsideFunction: true,
  createImportExpressions: true,
} as const;

/** What the parser complains of though a listing parses: the type check sees it in its place. */
const OUT_OF_CONTEXT = ['IllegalBreakContinue', 'ModuleExportUndefined', 'VarRedeclaration'];

function pluginsFor(language: string): ParserPlugin[] | undefined {
  return Object.hasOwn(PLUGINS, language) ? PLUGINS[language] : undefined;
}

interface SyntaxFault {
  readonly message: string;
  readonly loc: { readonly line: number; readonly column: number };
}

function firstError(code: string, plugins: ParserPlugin[]): SyntaxFault | undefined {
  try {
    const { errors } = parse(code, { ...OPTIONS, plugins });
    return errors?.map(fault).find((error) => error !== undefined);
  } catch (error) {
    const found = fault(error);
    if (!found) throw error;
    return found;
  }
}

function fault(error: unknown): SyntaxFault | undefined {
  if (!(error instanceof SyntaxError) || !('loc' in error) || !('reasonCode' in error))
    return undefined;
  if (OUT_OF_CONTEXT.includes(String(error.reasonCode))) return undefined;
  const { line, column } = error.loc as SyntaxFault['loc'];
  return { message: error.message, loc: { line, column } };
}
