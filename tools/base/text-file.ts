import { type Problem, ProblemsFound } from './problem.ts';

/** A text of the book as lines: without byte order mark, whatever ended its lines. */
export interface TextFile {
  /** Relative to the top folder, with forward slashes. */
  readonly path: string;
  readonly lines: readonly string[];
}

/** Reads bytes as UTF-8 text. Throws ProblemsFound with the place of the first byte that isn't. */
export function textFile(path: string, bytes: Uint8Array): TextFile {
  const text = decode(bytes);
  if (text === undefined || text.includes('\0')) throw new ProblemsFound(badByte(path, bytes));
  const lines = text.split(LINE_END);
  if (lines.at(-1) === '') lines.pop();
  return { path, lines };
}

const LINE_END = /\r\n?|\n/;

/** The text of UTF-8 bytes without their byte order mark, or nothing where they aren't UTF-8. */
export function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function badByte(path: string, bytes: Uint8Array): Problem {
  const lines = Buffer.from(bytes).toString('latin1').split(LINE_END);
  const [index, line] = lines
    .map((line, index) => [index, Buffer.from(line, 'latin1')] as const)
    .find(([, line]) => goodBytes(line) < line.length) ?? [0, Buffer.alloc(0)];
  const good = goodBytes(line);
  const byte = (line[good] ?? 0).toString(16).padStart(2, '0');
  return {
    code: 'not-utf-8',
    message: `the byte 0x${byte} is not UTF-8 text`,
    place: { file: path, line: index + 1, column: line.toString('utf8', 0, good).length + 1 },
    frame: line.toString('utf8').trimEnd(),
    advice: 'Save the file as UTF-8.',
  };
}

/** How many bytes a line's text has before the first that isn't text. */
function goodBytes(line: Buffer): number {
  const text = Buffer.from(line.toString('utf8'));
  let bad = text.indexOf(REPLACEMENT);
  while (bad >= 0 && line.subarray(bad, bad + REPLACEMENT.length).equals(REPLACEMENT))
    bad = text.indexOf(REPLACEMENT, bad + REPLACEMENT.length);
  const found = [bad, line.indexOf(0)].filter((index) => index >= 0);
  return Math.min(line.length, ...found);
}

/** What stands in a decoded text for bytes that are none; a text may have it of its own. */
const REPLACEMENT = Buffer.from('\ufffd');
