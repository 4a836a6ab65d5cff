import { parse, type ParserPlugin, type ParseResult } from '@babel/parser';
import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { importsIn } from '../../tools/book/imports.ts';

/** A source file, its path relative to the top folder. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** What is wrong with the imports of the house, one line each, `path:line: what`. */
export function houseFaults(sources: readonly Source[]): readonly string[] {
  const files = sources.map((source) => ({ ...source, ...read(source) }));
  return [
    ...files.flatMap((file) => file.imports.flatMap((imported) => arrowFault(file, imported))),
    ...files.flatMap(({ path, isBarrel }) => (isBarrel ? [`${path}:1: a barrel`] : [])),
    ...files.flatMap(({ path }) => nameFault(path)),
    ...circles(files),
    ...doorFaults(files.filter(({ path }) => path.startsWith('tools/'))),
  ];
}

interface Import {
  readonly line: number;
  /** As it is written. */
  readonly name: string;
  /** The file, relative to the top folder, where it is one of ours. */
  readonly path?: string;
}

interface File extends Source {
  readonly imports: readonly Import[];
  /** Whether it does nothing but pass on what others export, or passes on all of it unnamed. */
  readonly isBarrel: boolean;
}

function read({ path, text }: Source): Pick<File, 'imports' | 'isBarrel'> {
  const language = path.endsWith('.ts') ? 'ts' : 'js';
  const imports = importsIn(text, language).map(({ line, name }): Import => {
    if (name === undefined || isAbsolute(name)) return { line, name: UNREADABLE };
    if (!name.startsWith('.')) return { line, name };
    return { line, name, path: posix.join(posix.dirname(path), name) };
  });
  const plugins: ParserPlugin[] = language === 'ts' ? ['typescript'] : [];
  return { imports, isBarrel: isBarrel(path, parse(text, { sourceType: 'module', plugins })) };
}

const UNREADABLE = 'what only a run can tell';

/** Where it leads depends on the machine. */
function isAbsolute(name: string): boolean {
  return name.startsWith('/') || /^(?!node:)[a-z][a-z\d+.-]*:/i.test(name);
}

function isBarrel(path: string, { program: { body } }: ParseResult): boolean {
  if (!path.startsWith('code/') && body.some(({ type }) => type === 'ExportAllDeclaration'))
    return true;
  const passesOn = body.map(
    (statement) =>
      statement.type === 'ExportAllDeclaration' ||
      (statement.type === 'ExportNamedDeclaration' && !statement.declaration),
  );
  const others = body.filter(({ type }, index) => {
    return !passesOn[index] && type !== 'ImportDeclaration';
  });
  return passesOn.includes(true) && others.length === 0;
}

/** What of Node touches neither disk, process, clock nor console, and is needed. */
const PURE = ['node:crypto', 'node:path/posix'];

/** The packages that more than one file of tools/ may import, and these files. */
const SECOND_DOORS: Readonly<Record<string, readonly string[]>> = {
  // A program on this process's own terminal has no group of its own and no output to read.
  execa: ['tools/system/child.ts', 'tools/system/foreground.ts'],
  // The launcher, and what lets the book's programs run where Node can't run TypeScript, can import none of it.
  esbuild: ['tools/wirebook.js', 'tools/system/compile.ts', 'tools/system/listing-javascript.js'],
  tsx: ['tools/wirebook.js', 'tools/system/chapter-maps.js'],
};

/** Starts cli.ts, or what it was compiled to: the one import of a file that no source names. */
const LAUNCHER = 'tools/wirebook.js';

/** Those who may import what no source names: the checks of the book that is read, and the reader's answer. */
const LOADERS: readonly string[] = [
  LAUNCHER,
  ...['tools/system/check-table.ts', 'tools/system/spare.js'],
];

/** The rooms of the house, and into which of them each may reach. */
const ROOMS: readonly { readonly room: string; readonly reaches: readonly string[] }[] = [
  { room: LAUNCHER, reaches: ['tools/cli.ts', 'tools/system/tool-state.js'] },
  { room: 'tools/cli.ts', reaches: ['tools/commands/', 'tools/base/', 'tools/system/terminal.ts'] },
  {
    room: 'tools/commands/',
    reaches: ['tools/commands/', 'tools/book/', 'tools/system/', 'tools/base/'],
  },
  { room: 'tools/book/', reaches: ['tools/book/', 'tools/base/'] },
  { room: 'tools/system/', reaches: ['tools/system/', 'tools/base/'] },
  { room: 'tools/base/', reaches: ['tools/base/'] },
  { room: 'tools/', reaches: [] },
  { room: 'test/', reaches: [''] },
];

function arrowFault({ path }: File, imported: Import): readonly string[] {
  const fault = (what: string) => [`${path}:${imported.line}: imports ${what}`];
  if (path.startsWith('code/')) {
    const folder = path.split('/').slice(0, 2).join('/');
    const isFine = imported.path?.startsWith(`${folder}/`) ?? imported.name.startsWith('node:');
    return isFine ? [] : fault(imported.path ?? imported.name);
  }
  const reaches = ROOMS.find(({ room }) => path.startsWith(room))?.reaches ?? [];
  if (reaches.includes('')) return [];
  if (imported.name === UNREADABLE) return LOADERS.includes(path) ? [] : fault(UNREADABLE);
  const target = imported.path;
  const isImpure = isBuiltin(imported.name) && !PURE.includes(imported.name);
  if (isImpure && /^tools\/(?:book|base)\//.test(path)) return fault(imported.name);
  return target === undefined || reaches.some((room) => target.startsWith(room))
    ? []
    : fault(target);
}

function nameFault(path: string): readonly string[] {
  const isVague = /(?:^|\/)(?:index|utils?|helpers?|common|misc)\.[cm]?[jt]s$/.test(path);
  return isVague && !path.startsWith('code/') ? [`${path}:1: a name that says nothing`] : [];
}

function circles(files: readonly File[]): readonly string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (file: File, way: readonly string[]) => {
    const start = way.indexOf(file.path);
    if (start >= 0) {
      found.push(`${file.path}:1: a circle: ${[...way.slice(start), file.path].join(' → ')}`);
    }
    if (start >= 0 || done.has(file.path)) return;
    for (const { path } of file.imports) {
      const next = byPath.get(path ?? '');
      if (next) walk(next, [...way, file.path]);
    }
    done.add(file.path);
  };
  for (const file of files) walk(file, []);
  return found;
}

function doorFaults(files: readonly File[]): readonly string[] {
  const doors = new Map<string, Set<string>>();
  for (const { path, imports } of files) {
    for (const { name, path: own } of imports) {
      if (own !== undefined || name.startsWith('node:') || name === UNREADABLE) continue;
      const [scope = '', second = ''] = name.split('/');
      const bought = scope.startsWith('@') ? `${scope}/${second}` : scope;
      doors.set(bought, (doors.get(bought) ?? new Set()).add(path));
    }
  }
  return [...doors].flatMap(([name, paths]) => {
    const allowed = SECOND_DOORS[name] ?? [];
    const isFine = paths.size === 1 || [...paths].every((path) => allowed.includes(path));
    return isFine ? [] : [`${name} has ${paths.size} doors: ${[...paths].join(', ')}`];
  });
}
