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
  ...each(['ts', 'tsx', 'mts', 'typescript', 'js', 'mjs', 'jsx', 'javascript'], '//'),
  ...each(['c', 'cpp', 'go', 'java', 'rust'], '//'),
  ...each(['python', 'py', 'sh', 'bash', 'yaml', 'toml', 'ruby', 'make', 'dockerfile'], '#'),
  ...each(['sql', 'lua', 'haskell'], '--'),
  ...each(['css'], '/*', '*/'),
  ...each(['html', 'xml', 'svg', 'md'], '<!--', '-->'),
};

const CALL = /<<(?:(?<chapter>[\w-]+)\/)?(?<name>[\w-]+)>>/;

export function hasComments(language: string): boolean {
  return Object.hasOwn(COMMENTS, language);
}

/** The reference that a line is, if it is one. */
export function readReference(line: string, language: string): Reference | undefined {
  const [open, close] = (hasComments(language) && COMMENTS[language]) || ['', ''];
  return open === '' ? undefined : match(line, `${escape(open)}[ \\t]*`, escape(close));
}

/** A call that no comment of its language makes: bare, or in a language that has none. */
export function readStrayReference(line: string): Reference | undefined {
  return match(line, '(?:[^\\w\\s]{1,4}[ \\t]*)?', '[^\\w\\s]{0,3}');
}

/** `// \<<answer>>`, alone on its line, stands for the text `// <<answer>>`. */
export function unescapeReference(line: string): string {
  const text = line.replace(new RegExp(`\\\\(?=${CALL.source})`), '');
  return readStrayReference(text.replace(/\\+(?=<<)/, '')) ? text : line;
}

/** The line that a listing has to hold where tangling is to give this text. */
export function escapeReference(text: string, language: string): string {
  const isText = !readReference(text, language) && !readStrayReference(text);
  return isText && unescapeReference(text) === text
    ? text
    : text.replace(/<<(?=[\w/-]+>>)/, '\\<<');
}

function match(line: string, open: string, close: string): Reference | undefined {
  const pattern = new RegExp(`^(?<indent>[ \\t]*)${open}${CALL.source}[ \\t]*${close}[ \\t]*$`);
  const groups = pattern.exec(line)?.groups;
  if (!groups?.name) return undefined;
  const { indent = '', chapter, name } = groups;
  const reference = { indent, name, character: line.indexOf('<<') };
  return chapter === undefined ? reference : { ...reference, chapter };
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
