const SHOWN_LINES = 6;

/** The end of what was said on standard error; of a stack that would be cut, its head, which tells the error. */
export function shownErrors(errors: string): string {
  const lines = errors.trimEnd().split('\n');
  let from = Math.max(0, lines.length - SHOWN_LINES);
  while (from > 0 && isFrame(lines[from])) from -= 1;
  return lines.slice(from, from + SHOWN_LINES).join('\n');
}

/** A line of a stack, as Node and Java print them: `    at answer (server.ts:3:9)`. */
function isFrame(line = ''): boolean {
  return /^\s+at \S/.test(line);
}
