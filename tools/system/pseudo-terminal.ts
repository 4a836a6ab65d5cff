/**
 * The words that run `words` in a terminal of its own, by util-linux's `script`, which gives back the exit
 * code. `exec` leaves no shell behind: one that waits for a program ends with 130 after Ctrl-C (dash does),
 * whatever the program ended with.
 */
export function inTerminal(words: readonly string[]): readonly [string, ...string[]] {
  const line = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  const options = ['--quiet', '--return', '--echo', 'always'];
  return ['script', ...options, '--command', `exec ${line}`, '/dev/null'];
}
