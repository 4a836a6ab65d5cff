import { createSocket, type RemoteInfo, type Socket, type SocketOptions } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import type { Address } from './programs.ts';

/** A datagram with its sender. */
export interface Letter {
  readonly bytes: Buffer;
  readonly sender: RemoteInfo;
}

/** A UDP socket on `host`, on a free port unless told which; it is closed when the test is over. */
export async function openSocket(
  host = '127.0.0.1',
  options: SocketOptions = { type: host.includes(':') ? 'udp6' : 'udp4' },
  port = 0,
): Promise<Socket> {
  const socket = createSocket(options);
  onTestFinished(() => closeSocket(socket));
  socket.bind(port, host);
  await once(socket, 'listening');
  return socket;
}

/** A UDP socket that sends to, and hears from, `address` alone. */
export async function openConnected({ host, port }: Address): Promise<Socket> {
  const socket = await openSocket();
  socket.connect(port, host);
  await once(socket, 'connect');
  return socket;
}

/**
 * An address that refuses every datagram and that nobody else can get meanwhile: the port is held by a socket
 * that is connected to itself, and takes from strangers nothing.
 */
export async function refusingAddress(): Promise<Address> {
  const socket = await openSocket();
  const { address: host, port } = socket.address();
  socket.connect(port, host);
  await once(socket, 'connect');
  return { host, port };
}

export function addressOf(socket: Socket): Address {
  const { address: host, port } = socket.address();
  return { host, port };
}

/** Sends a datagram and waits until the kernel has taken it; rejects with the error of the send. */
export async function send(socket: Socket, bytes: string | Buffer, to?: Address): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const done = (error: Error | null) => (error ? reject(error) : resolve());
    if (to) socket.send(bytes, to.port, to.host, done);
    else socket.send(bytes, done);
  });
}

/** Waits for the next datagram. */
export async function receive(socket: Socket): Promise<Letter> {
  const [bytes, sender] = (await once(socket, 'message')) as [Buffer, RemoteInfo];
  return { bytes, sender };
}

/** Waits for so many datagrams, from now on. */
export async function inbox(socket: Socket, count: number): Promise<readonly Letter[]> {
  const letters: Letter[] = [];
  return await new Promise((resolve) => {
    socket.on('message', (bytes, sender) => {
      letters.push({ bytes, sender });
      if (letters.length === count) resolve(letters);
    });
  });
}

/** Sends a datagram and waits for the next one that comes. */
export async function exchange(
  socket: Socket,
  bytes: string | Buffer,
  to: Address,
): Promise<Buffer> {
  const reply = receive(socket);
  await send(socket, bytes, to);
  return (await reply).bytes;
}

/** Asks from a socket of its own. */
export async function ask(server: Address, bytes: string | Buffer): Promise<Buffer> {
  return await exchange(await openSocket(), bytes, server);
}

/** All errors that a socket tells of from now on. */
export function errorsOf(socket: Socket): readonly NodeJS.ErrnoException[] {
  const errors: NodeJS.ErrnoException[] = [];
  socket.on('error', (error) => errors.push(error));
  return errors;
}

/** How many datagrams the kernel has dropped for want of room in this socket's buffer (Linux). */
export function dropsOf(socket: Socket): number {
  return Number(rowOf(socket.address().port).at(-1));
}

/** How much memory the datagrams take that wait at a port for their program (Linux); 0 if none does. */
export function waitingBytes(port: number): number {
  return parseInt(rowOf(port)[4]?.split(':')[1] ?? '', 16);
}

function rowOf(port: number): readonly string[] {
  const end = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = readFileSync('/proc/net/udp', 'utf8').split('\n');
  const fields = rows.map((row) => row.trim().split(/\s+/));
  const row = fields.find(([, local]) => local?.endsWith(end));
  if (row === undefined) throw new Error(`no socket on port ${port} in /proc/net/udp`);
  return row;
}

function closeSocket(socket: Socket): void {
  try {
    socket.close();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    if (error.code !== 'ERR_SOCKET_DGRAM_NOT_RUNNING') throw error;
  }
}
