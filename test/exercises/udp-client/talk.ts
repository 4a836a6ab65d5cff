import type { Subject } from '../../../tools/system/subject.ts';
import type { Env, Trial } from '../../../tools/system/trial.ts';
import type { Datagram, UdpPeer } from '../../../tools/system/udp-peer.ts';

export const CHAPTER = 'chapters/04-uppercase-over-udp.md';
export const RUN = 'npx tsx answers/udp-client.ts 127.0.0.1 12000';

/** So much time for the reply that a client which waits for it never asks again. */
export const PATIENT: Env = { TIMEOUT_MS: '600000', TRIES: '3' };
/** A client that asks again soon, and never gives up while we look. */
export const PERSISTENT: Env = { TIMEOUT_MS: '200', TRIES: '1000' };

/** Starts the client, so that it asks `peer`. */
export function begun(trial: Trial, peer: UdpPeer, words: readonly string[], env: Env): Subject {
  return trial.start([peer.host, `${peer.port}`, ...words], env);
}

/** Starts the client and waits for its first request, at a socket on `host`. */
export async function asked(trial: Trial, words: readonly string[], env: Env, host = '127.0.0.1') {
  const peer = await trial.udp(host);
  const subject = begun(trial, peer, words, env);
  const request = await peer.next(trial.patience.startMs);
  return { peer, subject, request };
}

/** Rejects for a first request that didn't come. */
export function failUnasked(trial: Trial, subject: Subject, expected?: Buffer): never {
  const told = {
    misconception:
      'The client speaks first: it sends one datagram to the HOST and PORT of its arguments. The text stands behind them, so it asks nobody for it.',
    expected: expected ?? 'a datagram',
  };
  if (!subject.ending) {
    const says = 'No datagram came to the port that it was given.';
    return trial.fail({ says, ...told, isSilence: true });
  }
  const says = 'It ended before a datagram came to the port that it was given.';
  return trial.fail({ says, ...told, seen: ended(subject) });
}

/** Rejects for a first request that didn't come where one of the variables was missing. */
export function failWithout(
  trial: Trial,
  subject: Subject,
  { name, value }: { readonly name: string; readonly value: number },
): never {
  if (!subject.ending) return failUnasked(trial, subject);
  return trial.fail({
    says: `Started without ${name}, it ended before it had asked.`,
    misconception: `${name} is ${value} where it is missing: most people start a client without it. A variable that isn’t there is undefined in Node, and Number makes NaN of it; in Python it is a KeyError. Only the program can put a number in its place.`,
    expected: 'a datagram',
    seen: ended(subject),
  });
}

/** The next datagram, unless the program that should send it ends before. */
export async function nextFrom(
  peer: UdpPeer,
  subject: Subject,
  limitMs: number,
): Promise<Datagram | undefined> {
  for (let leftMs = limitMs; leftMs > 0 && !subject.ending; leftMs -= 100) {
    const datagram = await peer.next(100);
    if (datagram) return datagram;
  }
  return peer.waiting > 0 ? await peer.next() : undefined;
}

/** Answers a request and those that crossed with the reply. */
export async function answerAll(peer: UdpPeer, first: Datagram, reply: string): Promise<void> {
  let request: Datagram | undefined = first;
  for (let count = 0; request && count < 20; count += 1) {
    await peer.send(reply, request.from);
    request = await peer.next();
  }
}

export function ended({ ending }: Subject): string {
  return `an end with exit code ${ending?.code}`;
}
