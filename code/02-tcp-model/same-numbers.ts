import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

const servers = [createServer(), createServer()].map((server) => server.listen(0, '127.0.0.1'));
await Promise.all(servers.map((server) => once(server, 'listening')));
const [first, second] = servers.map((server) => (server.address() as AddressInfo).port);

await dial('from port 12001 to the first', first);
await dial('from port 12001 to the second', second);
await dial('from port 12001 to the first', first);
process.exit();

async function dial(what: string, port = 0): Promise<void> {
  const connection = connect({ port, host: '127.0.0.1', localPort: 12001 });
  const outcome = await once(connection, 'connect').then(
    () => 'connected',
    ({ code }) => code,
  );
  console.log(`${what}: ${outcome}`);
}
