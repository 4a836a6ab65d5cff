import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { TcpPeer } from './tcp-peer.ts';
import { type Address, arrow, type Setting } from './udp-peer.ts';
import { Watchers } from './watchers.ts';

/** A TCP server of the checker, for clients that are tried. */
export class TcpListener implements Address {
  readonly #server: Server;
  readonly #watchers = new Watchers();
  readonly #setting: Setting;
  readonly #waiting: TcpPeer[] = [];
  readonly #peers: TcpPeer[] = [];

  private constructor(server: Server, setting: Setting) {
    this.#server = server;
    this.#setting = setting;
    server.on('connection', (socket) => {
      const peer = new TcpPeer(socket, setting);
      setting.note(
        `accepted  ${arrow({ host: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 }, this)}`,
      );
      this.#peers.push(peer);
      this.#waiting.push(peer);
      this.#watchers.wake();
    });
  }

  static async open(setting: Setting, host: string): Promise<TcpListener> {
    const server = createServer({ allowHalfOpen: true });
    server.listen({ port: 0, host, exclusive: true });
    await once(server, 'listening');
    return new TcpListener(server, setting);
  }

  get host(): string {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.address : '';
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  /** The next connection that nobody has taken yet, or nothing when none comes in time. */
  async next(limitMs = this.#setting.deadlineMs): Promise<TcpPeer | undefined> {
    const found = await this.#watchers.until(
      () => this.#waiting[0],
      limitMs,
      this.#setting.isHopeless,
    );
    if (found) this.#waiting.shift();
    return found;
  }

  close(): void {
    for (const peer of this.#peers) peer.close();
    this.#server.close();
  }
}
