import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** How many IPv4 sockets a Linux process holds. */
export function socketsOf(pid: number | undefined): { readonly udp: number; readonly tcp: number } {
  const links = readdirSync(`/proc/${pid}/fd`).map((fd) => linkOf(`/proc/${pid}/fd/${fd}`));
  const count = (table: string) =>
    [...inodes(table)].filter((inode) => links.includes(`socket:[${inode}]`)).length;
  return { udp: count('/proc/net/udp'), tcp: count('/proc/net/tcp') };
}

/** A descriptor that is closed meanwhile leads nowhere. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

function inodes(table: string): ReadonlySet<string> {
  const rows = readFileSync(table, 'utf8').trim().split('\n').slice(1);
  return new Set(rows.map((row) => row.trim().split(/\s+/)[9] ?? ''));
}
