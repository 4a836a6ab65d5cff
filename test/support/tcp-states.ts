import { readFileSync } from 'node:fs';

/** What Linux's kernel knows of one TCP socket at 127.0.0.1. */
export interface Entry {
  /** The side that the port looked for belongs to is the server. */
  readonly side: 'client' | 'server';
  /** By RFC 9293's names. */
  readonly state: string;
  /** Bytes that no program has read; connections that no program has taken, where the state is LISTEN. */
  readonly waiting: number;
  /** What is left on the entry's timer, where the kernel shows one. */
  readonly timerSeconds: number;
  /** How often the kernel has repeated what it waits for. */
  readonly repeats: number;
}

// The kernel's numbers from 1 on.
const STATES = [
  ...['ESTABLISHED', 'SYN-SENT', 'SYN-RECEIVED', 'FIN-WAIT-1', 'FIN-WAIT-2', 'TIME-WAIT'],
  ...['CLOSED', 'CLOSE-WAIT', 'LAST-ACK', 'LISTEN', 'CLOSING', 'SYN-RECEIVED'],
];
const TICKS_PER_SECOND = 100;

/**
 * All entries of Linux's kernel for a server's port, or those for one client of it. A port that the system chose
 * may have entries in TIME-WAIT from somebody who used it before.
 */
export function entriesOf(port: number, clientPort?: number): readonly Entry[] {
  const lines = readFileSync('/proc/net/tcp', 'utf8').trim().split('\n').slice(1);
  const entries = new Map<string, Entry>();
  for (const line of lines) {
    const [, local = '', peer = '', state, queues = '', timer = '', repeats = ''] = line
      .trim()
      .split(/\s+/);
    const ends = [lastNumber(local), lastNumber(peer)];
    if (!ends.includes(port)) continue;
    if (clientPort !== undefined && !ends.includes(clientPort)) continue;
    entries.set(`${local} ${peer}`, {
      side: lastNumber(local) === port ? 'server' : 'client',
      state: STATES[Number(`0x${state}`) - 1] ?? `state ${state}`,
      waiting: lastNumber(queues),
      timerSeconds: lastNumber(timer) / TICKS_PER_SECOND,
      repeats: Number(`0x${repeats}`),
    });
  }
  return [...entries.values()];
}

/** The states of a port's connections, sorted: `client ESTABLISHED`, `server CLOSE-WAIT`. */
export function statesOf(port: number, clientPort?: number): readonly string[] {
  const connections = entriesOf(port, clientPort).filter(({ state }) => state !== 'LISTEN');
  return connections.map(({ side, state }) => `${side} ${state}`).sort();
}

/** How many connections of a listening socket no program has taken. */
export function waitingAt(port: number): number | undefined {
  return entriesOf(port).find(({ state }) => state === 'LISTEN')?.waiting;
}

function lastNumber(field: string): number {
  return Number(`0x${field.split(':')[1]}`);
}
