import { isUtf8 } from 'node:buffer';
import type { ListeningServer } from '../../../tools/system/listening-server.ts';
import type { Trial } from '../../../tools/system/trial.ts';
import type { Datagram, UdpPeer } from '../../../tools/system/udp-peer.ts';
import { whoTakes } from '../contract/port.ts';
import { BYTE_ORDER_MARK, LETTERS, ONE_DATAGRAM, WHOLE_TEXT } from './misconceptions.ts';

/** The port of the book's servers, to which a reply may be sent by a program that takes all ports for one. */
export const USUAL_PORT = 12_000;

/** The server where its HOST has put it, whatever address its line names. */
export function onLoopback(server: ListeningServer): ListeningServer {
  return { ...server, host: '127.0.0.1' };
}

export function isReplyTo(reply: Datagram | undefined, text: string): boolean {
  return reply?.bytes.equals(Buffer.from(text.toUpperCase())) ?? false;
}

/** Rejects a server whose line names a port that refuses datagrams. */
export async function expectSocket(trial: Trial, { host, port }: ListeningServer): Promise<void> {
  if ((await whoTakes(trial, 'udp', { host, port })) !== 'nobody') return;
  const isTcp = (await whoTakes(trial, 'tcp', { host, port })) === 'somebody';
  return trial.fail({
    says: `The line says that it listens on udp port ${port}. That port refuses datagrams${isTcp ? ' and takes TCP connections' : ''}.`,
    misconception: isTcp
      ? 'A UDP port and a TCP port of the same number have nothing to do with each other. This exercise wants a socket of node:dgram, which is never connected to and which answers each datagram for itself.'
      : 'The line is a promise: from now on a datagram to this port reaches the program. It may be printed when the event listening says that the socket is bound, with the port that the socket really has.',
    expected: 'a UDP socket on that port',
    seen: 'ECONNREFUSED',
  });
}

/** Rejects for a reply that didn't come: because the program ended, or for silence. */
export function failUnanswered(
  trial: Trial,
  { subject }: ListeningServer,
  { says, ...told }: { says: string; misconception: string; expected: string | Uint8Array },
): never {
  if (!subject.ending) return trial.fail({ says, ...told, isSilence: true });
  const seen = `an end with exit code ${subject.ending.code}`;
  return trial.fail({ says: `${says} The program had ended.`, ...told, seen });
}

/** Rejects for a reply of one client that isn't the one to `word`. */
export function failReply(
  trial: Trial,
  server: ListeningServer,
  {
    reply,
    word,
    before,
    misconception,
  }: {
    readonly reply: Datagram | undefined;
    readonly word: string;
    readonly before: readonly string[];
    readonly misconception: string;
  },
): never {
  const expected = Buffer.from(word.toUpperCase());
  if (!reply) {
    const says =
      before.length === 0
        ? 'A request got no reply.'
        : 'A request got no reply. The same client had sent others before it.';
    return failUnanswered(trial, server, { says, misconception, expected });
  }
  const isSecond = before.some((one) => isReplyTo(reply, one));
  const text = reply.bytes.toString();
  const isHeap = !isSecond && before.some((one) => text.includes(one.toUpperCase()));
  const says = isSecond
    ? 'A request that had its reply was answered a second time.'
    : isHeap
      ? 'The reply holds the text of another request, too.'
      : 'The reply is not the uppercase of the request.';
  const isOther = isSecond || isHeap;
  const told = { misconception: isOther ? misconception : LETTERS, expected };
  return trial.fail({ says, ...told, seen: reply.bytes });
}

/** Rejects for a reply that isn't all of one text in capitals: what is missing, or how it was cut. */
export async function failText(
  trial: Trial,
  server: ListeningServer,
  {
    client,
    text,
    reply,
  }: { readonly client: UdpPeer; readonly text: string; readonly reply: Datagram | undefined },
): Promise<never> {
  const expected = Buffer.from(text.toUpperCase());
  const told = { misconception: WHOLE_TEXT, expected };
  const asked = `a text of ${counted(expected.length)} bytes`;
  if (!reply) {
    const says = `${asked.replace('a', 'A')} got no reply.`;
    return failUnanswered(trial, server, { says, ...told });
  }
  if (text.startsWith('\ufeff') && isReplyTo(reply, text.slice(1))) {
    return trial.fail({
      says: 'The reply lacks the byte order mark with which the text began.',
      misconception: BYTE_ORDER_MARK,
      expected: `the bytes EF BB BF, and behind them "${text.slice(1).toUpperCase()}"`,
      seen: `"${reply.bytes.toString()}"`,
    });
  }
  const seen = reply.bytes;
  const pieces = await piecesOf(expected, seen, client);
  if (pieces > 1) {
    return trial.fail({
      says: `The reply to ${asked} came in ${pieces} datagrams.`,
      misconception: ONE_DATAGRAM,
      expected: `one datagram of ${counted(expected.length)} bytes`,
      seen: `${pieces} datagrams, the first of ${counted(seen.length)} bytes`,
    });
  }
  const missing = expected.length - seen.length;
  const says =
    missing > 0
      ? `The reply to ${asked} lacks ${counted(missing)} of them.`
      : 'The reply is not the uppercase of the text.';
  return trial.fail({ says, ...told, seen });
}

/** In how many datagrams a reply came of which one is the beginning; 0 where they don't make it whole. */
async function piecesOf(expected: Buffer, first: Buffer, client: UdpPeer): Promise<number> {
  let seen = Buffer.from(first);
  let count = 1;
  while (seen.length < expected.length && expected.subarray(0, seen.length).equals(seen)) {
    const piece = await client.next();
    if (!piece || piece.bytes.length === 0) return 0;
    seen = Buffer.concat([seen, piece.bytes]);
    count += 1;
  }
  return seen.equals(expected) ? count : 0;
}

function counted(bytes: number): string {
  return bytes.toLocaleString('en');
}

/** What went wrong with letters beyond a to z, from what came of them. */
export function wrongLetters(text: string, seen: Buffer): { says: string; misconception: string } {
  const expected = Buffer.from(text.toUpperCase());
  const isCut = seen.length < expected.length && expected.subarray(0, seen.length).equals(seen);
  if (isCut) {
    return {
      says: `The last ${expected.length - seen.length} bytes of the reply are missing.`,
      misconception:
        'A string’s length counts UTF-16 units, not bytes. In UTF-8 a letter beyond a to z takes two to four bytes, so a text has more bytes than its length says. Send the string and let Node count, or count by Buffer.byteLength.',
    };
  }
  const ascii = text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
  if (seen.equals(Buffer.from(ascii))) {
    const says = 'Only the letters a to z became capitals.';
    return { says, misconception: LETTERS };
  }
  const single = Buffer.from(text).toString('latin1').toUpperCase();
  if (seen.equals(Buffer.from(single)) || seen.equals(Buffer.from(single, 'latin1'))) {
    return { says: 'Each byte was taken for a letter of its own.', misconception: LETTERS };
  }
  const says = isUtf8(seen)
    ? 'The reply is not the uppercase of the text.'
    : 'The reply is no UTF-8.';
  return { says, misconception: LETTERS };
}

/** The server still answers somebody who did nothing wrong, again and again. */
export async function expectAlive(
  trial: Trial,
  server: ListeningServer,
  misconception: string,
): Promise<void> {
  const client = await trial.udp();
  for (let count = 0; count < 3; count += 1) {
    const word = trial.random.word();
    await client.send(word, server);
    const reply = await client.next();
    if (isReplyTo(reply, word)) continue;
    const expected = Buffer.from(word.toUpperCase());
    if (!reply) {
      const says = 'The next client got no reply.';
      return failUnanswered(trial, server, { says, misconception, expected });
    }
    const says = 'The next client got a wrong reply.';
    return trial.fail({ says, misconception, expected, seen: reply.bytes });
  }
}

/** A socket where a fixed reply would arrive; none where somebody else has the port. */
export async function usualPort(trial: Trial): Promise<UdpPeer | undefined> {
  try {
    return await trial.udp('127.0.0.1', USUAL_PORT);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return undefined;
    throw error;
  }
}
