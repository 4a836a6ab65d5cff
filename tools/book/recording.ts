import type { Block } from './chapter.ts';
import { inMargin, marginOf } from './margin.ts';
import { asPattern, isAnyLines, matchLine, type Seen } from './pattern.ts';
import type { Step } from './transcript.ts';

/** What terminals printed between two things that a person did, line by line. */
export type Printed = ReadonlyMap<string, readonly string[]>;

export type OutputStep = Extract<Step, { kind: 'output' }>;

/**
 * Writes the lines of a transcript for what was really printed: a pattern that still matches is kept as
 * it stands, in its place; what differs is replaced; what is new comes behind.
 */
export function rewriteOutput(
  steps: readonly OutputStep[],
  printed: Printed,
  front: string,
  seen: Seen,
): { readonly lines: readonly string[]; readonly seen: Seen } {
  const queues = new Map([...printed].map(([terminal, lines]) => [terminal, [...lines]]));
  const lines: string[] = [];
  let known = seen;
  const write = (terminal: string, text: string) => {
    lines.push(terminal === front ? text : `${terminal}| ${text}`.trimEnd());
  };
  for (const [index, { terminal, pattern }] of steps.entries()) {
    const queue = queues.get(terminal) ?? [];
    if (isAnyLines(pattern)) {
      const next = steps.slice(index + 1).find((step) => step.terminal === terminal);
      const end = next
        ? queue.findIndex((line) => matchLine(next.pattern, line, known))
        : queue.length;
      queue.splice(0, Math.max(0, end));
      if (end >= 0) write(terminal, pattern);
      continue;
    }
    const line = queue.shift();
    if (line === undefined) continue;
    const values = matchLine(pattern, line, known);
    known = values ?? withPorts(line, known);
    write(terminal, values ? pattern : asPattern(line, known));
  }
  const rest = [...queues].sort(([a], [b]) => Number(b === front) - Number(a === front));
  for (const [terminal, queue] of rest) {
    for (const line of queue) {
      known = withPorts(line, known);
      write(terminal, asPattern(line, known));
    }
  }
  return { lines, seen: known };
}

/** The lines of a chapter with those of a block replaced, whatever ended its lines. */
export function replaceBlock(text: string, block: Block, lines: readonly string[]): string {
  const all = text.match(/[^\r\n]*(?:\r\n|\r|\n|$)/g) ?? [];
  const opening = all[block.place.line - 1] ?? '';
  const ending = /[\r\n]+$/.exec(opening)?.[0] ?? '\n';
  const margin = marginOf(opening);
  const written = lines.map((line) => inMargin(margin, line).trimEnd() + ending);
  all.splice(block.place.line, block.lines.length, ...written);
  return all.join('');
}

/** A port that the system gave differs in every run; it gets a name before it is written down. */
function withPorts(line: string, seen: Seen): Seen {
  const known = new Map(seen);
  for (const [, port = ''] of line.matchAll(/(?:\d+\.\d+\.\d+\.\d+|\]|::1|port)[: ](\d{4,5})\b/g)) {
    if (port === '12000' || [...known.values()].includes(port)) continue;
    const count = [...known.keys()].filter((name) => name.startsWith('<port')).length;
    known.set(count === 0 ? '<port>' : `<port-${count + 1}>`, port);
  }
  return known;
}
