const newline = 0x0a;
const nothing = Buffer.alloc(0);

export async function* wholeLines(pieces: AsyncIterable<Buffer>, limitBytes: number) {
  let held = nothing;
  let heldBytes = 0;

  for await (const piece of pieces) {
    const first = piece.indexOf(newline) + 1 || piece.length;
    if (heldBytes + first > limitBytes) {
      throw new RangeError(`a line is longer than ${limitBytes} bytes`);
    }
    const end = piece.lastIndexOf(newline) + 1;
    if (end > 0) {
      hold(piece.subarray(0, end));
      yield take();
    }
    hold(piece.subarray(end));
  }
  if (heldBytes > 0) yield take();

  function hold(bytes: Buffer) {
    const neededBytes = heldBytes + bytes.length;
    if (neededBytes <= held.length) bytes.copy(held, heldBytes);
    else held = Buffer.concat([held.subarray(0, heldBytes), bytes], 2 * neededBytes);
    heldBytes = neededBytes;
  }

  function take() {
    const lines = held.subarray(0, heldBytes);
    held = nothing;
    heldBytes = 0;
    return lines;
  }
}
