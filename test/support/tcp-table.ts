import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';

/** Bytes that wait unread in Linux's kernel for the server's end of a connection; undefined if there is none. */
export function unreadBytes(serverPort: number, clientPort: number): number | undefined {
  for (const row of readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1)) {
    const [, local, remote, , queues] = row.trim().split(/\s+/);
    if (portOf(local) !== serverPort || portOf(remote) !== clientPort) continue;
    return parseInt(queues?.split(':')[1] ?? '', 16);
  }
  return undefined;
}

/** Looks at the kernel again and again, once a turn of the event loop, until the fact is there. */
export async function untilTrue(what: string, isTrue: () => boolean): Promise<void> {
  const limit = Date.now() + 30_000;
  while (!isTrue()) {
    if (Date.now() > limit) throw new Error(`not within 30 s: ${what}`);
    await setImmediate();
  }
}

function portOf(address = ''): number {
  return parseInt(address.split(':')[1] ?? '', 16);
}
