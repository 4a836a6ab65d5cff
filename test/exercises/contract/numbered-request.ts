import type { Trial } from '../../../tools/system/trial.ts';
import type { UdpPeer } from '../../../tools/system/udp-peer.ts';
import { type Asked, replyTo, silenceOf } from './udp-reply.ts';

/** A request of the exercise udp-once, `7 hello`. */
export interface Request {
  readonly number: number;
  readonly text: string;
}

/** So many requests are on their way at a time; a receive buffer holds many more. */
export const WINDOW = 10;

export const FIRST_TIME =
  'A request is a number, a blank and a text. The reply is the same number, a blank and the uppercase of the text, nothing else. It goes to the sender, once for each request that comes.';

export const REPLY_WAS_LOST =
  'A client that asks again has no reply: the first was lost, or came too late. A server that knows the request and stays silent doesn’t help it: it asks in vain until it gives up. It wants the reply that it would have got: the same.';

const LINE_AS_IT_CAME =
  'The line is a record of the work, which a program can read: work, a colon, a blank, and the text as it came, without its number, not yet in capitals, and with all its blanks.';

const LINE_AT_ONCE =
  'The line says that the work is done, and it is all that can be seen of it. It has to be printed for each new request, with the text as it came, and written at once; where standard output is no terminal, some languages keep lines in a buffer until they are told to flush it.';

/** Sends a request and takes its reply. */
export async function expectReply(
  trial: Trial,
  client: UdpPeer,
  server: Asked,
  request: Request,
  misconception: string,
): Promise<void> {
  await client.send(`${request.number} ${request.text}`, server);
  const reply = await replyTo(trial, client, server);
  const expected = replyOf(request);
  if (reply?.equals(expected)) return;
  if (!reply) {
    const said = silenceOf(server, 'A new request got no reply.');
    return trial.fail({ ...said, misconception, expected });
  }
  const isWithoutNumber = reply.equals(Buffer.from(request.text.toUpperCase()));
  const says = isWithoutNumber
    ? 'The reply does not repeat the number of the request.'
    : 'A new request got a reply that is not its own.';
  const why = isWithoutNumber
    ? 'Whoever has asked for several things gets several replies, in any order, and maybe one of them twice. Only the number tells which reply belongs to which request.'
    : misconception;
  return trial.fail({ says, misconception: why, expected, seen: reply });
}

/** Sends a new request, takes its reply, and waits for the line of its work. */
export async function expectNew(
  trial: Trial,
  client: UdpPeer,
  server: Asked,
  request: Request,
  misconception: string,
): Promise<void> {
  await expectReply(trial, client, server, request, misconception);
  await expectWork(trial, server, request.text, misconception);
}

async function expectWork(
  trial: Trial,
  server: Asked,
  text: string,
  misconception: string,
): Promise<void> {
  if (await server.subject.until(() => timesWorked(server, text) > 0 || undefined)) return;
  const [word = text] = text.split(' ');
  const others = linesOf(server).filter((line) => line.toLowerCase().includes(word));
  const other = others.findLast((line) => line.startsWith('work')) ?? others.at(-1);
  const isOnErrors = server.subject.errors.includes(`work: ${text}`);
  const why =
    misconception === FIRST_TIME ? (other ? LINE_AS_IT_CAME : LINE_AT_ONCE) : misconception;
  return trial.fail({
    says: isOnErrors
      ? 'A new request was answered, but its line of work stands on standard error.'
      : `A new request was answered, but ${other?.startsWith('work') ? 'its line of work is another' : 'no line of work was printed for it'}.`,
    misconception: why,
    expected: `work: ${text}`,
    ...(other === undefined ? { isSilence: true } : { seen: other }),
  });
}

/** Sends a request that was answered before, and takes the same reply. */
export async function expectRepeat(
  trial: Trial,
  client: UdpPeer,
  server: Asked,
  request: Request,
  misconception: string,
): Promise<void> {
  await client.send(`${request.number} ${request.text}`, server);
  const reply = await replyTo(trial, client, server);
  const expected = replyOf(request);
  if (reply?.equals(expected)) return;
  if (!reply) {
    const said = silenceOf(server, 'A request that came again got no reply.');
    return trial.fail({ ...said, misconception: REPLY_WAS_LOST, expected });
  }
  const says = 'A request that came again got another reply than before.';
  return trial.fail({ says, misconception, expected, seen: reply });
}

/** Two clients ask under numbers that could be taken for one request; each is new. */
export async function expectTwoClients(
  trial: Trial,
  clients: readonly [UdpPeer, UdpPeer],
  server: Asked,
  numbers: number | readonly [number, number],
  misconception: string,
): Promise<void> {
  const [one, other] = typeof numbers === 'number' ? [numbers, numbers] : numbers;
  const first = { number: one, text: trial.random.word() };
  const second = { number: other, text: trial.random.word() };
  await expectReply(trial, clients[0], server, first, FIRST_TIME);
  await clients[1].send(`${second.number} ${second.text}`, server);
  const reply = await replyTo(trial, clients[1], server);
  const expected = replyOf(second);
  if (!reply) {
    const said = silenceOf(server, 'The request of a second client got no reply.');
    return trial.fail({ ...said, misconception, expected });
  }
  if (!reply.equals(expected)) {
    const isOfFirst = reply.toString().endsWith(first.text.toUpperCase());
    const says = isOfFirst
      ? 'A second client got the reply to the request of the first.'
      : 'A second client got a reply that is not its own.';
    return trial.fail({ says, misconception, expected, seen: reply });
  }
  const times = await countWork(trial, server, second.text, 1);
  if (times !== 1) {
    const says = `It worked ${counted(times)} for the request of a second client.`;
    return trial.fail({ says, misconception, ...workLines(second.text, 1, times) });
  }
  await expectRepeat(trial, clients[0], server, first, misconception);
  await expectRepeat(trial, clients[1], server, second, misconception);
}

/** Repeats a request that has to be forgotten: the work is done a second time. */
export async function expectForgotten(
  trial: Trial,
  client: UdpPeer,
  server: Asked,
  request: Request,
  says: string,
  misconception: string,
): Promise<void> {
  await expectRepeat(trial, client, server, request, misconception);
  const times = await countWork(trial, server, request.text, 2);
  if (times === 2) return;
  return trial.fail({ says, misconception, ...workLines(request.text, 2, times) });
}

/** Has many new requests answered, a few at a time. */
export async function fill(
  trial: Trial,
  client: UdpPeer,
  server: Asked,
  requests: readonly Request[],
): Promise<void> {
  for (let from = 0; from < requests.length; from += WINDOW) {
    const window = requests.slice(from, from + WINDOW);
    for (const { number, text } of window) await client.send(`${number} ${text}`, server);
    const missing = new Set(window.map((request) => replyOf(request).toString()));
    while (missing.size > 0) {
      const reply = await replyTo(trial, client, server);
      if (reply && missing.delete(reply.toString())) continue;
      const [expected = ''] = missing;
      const says = `Of many new requests in a row, one of the first ${commas(from + WINDOW)} got`;
      const misconception = FIRST_TIME;
      if (!reply) {
        const said = silenceOf(server, `${says} no reply.`);
        return trial.fail({ ...said, misconception, expected: Buffer.from(expected) });
      }
      return trial.fail({
        says: `${says} a reply that is not its own.`,
        misconception,
        expected: Buffer.from(expected),
        seen: reply,
      });
    }
  }
}

/**
 * Waits until one more request of somebody else is done, and gives its text: what was printed before is all
 * there then.
 */
export async function settle(trial: Trial, server: Asked): Promise<string> {
  const client = await trial.udp();
  const request = newRequest(trial);
  await expectNew(trial, client, server, request, FIRST_TIME);
  return request.text;
}

/** How often the work was done for a text; waits until it is as often as it should be, if it ever is. */
export async function countWork(
  trial: Trial,
  server: Asked,
  text: string,
  expected: number,
): Promise<number> {
  await settle(trial, server);
  await server.subject.until(() => timesWorked(server, text) >= expected || undefined);
  return timesWorked(server, text);
}

/** Two clients, one at 127.0.0.1, the other at `host` with a port that follows from the first one's. */
export async function clientsWithPorts(
  trial: Trial,
  host: string,
  second: (port: number) => number,
): Promise<readonly [UdpPeer, UdpPeer]> {
  const ports = trial.random.apart('ports'); // how many are taken is to change nothing else
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const port = ports.integer(2_000, 6_500);
    try {
      return [await trial.udp('127.0.0.1', port), await trial.udp(host, second(port))];
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    }
  }
  return trial.notHere('too many ports are taken');
}

export function replyOf({ number, text }: Request): Buffer {
  return Buffer.from(`${number} ${text.toUpperCase()}`);
}

export function newRequest(trial: Trial): Request {
  return { number: newNumber(trial), text: trial.random.word() };
}

export function newRequests(trial: Trial, count: number): readonly Request[] {
  return numbers(trial, count).map((number) => ({ number, text: trial.random.word() }));
}

export function newNumber(trial: Trial): number {
  return trial.random.integer(1, 999_999_999);
}

/** Different numbers, in no order. */
export function numbers(trial: Trial, count: number): number[] {
  const found = new Set<number>();
  while (found.size < count) found.add(newNumber(trial));
  return [...found];
}

export function linesOf({ subject }: Asked): readonly string[] {
  return subject.output.split(/\r?\n/).slice(0, -1);
}

export function timesWorked(server: Asked, text: string): number {
  return linesOf(server).filter((line) => line === `work: ${text}`).length;
}

/** What should have been printed, and what was. */
export function workLines(text: string, expected: number, seen: number) {
  const shown = (times: number) =>
    times === 0 ? `no line "work: ${text}"` : `"work: ${text}" ${counted(times)}`;
  return { expected: shown(expected), seen: shown(seen), isSilence: seen < expected };
}

export function counted(times: number): string {
  return times === 1 ? 'once' : times === 2 ? 'twice' : `${times} times`;
}

export function commas(number: number): string {
  return number.toLocaleString('en');
}
