import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { quoteBytes } from '../base/quote.ts';
import { Watchers } from './watchers.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** A datagram that came, with its sender. */
export interface Datagram {
  readonly bytes: Buffer;
  readonly from: Address;
}

/** Writes down what was done and seen. */
export type Note = (step: string) => void;

/** A UDP socket of the checker; what comes is kept in its order. */
export class UdpPeer implements Address {
  readonly #socket: Socket;
  readonly #note: Note;
  readonly #deadlineMs: number;
  readonly #watchers = new Watchers();
  readonly #waiting: Datagram[] = [];
  /** The code of the last error that the socket told of: ECONNREFUSED where it is connected. */
  error: string | undefined;

  private constructor(socket: Socket, note: Note, deadlineMs: number) {
    this.#socket = socket;
    this.#note = note;
    this.#deadlineMs = deadlineMs;
    socket.on('message', (bytes, { address, port }) => {
      const from = { host: address, port };
      this.#note(`received  ${arrow(from, this)}  ${quoteBytes(bytes)}`);
      this.#waiting.push({ bytes, from });
      this.#watchers.wake();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.error = error.code ?? error.message;
      this.#note(`told      ${this.error} at ${this.host}:${this.port}`);
      this.#watchers.wake();
    });
  }

  /** Opens a socket on a free port of `host`, or on `port`. */
  static async open(note: Note, deadlineMs: number, host: string, port = 0): Promise<UdpPeer> {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket.bind({ port, address: host, exclusive: true });
    await once(socket, 'listening');
    return new UdpPeer(socket, note, deadlineMs);
  }

  get host(): string {
    return this.#socket.address().address;
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** Hears from now on from `to` alone, and is told when nobody listens there. */
  async connect(to: Address): Promise<void> {
    this.#socket.connect(to.port, to.host);
    await once(this.#socket, 'connect');
  }

  /** Sends a datagram and waits until the kernel has taken it; where connected, without `to`. */
  async send(bytes: string | Uint8Array, to?: Address): Promise<void> {
    const data = Buffer.from(bytes);
    const target = to ?? addressOf(this.#socket.remoteAddress());
    this.#note(`sent      ${arrow(this, target)}  ${quoteBytes(data)}`);
    await new Promise<void>((resolve, reject) => {
      const done = (error: Error | null) => (error ? reject(error) : resolve());
      if (to) this.#socket.send(data, to.port, to.host, done);
      else this.#socket.send(data, done);
    });
  }

  /** The next datagram that nobody has taken yet, or nothing when none comes in time. */
  async next(limitMs = this.#deadlineMs): Promise<Datagram | undefined> {
    const found = await this.#watchers.until(() => this.#waiting[0], limitMs);
    if (found) this.#waiting.shift();
    return found;
  }

  /** Whether an error or a datagram has come; waits for either. */
  async told(limitMs = this.#deadlineMs): Promise<string | undefined> {
    return await this.#watchers.until(() => this.error, limitMs);
  }

  /** How many datagrams wait here that nobody has taken. */
  get waiting(): number {
    return this.#waiting.length;
  }

  close(): void {
    try {
      this.#socket.close();
    } catch (error) {
      const isClosed = error instanceof Error && 'code' in error;
      if (!isClosed || error.code !== 'ERR_SOCKET_DGRAM_NOT_RUNNING') throw error;
    }
  }
}

/** `127.0.0.1:52110 → 127.0.0.1:48035` */
export function arrow(from: Address, to: Address): string {
  return `${showAddress(from)} → ${showAddress(to)}`;
}

export function showAddress({ host, port }: Address): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function addressOf({ address, port }: { address: string; port: number }): Address {
  return { host: address, port };
}
