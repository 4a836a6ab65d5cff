const ESCAPES: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '"': '\\"',
  '\\': '\\\\',
};

/** How many bytes are quoted at most; of more, the beginning and the end are. */
const QUOTED_BYTES = 80;

/** Bytes as text between quotes, with escapes for what has no picture, and their number: `"hello" (5 bytes)`. */
export function quoteBytes(bytes: Uint8Array, mostBytes = QUOTED_BYTES): string {
  const size = `${bytes.length.toLocaleString('en')} ${bytes.length === 1 ? 'byte' : 'bytes'}`;
  if (bytes.length <= mostBytes) return `"${escapeBytes(bytes)}" (${size})`;
  const half = mostBytes / 2;
  return `"${escapeBytes(bytes.subarray(0, half))}" … "${escapeBytes(bytes.subarray(-half))}" (${size})`;
}

/** Bytes as text: UTF-8 as it reads, every other byte and control character as an escape. */
export function escapeBytes(bytes: Uint8Array): string {
  return characters(bytes)
    .map(({ shown }) => shown)
    .join('');
}

/**
 * Two runs of bytes from shortly before their first difference on, and how many columns lie before it:
 * what to print above each other, with a mark below.
 */
export function markDifference(
  expected: Uint8Array,
  seen: Uint8Array,
): { readonly expected: string; readonly seen: string; readonly column: number } {
  const first = firstDifference(expected, seen);
  const from = first < QUOTED_BYTES / 2 ? 0 : startOfCharacter(expected, first - 20);
  const before = escapeBytes(expected.subarray(from, startOfCharacter(expected, first)));
  const ahead = from === 0 ? '' : '… ';
  const show = (bytes: Uint8Array) => `${ahead}${quoteBytes(bytes.subarray(from))}`;
  return {
    expected: show(expected),
    seen: show(seen),
    column: ahead.length + 1 + before.length,
  };
}

function firstDifference(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) if (a[index] !== b[index]) return index;
  return length;
}

/** The index of the first byte of the UTF-8 character in which `index` lies. */
function startOfCharacter(bytes: Uint8Array, index: number): number {
  let start = index;
  while (start > 0 && index - start < 3 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start -= 1;
  return start;
}

function characters(bytes: Uint8Array): readonly { readonly shown: string }[] {
  const found: { shown: string }[] = [];
  for (let index = 0; index < bytes.length;) {
    const length = lengthOfCharacter(bytes, index);
    const text = length > 0 ? Buffer.from(bytes.subarray(index, index + length)).toString() : '';
    found.push({ shown: text === '' ? `\\x${hex(bytes[index])}` : escaped(text) });
    index += Math.max(1, length);
  }
  return found;
}

/** How many bytes the well-formed UTF-8 character at `index` has; 0 where there is none. */
function lengthOfCharacter(bytes: Uint8Array, index: number): number {
  const first = bytes[index] ?? 0;
  const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  const piece = Buffer.from(bytes.subarray(index, index + length));
  return Buffer.from(piece.toString()).equals(piece) ? length : 0;
}

function escaped(text: string): string {
  if (ESCAPES[text] !== undefined) return ESCAPES[text];
  return /\p{Cc}/u.test(text) ? `\\x${hex(text.charCodeAt(0))}` : text;
}

function hex(byte = 0): string {
  return byte.toString(16).padStart(2, '0');
}
