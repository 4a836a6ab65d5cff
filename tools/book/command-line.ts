/** A command as a person types it: variables for it alone, then its words. */
export interface CommandLine {
  readonly env: Readonly<Record<string, string>>;
  readonly words: readonly string[];
}

const WORD = /(?:[^\s'"\\|&;<>$`()]|\\[^]|'[^']*'|"(?:[^"\\]|\\[^])*")+/y;

/** Splits a command into words by the rules of quotes that shells share, or says what it can't take. */
export function readCommand(text: string): CommandLine | string {
  const raw: string[] = [];
  let position = 0;
  for (;;) {
    position += /^\s*/.exec(text.slice(position))?.[0].length ?? 0;
    if (position >= text.length) break;
    WORD.lastIndex = position;
    const word = WORD.exec(text)?.[0];
    if (word === undefined)
      return `can't play ${JSON.stringify(text.slice(position, position + 10))} in a command`;
    raw.push(word);
    position += word.length;
  }
  const count = raw.findIndex((word) => !/^[A-Z_][A-Z_\d]*=/.test(word));
  if (count < 0) return 'no command';
  const env = raw.slice(0, count).map((word) => {
    const [name = ''] = word.split('=');
    return [name, unquote(word.slice(name.length + 1))] as const;
  });
  return { env: Object.fromEntries(env), words: raw.slice(count).map(unquote) };
}

function unquote(word: string): string {
  return word.replace(/'([^']*)'|"((?:[^"\\]|\\[^])*)"|\\([^])/g, (_, single, double, escaped) => {
    if (single !== undefined) return single;
    if (double !== undefined) return double.replace(/\\(["\\$`])/g, '$1');
    return escaped;
  });
}
