import { styleText } from 'node:util';
import type { Writable } from 'node:stream';
import { showPlace } from '../base/place.ts';
import { printable } from '../base/printable.ts';
import type { Problem } from '../base/problem.ts';

type Style = 'red' | 'green' | 'yellow' | 'bold' | 'dim' | 'cyan';

/** Gives text a colour where `stream` is a terminal and NO_COLOR does not forbid it. */
export function paint(style: Style, text: string, stream: Writable = process.stdout): string {
  return hasColour(stream) ? styleText(style, text, { validateStream: false }) : text;
}

export function isTerminal(stream: Writable): boolean {
  return 'isTTY' in stream && stream.isTTY === true;
}

/** How many columns a text for people may have: those of the terminal, and never too many to be read. */
export function columnsOf(stream: Writable = process.stdout): number | undefined {
  return 'columns' in stream && typeof stream.columns === 'number' && stream.columns > 0
    ? Math.max(LEAST_COLUMNS, Math.min(MOST_COLUMNS, stream.columns))
    : undefined;
}

const LEAST_COLUMNS = 40;
const MOST_COLUMNS = 84;

/** A problem as people and terminals read it: place, message, the line with a mark, what to do. */
export function showProblem(
  { message, place, frame, details, advice }: Problem,
  stream: Writable,
): string {
  const head = place ? `${paint('bold', showPlace(place), stream)}: ` : '';
  const lines = [`${head}${paint('red', message, stream)}`];
  if (place && frame !== undefined) lines.push(...framed(frame, place.column, place.line, stream));
  if (details !== undefined)
    lines.push(...details.split('\n').map((line) => `  ${printable(line)}`));
  lines.push(`  ${paint('cyan', '→', stream)} ${advice}`);
  return `${lines.join('\n')}\n`;
}

function hasColour(stream: Writable): boolean {
  return isTerminal(stream) && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
}

function framed(frame: string, column: number, line: number, stream: Writable): readonly string[] {
  const before = frame.slice(0, column - 1).replace(/[^\t]/g, ' ');
  const gutter = ' '.repeat(String(line).length);
  return [
    `  ${paint('dim', `${line} |`, stream)} ${printable(frame).trimEnd()}`,
    `  ${paint('dim', `${gutter} |`, stream)} ${before}${paint('red', '^', stream)}`,
  ];
}
