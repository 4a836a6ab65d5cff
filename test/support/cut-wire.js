// Connects two ends over the loopback of a network of its own, takes that loopback down, and prints what the
// ends and the kernel's table tell: state and running timer of each end, silent and then behind a write.
//
//   unshare --user --map-root-user --net node cut-wire.js
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { setImmediate } from 'node:timers/promises';

execFileSync('ip', ['link', 'set', 'lo', 'up']);
const server = createServer().listen(0, '127.0.0.1');
await once(server, 'listening');
const client = connect(server.address().port, '127.0.0.1');
const [[connection]] = await Promise.all([once(server, 'connection'), once(client, 'connect')]);

const events = [];
for (const end of [client, connection]) {
  for (const name of ['end', 'error', 'close']) end.on(name, () => events.push(name));
}

execFileSync('ip', ['link', 'set', 'lo', 'down']);
await setImmediate();
tell('silent');
await new Promise((done) => client.write('hello', done));
tell('behind a write');
process.exit();

function tell(when) {
  console.log(`${when}: ${[...events, ...ends()].join(', ')}`);
}

/** The table's rows but for the listening socket's (state 0A). */
function ends() {
  const lines = readFileSync('/proc/net/tcp', 'utf8').trim().split('\n').slice(1);
  const words = lines.map((line) => line.trim().split(/\s+/));
  const rows = words.map(([, , , state, , timer]) => `${state} timer ${timer.split(':')[0]}`);
  return rows.filter((row) => !row.startsWith('0A')).sort();
}
