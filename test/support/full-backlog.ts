// Run as a program where it may have a network of its own: fills the backlog of chapter 03's deaf server.
// Arguments: the backlog, how many clients come, how often the kernel must have repeated what they ask. Prints
// then how many wait and what became of the others.
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { nodeCommand } from '../../tools/system/node.ts';
import { Program } from '../../tools/system/program.ts';
import { entriesOf, waitingAt } from './tcp-states.ts';
import { untilTrue } from './tcp-table.ts';

const [backlog = '1', count = '4', repeats = '1'] = process.argv.slice(2);
const file = fileURLToPath(
  new URL('../../code/03-three-way-handshake/deaf-server.ts', import.meta.url),
);
const server = new Program([...nodeCommand(file), backlog], {
  env: { PORT: '0', HOST: '127.0.0.1' },
});
try {
  const port = Number((await server.line(/^listening on tcp 127\.0\.0\.1:(\d+)$/))[1]);
  await server.line(/^deaf/);
  let failed = 0;
  const clients = Array.from({ length: Number(count) }, () =>
    connect(port, '127.0.0.1').on('error', () => (failed += 1)),
  );
  const asking = () => entriesOf(port).filter(({ state }) => state === 'SYN-SENT');
  const beyond = () => Number(count) - (waitingAt(port) ?? 0);
  await untilTrue('the clients beyond the backlog have asked or are gone', () => {
    const patient = asking().filter((entry) => entry.repeats >= Number(repeats));
    return failed + patient.length === beyond();
  });
  console.log(`${waitingAt(port)} wait, ${asking().length} ask, ${failed} failed`);
  for (const client of clients) client.destroy();
} finally {
  await server.stop();
}
