import { existsSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

const path = '/proc/net/tcp';
if (!existsSync(path)) {
  console.error(`this program reads ${path}, which Linux alone has`);
  process.exit(1);
}

const states = (
  '? ESTABLISHED SYN-SENT SYN-RECEIVED FIN-WAIT-1 FIN-WAIT-2 TIME-WAIT ' +
  'CLOSED CLOSE-WAIT LAST-ACK LISTEN CLOSING'
).split(' ');

function readRow(line: string) {
  const [, from = '', to = '', state = '', queues = ''] = line.trim().split(/\s+/);
  return {
    from: parseInt(from.split(':')[1] ?? '', 16),
    to: parseInt(to.split(':')[1] ?? '', 16),
    state: states[parseInt(state, 16)] ?? '?',
    unread: parseInt(queues.split(':')[1] ?? '', 16),
  };
}

export type Row = ReturnType<typeof readRow>;

export function rowsOf(ports: readonly number[]): readonly Row[] {
  const all = readFileSync(path, 'utf8').trim().split('\n').slice(1).map(readRow);
  const rows = new Map(all.map((row) => [`${row.from} ${row.to}`, row]));
  return [...rows.values()].filter(({ from, to }) => {
    return ports.every((port) => port === from || port === to);
  });
}

export async function rowsIn(ports: readonly number[], wanted: readonly string[]) {
  const allowed = [...wanted, 'LISTEN', 'TIME-WAIT'];
  for (const limit = Date.now() + 10_000; Date.now() < limit; await setTimeout(10)) {
    const rows = rowsOf(ports);
    const seen = rows.map(({ state }) => state);
    const isThere = wanted.every((state) => seen.includes(state));
    if (isThere && seen.every((state) => allowed.includes(state))) return rows;
  }
  throw new Error(`${ports.join(' and ')} were not in ${wanted.join(' and ')} within 10 s`);
}
