import type { Subject } from './subject.ts';
import type { Address } from './udp-peer.ts';

/** A server that has said where it listens. */
export interface ListeningServer extends Address {
  readonly subject: Subject;
  readonly transport: 'udp' | 'tcp';
}

/** Keeps one server for all checks that can share it. */
export class ServerKeeper {
  server: ListeningServer | undefined;
  served = 0;

  keep(server: ListeningServer): void {
    this.server = server;
    this.served = 1;
  }

  async end(): Promise<void> {
    await this.server?.subject.stop();
    this.server = undefined;
    this.served = 0;
  }
}
