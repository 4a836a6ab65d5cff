// Preloaded into a program (NODE_OPTIONS=--import=…): on SIGUSR2 it tells on standard error how many timers the
// program has set and neither cleared nor seen run out.
import { createHook } from 'node:async_hooks';
import { writeSync } from 'node:fs';

const timers = new Set();
createHook({
  init: (id, type) => type === 'Timeout' && timers.add(id),
  destroy: (id) => timers.delete(id),
}).enable();
process.on('SIGUSR2', () => writeSync(2, `timers: ${timers.size}\n`));
