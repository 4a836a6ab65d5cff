// Run as a program where it may have a network of its own: prints what is left on the kernel's timers of a
// TIME-WAIT and of a FIN-WAIT-2 that belongs to no program any more.
import { openPair } from './tcp-pair.ts';
import { entriesOf, statesOf } from './tcp-states.ts';
import { untilTrue } from './tcp-table.ts';

for (const isLastToEnd of [true, false]) {
  const { client, server, ports } = await openPair();
  server.resume();
  client.destroy();
  const state = isLastToEnd ? 'TIME-WAIT' : 'FIN-WAIT-2';
  if (isLastToEnd) server.end();
  await untilTrue(state, () => statesOf(...ports).includes(`client ${state}`));
  const entry = entriesOf(...ports).find((row) => row.side === 'client');
  console.log(`${state} ${entry?.timerSeconds}`);
  server.destroy();
}
