import { connect, type Socket } from 'node:net';
import type { Subject } from '../../../tools/system/subject.ts';
import type { Trial } from '../../../tools/system/trial.ts';
import { hasTcpTable, type Row, rowsOf, untilFound } from './tcp-table.ts';

export const HOST = '127.0.0.1';

interface FullServer {
  readonly port: number;
  readonly subject: Subject;
  /** The row of a connection that isn't the checker's, once there is one. */
  readonly takenRow: () => Row | undefined;
}

/** The book's deaf server with more clients than it has places for; `use` gets who else asks in vain. */
export async function withFullBacklog(
  trial: Trial,
  use: (server: FullServer, asking: () => readonly Row[]) => Promise<void>,
): Promise<void> {
  if (!hasTcpTable) return trial.notHere('only Linux shows which SYNs its kernel has dropped');
  const env = { PORT: '0', HOST };
  const subject = await trial.listing('03-three-way-handshake/deaf-server.ts', ['1'], env);
  const line = /^listening on tcp \S+:(\d+)\ndeaf until/m;
  const find = () => line.exec(subject.output.replaceAll('\r', ''))?.[1];
  const found = await subject.until(find, trial.patience.startMs);
  if (found === undefined) throw new Error('the book’s deaf server did not start here');
  const port = Number(found);
  const sockets: Socket[] = [];
  try {
    for (let count = 0; count < 3; count += 1) {
      sockets.push(connect({ port, host: HOST }).on('error', () => {}));
    }
    const mine = (row: Row) => sockets.some(({ localPort }) => localPort === row.from);
    const to = (state: string) =>
      rowsOf(port).filter((row) => row.to === port && row.state === state);
    const isFull = () => to('SYN-SENT').length === 1 && to('ESTABLISHED').length === 2;
    if (!(await untilFound(() => isFull() || undefined, trial.patience.startMs)))
      return trial.notHere('this kernel doesn’t drop a SYN that finds a full backlog');
    trial.note(`filled    the backlog of ${HOST}:${port}; its kernel drops every SYN`);
    const own = to('SYN-SENT').map(({ from }) => from);
    const notMine = (row: Row) => !mine(row) && !own.includes(row.from);
    const asking = () => to('SYN-SENT').filter(notMine);
    const takenRow = () => to('ESTABLISHED').find(notMine);
    await use({ port, subject, takenRow }, asking);
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}
