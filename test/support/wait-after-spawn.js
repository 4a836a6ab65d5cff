// Preloaded into a run of wirebook (NODE_OPTIONS=--import=…): waits behind the first start of a child until
// somebody has opened and closed the pipe BARRIER, as a process does that gets no turn on a busy machine.
import children from 'node:child_process';
import { readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { BARRIER = '' } = process.env;
delete process.env.NODE_OPTIONS; // not for the child
const { spawn } = children;

children.spawn = (...words) => {
  const child = spawn(...words);
  readFileSync(BARRIER);
  return child;
};
syncBuiltinESMExports();
