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

/** What a socket of the checker has to know of the trial that opened it. */
export interface Setting {
  /** Writes down what was done and seen. */
  readonly note: (step: string) => void;
  readonly deadlineMs: number;
  /** Whether all programs that could send something have ended. */
  readonly isHopeless: () => boolean;
}

/** A UDP socket of the checker; what comes is kept in its order. */
export class UdpPeer implements Address {
  readonly #socket: Socket;
  readonly #setting: Setting;
  readonly #watchers = new Watchers();
  readonly #waiting: Datagram[] = [];
  /** The code of the last error that the socket told of: ECONNREFUSED where it is connected. */
  error: string | undefined;

  private constructor(socket: Socket, setting: Setting) {
    this.#socket = socket;
    this.#setting = setting;
    socket.on('message', (bytes, { address, port }) => {
      const from = { host: address, port };
      this.#setting.note(`received  ${arrow(from, this)}  ${quoteBytes(bytes)}`);
      this.#waiting.push({ bytes, from });
      this.#watchers.wake();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.error = error.code ?? error.message;
      this.#setting.note(`told      ${this.error} at ${this.host}:${this.port}`);
      this.#watchers.wake();
    });
  }

  /** Opens a socket on a free port of `host`, or on `port`. */
  static async open(setting: Setting, host: string, port = 0): Promise<UdpPeer> {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket.bind({ port, address: host, exclusive: true });
    await once(socket, 'listening');
    return new UdpPeer(socket, setting);
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
    this.#setting.note(`sent      ${arrow(this, target)}  ${quoteBytes(data)}`);
    await new Promise<void>((resolve, reject) => {
      const done = (error: Error | null) => (error ? reject(error) : resolve());
      if (to) this.#socket.send(data, to.port, to.host, done);
      else this.#socket.send(data, done);
    });
  }

  /** The next datagram that nobody has taken yet, or nothing when none comes in time. */
  async next(limitMs = this.#setting.deadlineMs): Promise<Datagram | undefined> {
    const found = await this.#until(() => this.#waiting[0], limitMs);
    if (found) this.#waiting.shift();
    return found;
  }

  /** Whether an error or a datagram has come; waits for either. */
  async told(limitMs = this.#setting.deadlineMs): Promise<string | undefined> {
    return await this.#until(() => this.error, limitMs);
  }

  /** How many datagrams wait here that nobody has taken. */
  get waiting(): number {
    return this.#waiting.length;
  }

  async #until<T>(find: () => T | undefined, limitMs: number): Promise<T | undefined> {
    return await this.#watchers.until(find, limitMs, this.#setting.isHopeless);
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
