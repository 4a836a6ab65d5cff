/** A line without the control characters that would steer a reader's terminal. */
export function printable(line: string): string {
  return line.replace(/(?!\t)\p{Cc}/gu, '\ufffd');
}
