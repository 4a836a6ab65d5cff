import type { Reproach } from '../../../tools/system/rejection.ts';
import type { TcpPeer } from '../../../tools/system/tcp-peer.ts';
import type { Trial } from '../../../tools/system/trial.ts';
import type { Address } from '../../../tools/system/udp-peer.ts';

/** What is to be told instead of the general words, where a fault shows in what came. */
export type Told = (
  seen: string,
  replies: string,
  isOver: boolean,
) => Partial<Pick<Reproach, 'says' | 'misconception' | 'expected' | 'seen'>> | undefined;

/** Expects the replies to the lines that were sent on a connection so far, and nothing else. */
export async function expectSoFar(
  trial: Trial,
  client: TcpPeer,
  sent: string,
  misconception: string,
  told: Told = () => undefined,
): Promise<void> {
  const expected = Buffer.from(sent.toUpperCase());
  const isDecided = () =>
    client.receivedBytes >= expected.length ||
    client.isOver ||
    (client.receivedBytes < 1_000 && !isStart(client.received, expected)) ||
    undefined;
  await client.until(isDecided);
  if (client.received.equals(expected)) return;
  const isOver = client.isOver;
  const isSilence = !isOver && isStart(client.received, expected);
  if (!isOver && !isSilence) {
    client.end(); // and show all that it has to say, not what came first by chance
    await client.rest();
  }
  const seen = client.received;
  return trial.fail({
    says: isOver ? overSays(client) : differsSays(seen, expected),
    misconception,
    expected,
    ...(seen.length > 0 || !isSilence ? { seen } : {}),
    ...told(seen.toString(), expected.toString(), isOver),
    isSilence,
  });
}

/** Expects the replies to all that was sent on a connection that was ended, and the server’s end. */
export async function expectAll(
  trial: Trial,
  client: TcpPeer,
  sent: string,
  misconception: string,
  told: Told = () => undefined,
): Promise<void> {
  const expected = Buffer.from(sent.toUpperCase());
  const rest = await client.rest();
  const seen = rest ?? client.received;
  if (rest?.equals(expected) && client.error === undefined) return;
  const special = seen.equals(expected)
    ? undefined
    : told(seen.toString(), expected.toString(), rest !== undefined);
  if (!rest) {
    const isComplete = seen.equals(expected);
    const before = isComplete ? 'All replies came, but a' : 'A';
    return trial.fail({
      says: `${before}fter the client’s end, the server did not end its own side.`,
      misconception,
      expected: isComplete ? 'an end of the connection' : expected,
      ...(isComplete ? {} : { seen }),
      ...special,
      isSilence: true,
    });
  }
  const says = client.error === undefined ? differsSays(seen, expected) : overSays(client);
  return trial.fail({ says, misconception, expected, seen, ...special });
}

/**
 * Sends each line in two pieces, the second together with the first piece of the next line: when its reply
 * has come, that piece has been read, too, and is not in one piece with what follows.
 */
export async function sendCut(
  trial: Trial,
  server: Address,
  lines: readonly (readonly (string | Uint8Array)[])[],
  misconception: string,
): Promise<void> {
  const client = await trial.connect(server);
  let sent = Buffer.alloc(0);
  let piece = Buffer.from(`${trial.random.word(4)}\n`);
  for (const [head = '', tail = ''] of lines) {
    const due = Buffer.concat([sent, piece]).toString();
    piece = Buffer.concat([piece, Buffer.from(head)]);
    await client.send(piece);
    sent = Buffer.concat([sent, piece]);
    const seen = await client.bytes(Buffer.byteLength(due.toUpperCase()));
    // Whoever answers before the newline has come may have said more by now.
    if (!isStart(Buffer.from(due.toUpperCase()), seen)) {
      return await expectSoFar(trial, client, due, misconception);
    }
    piece = Buffer.concat([Buffer.from(tail), Buffer.from('\n')]);
  }
  await client.send(piece);
  const all = Buffer.concat([sent, piece]).toString();
  return await expectSoFar(trial, client, all, misconception);
}

function differsSays(seen: Buffer, expected: Buffer): string {
  if (seen.length === 0) return 'Nothing came back.';
  if (isStart(seen, expected)) return 'A part of the replies is missing.';
  if (isStart(expected, seen)) return 'More came than the replies.';
  return 'What came is not the uppercase of the lines.';
}

export function overSays({ error, receivedBytes }: TcpPeer): string {
  const how =
    error === undefined ? 'The server ended the connection' : `The connection broke (${error})`;
  return `${how} ${receivedBytes === 0 ? 'before any reply' : 'before all replies'} had come.`;
}

/** Whether two texts begin with the same letter, small or capital. */
export function beginsAlike(one: string, other: string): boolean {
  return one.slice(0, 1).toLowerCase().startsWith(other.slice(0, 1).toLowerCase());
}

function isStart(bytes: Buffer, whole: Buffer): boolean {
  return bytes.length <= whole.length && whole.subarray(0, bytes.length).equals(bytes);
}
