import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Address } from './programs.ts';

/** The client's end of a TCP connection that a test drives by hand; gone when the test is over. */
export class Connection {
  readonly socket: Socket;
  /** The code of the error that ended the connection, if one did. */
  error: string | undefined;
  readonly #pieces: Buffer[] = [];
  #receivedBytes = 0;
  readonly #watchers = new Set<() => void>();

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (bytes) => {
      this.#pieces.push(bytes);
      this.#receivedBytes += bytes.length;
      this.#wake();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => (this.error = error.code));
    socket.on('close', () => this.#wake());
  }

  /** All that has come so far. */
  get text(): string {
    return Buffer.concat(this.#pieces).toString();
  }

  get port(): number {
    return this.socket.localPort ?? 0;
  }

  /** Sends bytes and waits until the kernel has taken them. */
  async send(bytes: string | Buffer): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.socket.write(bytes, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** Waits until at least so many bytes have come and gives them; fails when the connection is over before. */
  async bytes(count: number): Promise<string> {
    await this.#until(() => this.#receivedBytes >= count);
    if (this.#receivedBytes >= count) return this.text;
    throw new Error(`the connection is over after ${this.#receivedBytes} of ${count} bytes`);
  }

  /** Waits until the connection is over, with or without an error, and gives all that came. */
  async over(): Promise<string> {
    await this.#until(() => this.socket.closed);
    return this.text;
  }

  /** Ends this side, waits until the connection is over and gives all that came. */
  async finish(bytes: string | Buffer = ''): Promise<string> {
    this.socket.end(bytes);
    return await this.over();
  }

  async #until(isTrue: () => boolean): Promise<void> {
    await new Promise<void>((resolve) => {
      const look = () => {
        if (!isTrue() && !this.socket.closed) return;
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
      look();
    });
  }

  #wake(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }
}

/** Connects to a server; the connection is destroyed when the test is over. */
export async function connectTo({ host, port }: Address): Promise<Connection> {
  const socket = connect({ host, port, allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return new Connection(socket);
}
