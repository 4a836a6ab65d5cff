/** The values that placeholders stood for so far in a block: `<port>`, `<port-2>`. */
export type Seen = ReadonlyMap<string, string>;

/** What the placeholders may stand for. */
const KINDS: Readonly<Record<string, string>> = {
  port: String.raw`\d{1,5}`,
  pid: String.raw`\d+`,
  ms: String.raw`\d+(?:\.\d+)?`,
  time: String.raw`[\d:.TZ-]+`,
};
const PLACEHOLDER = new RegExp(`<(?<kind>${Object.keys(KINDS).join('|')})(?:-\\d+)?>`);
const PIECE = new RegExp(`${PLACEHOLDER.source}|\\[\\.\\.\\]`, 'g');

/** Whether a pattern lets anything pass: `...` for lines, `[..]` for text in a line. */
export function isVague(pattern: string): boolean {
  return isAnyLines(pattern) || pattern.includes('[..]');
}

export function isAnyLines(pattern: string): boolean {
  return pattern === '...';
}

/** Compares a line with its pattern. Gives what the placeholders stand for now, or nothing if it differs. */
export function matchLine(pattern: string, line: string, seen: Seen): Seen | undefined {
  return match(pattern, line, seen, escape);
}

/** Like `matchLine`, but any number will do for a number, and any run of blanks for a run of blanks. */
export function matchMeasured(pattern: string, line: string, seen: Seen): Seen | undefined {
  if (pattern.startsWith('\\')) return matchLine(pattern, line, seen);
  const anyNumbers = (text: string) => text.split(NUMBER).map(escape).join(NUMBER.source);
  return match(fold(pattern), fold(line), seen, anyNumbers);
}

/** Digits with their points and commas; a digit that goes on a word, as in `udp4`, is a letter of it. */
const NUMBER = /(?<!\w)\d+(?:[.,]\d+)*/;

function fold(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}

/** `plain` makes a regular expression of what is no placeholder. */
function match(
  pattern: string,
  line: string,
  seen: Seen,
  plain: (text: string) => string,
): Seen | undefined {
  const names: string[] = [];
  const literal = pattern.startsWith('\\') ? pattern.slice(1) : undefined;
  if (literal !== undefined) return literal === line ? seen : undefined;
  const source = pattern
    .split(new RegExp(`(${PIECE.source.replaceAll('?<kind>', '?:')})`))
    .map((piece) => {
      if (piece === '[..]') return '.*';
      const kind = new RegExp(`^${PLACEHOLDER.source}$`).exec(piece)?.groups?.kind;
      if (!kind) return plain(piece);
      const known = seen.get(piece);
      if (known !== undefined) return escape(known);
      if (names.includes(piece)) return `\\${names.indexOf(piece) + 1}`;
      names.push(piece);
      return `(${KINDS[kind]})`;
    });
  const found = new RegExp(`^${source.join('')}$`, 's').exec(line);
  if (!found) return undefined;
  const values = names.map((name, index) => [name, found[index + 1] ?? ''] as const);
  const isNew = values.every(([name, value]) => !isTaken(name, value, seen));
  return isNew ? new Map([...seen, ...values]) : undefined;
}

/** The line as a transcript shows it: what placeholders stand for is replaced by them. */
export function asPattern(line: string, seen: Seen): string {
  let pattern = line;
  for (const [name, value] of seen) {
    pattern = pattern.replace(new RegExp(`(?<![\\d.])${escape(value)}(?![\\d.]*\\d)`, 'g'), name);
  }
  const isSyntax =
    /^(?:[\w-]*\$ |\.\.\.$|\[exit \d+\]$|> |\\)/.test(pattern) || pattern.endsWith('⏎');
  return isSyntax ? `\\${pattern}` : pattern;
}

/** Another name of the same kind is another value. */
function isTaken(name: string, value: string, seen: Seen): boolean {
  const kind = name.replace(/-\d+>$/, '>');
  return [...seen].some(
    ([other, taken]) => other.replace(/-\d+>$/, '>') === kind && taken === value,
  );
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
