import { existsSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

/** One TCP socket of IPv4 in the list of Linux's kernel. */
export interface Row {
  /** The ports of this end and of the other. */
  readonly from: number;
  readonly to: number;
  /** By RFC 9293's name. */
  readonly state: string;
  /** Bytes that no program has read; connections that no program has taken, in the row of a listening socket. */
  readonly waiting: number;
  /** How often the kernel has repeated what it waits for. */
  readonly repeats: number;
}

const TABLE = '/proc/net/tcp';
const LOOK_MS = 10;
// The kernel's numbers from 1 on.
const STATES = [
  ...['ESTABLISHED', 'SYN-SENT', 'SYN-RECEIVED', 'FIN-WAIT-1', 'FIN-WAIT-2', 'TIME-WAIT'],
  ...['CLOSED', 'CLOSE-WAIT', 'LAST-ACK', 'LISTEN', 'CLOSING', 'SYN-RECEIVED'],
];

export const hasTcpTable = existsSync(TABLE);

/** The rows in which all these ports stand; none where there is no such list. */
export function rowsOf(...ports: readonly number[]): readonly Row[] {
  if (!hasTcpTable) return [];
  const rows = readFileSync(TABLE, 'latin1').trim().split('\n').slice(1).map(readRow);
  return rows.filter(({ from, to }) => ports.every((port) => port === from || port === to));
}

/** Looks again and again until `find` finds something; the limit counts looks, so a slow turn costs nothing. */
export async function untilFound<T>(
  find: () => T | undefined,
  limitMs: number,
): Promise<T | undefined> {
  for (let look = 0; look < limitMs / LOOK_MS; look += 1) {
    const found = find();
    if (found !== undefined) return found;
    await setTimeout(LOOK_MS);
  }
  return find();
}

function readRow(line: string): Row {
  const [, from = '', to = '', state = '', queues = '', , repeats = ''] = line.trim().split(/\s+/);
  return {
    from: lastNumber(from),
    to: lastNumber(to),
    state: STATES[parseInt(state, 16) - 1] ?? '?',
    waiting: lastNumber(queues),
    repeats: parseInt(repeats, 16),
  };
}

function lastNumber(field: string): number {
  return parseInt(field.split(':')[1] ?? '', 16);
}
