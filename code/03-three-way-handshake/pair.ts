import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { rowsIn } from './table.ts';

export async function openPair() {
  const listener = createServer({ allowHalfOpen: true, pauseOnConnect: true });
  await once(listener.listen(0, '127.0.0.1'), 'listening');
  const place = listener.address();
  const port = place !== null && typeof place === 'object' ? place.port : 0;

  const taken = new Promise<Socket>((take) => listener.once('connection', take));
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  await once(client, 'connect');
  const server = await taken;
  const ports = [port, client.localPort ?? 0];
  listener.close();
  const tell = async (step: string, atClient: string, atServer: string) => {
    const open = [atClient, atServer].filter((state) => state !== 'CLOSED');
    const rows = await rowsIn(ports, open);
    const stateOf = (side: 'from' | 'to') =>
      rows.find((row) => row[side] === port)?.state ?? 'CLOSED';
    console.log(`${step.padEnd(30)} client ${stateOf('to').padEnd(12)} server ${stateOf('from')}`);
  };
  return { client, server, ports, tell };
}
