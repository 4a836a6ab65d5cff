import { connect, type Socket } from 'node:net';
import { quoteBytes } from '../base/quote.ts';
import { codeOf } from './disk-problem.ts';
import { type Address, arrow, type Setting, showAddress } from './udp-peer.ts';
import { Watchers } from './watchers.ts';

/** The checker's end of a TCP connection; it may stay open when the other side has ended. */
export class TcpPeer implements Address {
  readonly socket: Socket;
  readonly #setting: Setting;
  readonly #watchers = new Watchers();
  readonly #pieces: Buffer[] = [];
  #received = 0;
  #hasEnded = false;
  readonly #from: Address;
  readonly #to: Address;
  /** The code of the error that broke the connection, if one did. */
  error: string | undefined;

  constructor(socket: Socket, setting: Setting) {
    this.socket = socket;
    socket.setNoDelay(true); // what is sent piece by piece is to arrive so
    this.#setting = setting;
    this.#from = { host: socket.localAddress ?? '', port: socket.localPort ?? 0 };
    this.#to = { host: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
    socket.on('data', (bytes) => this.#take(bytes));
    socket.on('end', () => {
      this.#hasEnded = true;
      this.#tell(`ended     ${arrow(this.#to, this.#from)}`);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.error = error.code ?? error.message;
      this.#tell(`broke     ${arrow(this.#to, this.#from)}  ${this.error}`);
    });
    socket.on('close', () => this.#watchers.wake());
  }

  /** Connects to `to`; gives the code of the error where nobody answers the door. */
  static async connect(to: Address, setting: Setting): Promise<TcpPeer | string> {
    const socket = connect({ host: to.host, port: to.port, allowHalfOpen: true });
    const code = await outcomeOf(socket, setting.deadlineMs);
    if (code !== CONNECTED) {
      socket.on('error', () => {}); // what comes when nobody waits any more
      socket.destroy();
      setting.note(`refused   ${showAddress(to)}  ${code}`);
      return code;
    }
    const peer = new TcpPeer(socket, setting);
    setting.note(`connected ${arrow(peer, to)}`);
    return peer;
  }

  get host(): string {
    return this.#from.host;
  }

  get port(): number {
    return this.#from.port;
  }

  /** All that came so far. */
  get received(): Buffer {
    return Buffer.concat(this.#pieces);
  }

  get receivedBytes(): number {
    return this.#received;
  }

  /** Whether the other side has said that nothing more will come. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Whether nothing more can come: an end, an error, a closed connection. */
  get isOver(): boolean {
    return this.#hasEnded || this.socket.destroyed;
  }

  /** Writes bytes; waits until the kernel has taken them all, or the connection is broken. */
  async send(bytes: string | Uint8Array): Promise<void> {
    const data = Buffer.from(bytes);
    this.#setting.note(`sent      ${arrow(this, this.#to)}  ${quoteBytes(data)}`);
    await new Promise<void>((resolve) => this.socket.write(data, () => resolve()));
  }

  /** Says that nothing more will come from here (FIN). */
  end(): void {
    this.#setting.note(`ended     ${arrow(this, this.#to)}`);
    this.socket.end();
  }

  /** Breaks the connection with a reset (RST). */
  reset(): void {
    this.#setting.note(`reset     ${arrow(this, this.#to)}`);
    this.socket.resetAndDestroy();
  }

  /** Waits until so many bytes have come in all, or nothing more can come; then gives all that came. */
  async bytes(count: number, limitMs = this.#setting.deadlineMs): Promise<Buffer> {
    await this.until(() => this.#received >= count || this.isOver || undefined, limitMs);
    return this.received;
  }

  /** Waits until the other side has ended; gives all that came, or nothing when it doesn't end in time. */
  async rest(limitMs = this.#setting.deadlineMs): Promise<Buffer | undefined> {
    const isOver = await this.until(() => this.isOver || undefined, limitMs);
    return isOver ? this.received : undefined;
  }

  /**
   * Looks whenever something comes, until `find` finds something or nothing has come for the limit: many
   * bytes may take long, silence may not.
   */
  async until<T>(
    find: () => T | undefined,
    limitMs = this.#setting.deadlineMs,
  ): Promise<T | undefined> {
    for (;;) {
      const before = this.#received;
      const found = await this.#watchers.until(find, limitMs, this.#setting.isHopeless);
      if (found !== undefined || this.#received === before) return found;
    }
  }

  close(): void {
    this.socket.destroy();
  }

  #take(bytes: Buffer): void {
    this.#pieces.push(bytes);
    this.#received += bytes.length;
    this.#tell(`received  ${arrow(this.#to, this.#from)}  ${quoteBytes(bytes)}`);
  }

  #tell(step: string): void {
    this.#setting.note(step);
    this.#watchers.wake();
  }
}

const CONNECTED = 'connected';

/** Waits until a socket is connected; gives the code of the error where it isn't, or says that nobody answers. */
async function outcomeOf(socket: Socket, limitMs: number): Promise<string> {
  const watchers = new Watchers();
  let outcome: string | undefined;
  const settle = (found: string) => {
    outcome ??= found;
    watchers.wake();
  };
  socket.once('connect', () => settle(CONNECTED));
  socket.once('error', (error) => settle(codeOf(error) ?? String(error)));
  return (await watchers.until(() => outcome, limitMs)) ?? 'no answer';
}
