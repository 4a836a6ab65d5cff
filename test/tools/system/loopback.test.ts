import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { quietPort } from '../../../tools/system/loopback.ts';
import { connectTo } from '../../support/connection.ts';
import { needs } from '../../support/needs.ts';
import { statesOf } from '../../support/tcp-states.ts';
import { untilTrue } from '../../support/tcp-table.ts';

const host = '127.0.0.1';

test('a quiet port is one that nobody holds', async () => {
  const [taken, free] = [await quietPort(), await quietPort()];
  const server = createServer().listen(taken, host);
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  expect(await quietPort(picks(taken, free))).toBe(free);
});

test('a quiet port is one of which the kernel remembers no connection', async (context) => {
  await needs(context, 'linux');
  const [used, unused] = [await quietPort(), await quietPort()];
  const server = createServer((connection) => connection.end()).listen(used, host);
  await once(server, 'listening');
  const client = await connectTo({ host, port: used });
  await client.finish();
  server.close();
  await untilTrue('TIME-WAIT', () => statesOf(used).includes('server TIME-WAIT'));
  expect(await quietPort(picks(used, unused))).toBe(unused);
});

function picks(...ports: number[]): () => number {
  return () => ports.shift() ?? NaN;
}
