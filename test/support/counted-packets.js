// Prints how many packets each step of a connected UDP socket puts on the loopback of a network of its own, where
// a packet has 1500 bytes at most:
//
//   unshare --user --map-root-user --net node counted-packets.js
import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

execFileSync('ip', ['link', 'set', 'lo', 'mtu', '1500', 'up']);
let before = packets();

const receiver = createSocket('udp4').bind(0, '127.0.0.1');
await once(receiver, 'listening');
const sender = createSocket('udp4');
sender.connect(receiver.address().port, '127.0.0.1');
await once(sender, 'connect');
tell('connect');

for (const bytes of [5, 65_507]) {
  sender.send(Buffer.alloc(bytes));
  await once(receiver, 'message');
  tell(`send ${bytes} bytes`);
}

sender.close();
await once(sender, 'close');
receiver.close();
await once(receiver, 'close');
tell('close');

function tell(step) {
  const now = packets();
  console.log(`${step} ${now - before}`);
  before = now;
}

/** How many packets the loopback has sent so far. */
function packets() {
  const row = readFileSync('/proc/net/dev', 'utf8')
    .split('\n')
    .find((line) => /^\s*lo:/.test(line));
  return Number(row?.split(/\s+/).filter((word) => word !== '')[10]);
}
