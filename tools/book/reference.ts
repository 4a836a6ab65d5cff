/** A line of a listing that calls for a chunk, `// <<answer>>`. */
export interface Reference {
  readonly indent: string;
  /** The slug of the chapter whose chunk it is, where it says one. */
  readonly chapter?: string;
  readonly name: string;
  /** Where the name begins, in characters from 0. */
  readonly character: number;
}

/** The comment marks of each language that may call for chunks. */
const COMMENTS: Readonly<Record<string, readonly [string, string]>> = {
  ...each(['ts', 'tsx', 'mts', 'cts', 'js', 'mjs', 'jsx', 'javascript'], '//'),
  ...each(['c', 'cpp', 'c++', 'cs', 'csharp', 'go', 'java', 'rust', 'kotlin', 'swift'], '//'),
  ...each(['php', 'dart', 'scala', 'zig', 'scss', 'proto', 'jsonc', 'json5'], '//'),
  ...each(['python', 'py', 'sh', 'bash', 'zsh', 'shell', 'fish', 'ruby', 'perl', 'r'], '#'),
  ...each(['yaml', 'yml', 'toml', 'make', 'makefile', 'dockerfile', 'elixir', 'julia'], '#'),
  ...each(['sql', 'lua', 'haskell', 'elm', 'ada'], '--'),
  ...each(['tex', 'latex', 'erlang', 'prolog'], '%'),
  ...each(['css'], '/*', '*/'),
  ...each(['html', 'xml', 'svg', 'md', 'markdown', 'vue'], '<!--', '-->'),
};

const CALL = /<<(?:(?<chapter>[\w-]+)\/)?(?<name>[\w-]+)>>/;

const ESCAPE = new RegExp(`\\\\(?=${CALL.source})`);

export function hasComments(language: string): boolean {
  return Object.hasOwn(COMMENTS, language);
}

/** A language as the tool knows it, in small letters and TypeScript by its short name. */
export function spellingOf(language: string): string {
  const name = language.toLowerCase().replace(/^typescript$/, 'ts');
  return hasComments(name) ? name : language;
}

/** The reference that a line is, if it is one. */
export function readReference(line: string, language: string): Reference | undefined {
  if (!line.includes('<<')) return undefined; // nearly every line
  return hasComments(language) ? match(line, alone(language)) : undefined;
}

/** A call for a chunk as a language writes it, `# <<answer>>`. */
export function writeReference(name: string, language: string): string {
  const [open, close] = marksOf(language);
  if (open === '') return `<<${name}>> in a comment`;
  return [open, `<<${name}>>`, close].join(' ').trimEnd();
}

/** A call in a comment of its language that has something before or behind it on its line. */
export function readCrowdedReference(line: string, language: string): Reference | undefined {
  if (!hasComments(language) || !CALL.test(line) || match(line, alone(language))) return undefined;
  return match(line, inFront(language)) ?? match(line, behind(language));
}

/** A call that no comment of its language makes: bare, or in a language that has none. */
export function readStrayReference(line: string): Reference | undefined {
  if (!line.includes('<<')) return undefined;
  return match(line, STRAY);
}

/** `// \<<answer>>`, alone on its line, stands for the text `// <<answer>>`. */
export function unescapeReference(line: string): string {
  if (!line.includes('\\<<')) return line;
  const text = line.replace(ESCAPE, '');
  return readStrayReference(text.replace(/(?<!\\)\\+(?=<<)/, '')) ? text : line;
}

/** The line that a listing has to hold where tangling is to give this text. */
export function escapeReference(text: string, language: string): string {
  const isText = !readReference(text, language) && !readStrayReference(text);
  return isText && unescapeReference(text) === text
    ? text
    : text.replace(/<<(?=[\w/-]+>>)/, '\\<<');
}

/** Looked for where blanks begin, so that a long run of them is read once. */
const BLANKS_AT_END = /(?<![ \t])[ \t]+$/;

function match(line: string, pattern: RegExp): Reference | undefined {
  const groups = pattern.exec(line.replace(BLANKS_AT_END, ''))?.groups;
  if (!groups?.name) return undefined;
  const { indent = '', chapter, name } = groups;
  const reference = { indent, name, character: line.search(CALL) };
  return chapter === undefined ? reference : { ...reference, chapter };
}

const alone = once((language) => call(opening(language), closing(language)));
const inFront = once((language) => call(opening(language), '.*'));
const behind = once((language) => call(`\\S.*${opening(language)}`, closing(language)));
const STRAY = call('(?:[^\\w\\s]{1,4}[ \\t]*)?', '[^\\w\\s]{0,3}');

function call(open: string, close: string): RegExp {
  return new RegExp(`^(?<indent>[ \\t]*)${open}${CALL.source}[ \\t]*${close}$`);
}

function opening(language: string): string {
  return `${escape(marksOf(language)[0])}[ \\t]*`;
}

function closing(language: string): string {
  return escape(marksOf(language)[1]);
}

/** A pattern for each language, made once: making it takes longer than asking it. */
function once(make: (language: string) => RegExp): (language: string) => RegExp {
  const made = new Map<string, RegExp>();
  return (language) => {
    const pattern = made.get(language) ?? make(language);
    made.set(language, pattern);
    return pattern;
  };
}

function marksOf(language: string): readonly [string, string] {
  return (hasComments(language) && COMMENTS[language]) || ['', ''];
}

function each(
  languages: readonly string[],
  open: string,
  close = '',
): Record<string, readonly [string, string]> {
  return Object.fromEntries(languages.map((language) => [language, [open, close]]));
}

function escape(text: string): string {
  return text.replace(/[*/-]/g, '\\$&');
}
