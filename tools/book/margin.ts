/** What the lists and quotes in which a fence opens put before each line below it, with the fence's own indentation. */
export function marginOf(opening: string): string {
  return opening
    .slice(0, opening.search(/[`~]{3}/))
    .replace('\uFEFF', '')
    .replace(/[^\s>]/g, ' ');
}

/** A line behind a margin; a quote takes one blank behind its mark for its own. */
export function inMargin(margin: string, line: string): string {
  if (line === '') return margin.trimEnd();
  return margin.endsWith('>') && /^\s/.test(line) ? `${margin} ${line}` : `${margin}${line}`;
}
