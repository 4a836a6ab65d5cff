import { readFileSync } from 'node:fs';
import type { TcpPeer } from '../../../tools/system/tcp-peer.ts';
import type { Trial } from '../../../tools/system/trial.ts';

/** Whether the kernel took all bytes before something else was decided, or the time was over. */
export async function written(
  client: TcpPeer,
  bytes: Buffer,
  isDecided: () => true | undefined,
  limitMs: number,
): Promise<boolean> {
  let isWritten: true | undefined;
  const wake = new Promise<void>((resolve) => {
    client.socket.write(bytes, () => {
      isWritten = true;
      resolve();
    });
  });
  await Promise.race([wake, client.until(() => isWritten ?? isDecided(), limitMs)]);
  return isWritten === true;
}

/** How much the kernel may hold of one direction of a connection, at both of its ends. */
export function kernelBytes(trial: Trial): number {
  const bytes = most('tcp_rmem') + most('tcp_wmem');
  if (bytes <= 256 * 2 ** 20) return bytes;
  return trial.notHere('the kernel of this machine may hold more than 256 MiB for a connection');
}

function most(name: string): number {
  try {
    return Number(readFileSync(`/proc/sys/net/ipv4/${name}`, 'utf8').trim().split(/\s+/)[2]);
  } catch {
    return 16 * 2 ** 20; // elsewhere buffers are smaller than that
  }
}
