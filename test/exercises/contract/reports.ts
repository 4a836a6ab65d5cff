import type { Subject } from '../../../tools/system/subject.ts';

/** The whole lines that a program has printed behind the one that says where it listens. */
export function reportsOf({ output }: Subject): readonly string[] {
  const lines = output.split(/\r?\n/).slice(0, -1);
  return lines.slice(lines.findIndex((line) => line.startsWith('listening on ')) + 1);
}

/** Waits until it has printed so many of them, or has ended; gives what there is. */
export async function awaitReports(subject: Subject, count: number): Promise<readonly string[]> {
  const isThere = () => reportsOf(subject).length >= count || subject.ending !== undefined;
  await subject.until(() => isThere() || undefined);
  return reportsOf(subject);
}
