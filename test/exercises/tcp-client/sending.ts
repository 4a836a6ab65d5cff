import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as tick } from 'node:timers/promises';
import type { TcpPeer } from '../../../tools/system/tcp-peer.ts';

export async function untilBytes(peer: TcpPeer, count: number): Promise<void> {
  await peer.until(() => peer.receivedBytes >= count || peer.isOver || undefined);
}

/** Sends pieces so that the client gets each of them by itself, and ends. */
export async function sendApart(
  peer: TcpPeer,
  pieces: readonly (string | Uint8Array)[],
): Promise<void> {
  peer.socket.setNoDelay(true);
  for (const piece of pieces) {
    await peer.send(piece);
    await taken(peer);
  }
  peer.end();
}

/** How long the client may leave bytes in its kernel before we go on all the same. */
const TAKEN_LOOKS = 500;

/**
 * Waits until the client has taken all bytes out of its kernel: Linux shows both ends of the connection, with
 * what waits in them. Elsewhere two pieces may be taken as one, which makes a check weaker and never wrong.
 */
export async function taken({ socket }: TcpPeer): Promise<void> {
  for (let looks = 0; looks < TAKEN_LOOKS; looks += 1) {
    await tick(2);
    if (process.platform !== 'linux') return;
    if (queuedBytes(socket.localPort ?? 0, socket.remotePort ?? 0) === 0) return;
  }
}

/** What waits to be sent by the first port and to be read at the second (proc(5), net/tcp). */
function queuedBytes(sender: number, receiver: number): number {
  const sockets = ['/proc/net/tcp', '/proc/net/tcp6'].filter(existsSync);
  const rows = sockets.flatMap((path) => readFileSync(path, 'latin1').split('\n'));
  const sizes = rows.map((row) => {
    const found = /:(\w{4}) \w+:(\w{4}) \w\w (\w{8}):(\w{8})/.exec(row)?.slice(1) ?? [];
    const [local, remote, unsent, unread] = found.map((digits) => Number.parseInt(digits, 16));
    if (local === sender && remote === receiver) return unsent ?? 0;
    return local === receiver && remote === sender ? (unread ?? 0) : 0;
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}
