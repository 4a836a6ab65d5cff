import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Subject } from '../../../tools/system/subject.ts';
import type { Trial } from '../../../tools/system/trial.ts';
import type { Address, UdpPeer } from '../../../tools/system/udp-peer.ts';

export type Transport = 'udp' | 'tcp';

/** A program that has said where it listens over both transports. */
export interface Service {
  readonly subject: Subject;
  readonly udp: Address;
  readonly tcp: Address;
}

/** What became of a question. */
export interface Reply {
  /** What came back, if anything did. */
  readonly bytes?: Buffer;
  /** In words, what happened where no reply came as it should. */
  readonly trouble?: string;
  /** Whether nothing is all that was seen. */
  readonly isSilence?: boolean;
}

const READY = /^listening on (?<transport>udp|tcp) \S+:(?<port>\d+)$/;
const STARTS = 4;

/** Starts the answer and waits until it has said both lines; as often as its number was taken by chance. */
export async function openService(
  trial: Trial,
  env: Record<string, string> = {},
): Promise<Service> {
  const host = env.HOST ?? '127.0.0.1';
  for (let starts = 1; ; starts += 1) {
    const subject = trial.start([], { PORT: '0', HOST: host, ...env });
    const look = () => bothPorts(subject) ?? (subject.ending ? 'ended' : undefined);
    const ports = await subject.until(look, trial.patience.startMs);
    if (ports !== undefined && ports !== 'ended') {
      trial.note(`read      listening on udp ${host}:${ports.udp}, on tcp ${host}:${ports.tcp}`);
      return { subject, udp: { host, port: ports.udp }, tcp: { host, port: ports.tcp } };
    }
    const wasTaken = subject.ending && /EADDRINUSE|already in use/i.test(subject.errors);
    if (!wasTaken || starts === STARTS || env.PORT !== undefined) return unready(trial, subject);
    trial.note('again     somebody had the number for the other transport');
  }
}

/** The ports of the ready lines that were printed. */
export function readyPorts({ output }: Subject): Partial<Record<Transport, number>> {
  const ports: Partial<Record<Transport, number>> = {};
  for (const line of output.split(/\r?\n/).slice(0, -1)) {
    const { transport, port } = READY.exec(line)?.groups ?? {};
    if (transport === 'udp' || transport === 'tcp') ports[transport] = Number(port);
  }
  return ports;
}

function bothPorts(subject: Subject): Record<Transport, number> | undefined {
  const { udp, tcp } = readyPorts(subject);
  return udp === undefined || tcp === undefined ? undefined : { udp, tcp };
}

function unready(trial: Trial, subject: Subject): never {
  const { udp, tcp } = readyPorts(subject);
  const misconception =
    'A UDP socket and a TCP socket are two sockets, and each opens by itself. Whoever starts the service has to know when both can be talked to, so the contract wants a line for each on standard output: listening on udp 127.0.0.1:12000 and listening on tcp 127.0.0.1:12000.';
  const expected =
    'listening on udp HOST:PORT\nlistening on tcp HOST:PORT\nas lines on standard output';
  const seen = Buffer.from(subject.output);
  if (/^listening on/m.test(subject.errors)) {
    const says =
      'A line that says where it listens stands on standard error, not on standard output.';
    return trial.fail({ says, misconception, expected, seen: Buffer.from(subject.errors) });
  }
  const missing =
    udp === undefined && tcp === undefined ? undefined : udp === undefined ? 'udp' : 'tcp';
  const said = missing
    ? `It said where it listens on ${missing === 'udp' ? 'tcp' : 'udp'}, but not where on ${missing}`
    : 'It did not say where it listens, neither on udp nor on tcp';
  if (subject.ending) {
    const says = `${said}, and ended with exit code ${subject.ending.code}.`;
    return trial.fail({ says, misconception, expected, seen });
  }
  return trial.fail({ says: `${said}.`, misconception, expected, seen, isSilence: true });
}

/** Sends a datagram from `client`, and waits for the next that comes. */
export async function askUdp(
  trial: Trial,
  to: Address,
  text: string,
  from?: UdpPeer,
): Promise<Reply> {
  const client = from ?? (await trial.udp());
  await client.send(text, to);
  const reply = await client.next();
  if (!reply) return { trouble: 'no datagram came back', isSilence: true };
  if (reply.from.port === to.port) return { bytes: reply.bytes };
  return { trouble: `the reply came from port ${reply.from.port}, not from ${to.port}` };
}

/** Sends pieces over a connection of its own, ends its side, and waits for the other end. */
export async function askTcp(
  trial: Trial,
  to: Address,
  pieces: readonly (string | Buffer)[],
  between: () => Promise<void> = async () => {},
): Promise<Reply> {
  const peer = await trial.tryToConnect(to);
  if (typeof peer === 'string') return { trouble: `no connection: ${peer}` };
  peer.socket.setNoDelay(true); // else the kernel gathers what the server hasn't confirmed
  for (const [index, piece] of pieces.entries()) {
    if (index > 0) await between();
    await peer.send(piece);
  }
  peer.end();
  const bytes = await peer.rest();
  if (!bytes) {
    const came = peer.received;
    if (came.length === 0) return { trouble: 'nothing came back', isSilence: true };
    const trouble = 'a reply came, and the server did not end its side';
    return { bytes: came, trouble, isSilence: true };
  }
  if (peer.hasEnded) return { bytes };
  return { bytes, trouble: `the connection broke: ${peer.error ?? 'it was closed'}` };
}

/** One question over either transport. */
export async function ask(
  trial: Trial,
  { udp, tcp }: Pick<Service, Transport>,
  transport: Transport,
  text: string,
  client?: UdpPeer,
): Promise<Reply> {
  return transport === 'udp'
    ? await askUdp(trial, udp, text, client)
    : await askTcp(trial, tcp, [text]);
}

/** Whether a reply is what the text asks for, and all is well. */
export function isRight(reply: Reply, text: string): boolean {
  return reply.trouble === undefined && reply.bytes?.equals(capitals(text)) === true;
}

export function capitals(text: string): Buffer {
  return Buffer.from(text.toUpperCase());
}

/** A number of 127.0.0.1 that no other program can have meanwhile. */
export interface Held {
  readonly port: number;
  release(transport: Transport): Promise<void>;
}

/** Takes a number for both transports. */
export async function hold(): Promise<Held> {
  for (;;) {
    const [udp, tcp] = [createSocket('udp4'), createServer()];
    const close = { udp: () => closed(udp), tcp: () => closed(tcp) };
    tcp.listen({ port: 0, host: '127.0.0.1', exclusive: true });
    await once(tcp, 'listening');
    const place = tcp.address();
    const port = typeof place === 'object' && place ? place.port : 0;
    try {
      udp.bind({ port, address: '127.0.0.1', exclusive: true });
      await once(udp, 'listening');
      return { port, release: async (transport) => await close[transport]() };
    } catch (error) {
      await Promise.all([close.udp(), close.tcp()]);
      if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    }
  }
}

async function closed(thing: { close(done: () => void): unknown }): Promise<void> {
  await new Promise<void>((resolve) => {
    try {
      thing.close(() => resolve());
    } catch {
      resolve(); // it never opened
    }
  });
}
