// Preloaded into a run of wirebook (NODE_OPTIONS=--import=…): stands at each change that it makes to files
// of AT_FOLDER's code/, each write in two halves, and at the change number AT does what AT_DO says: a signal to
// itself, or `wait FIFO` until somebody has opened and closed that pipe. `copy FOLDER` copies
// code/ at every change to FOLDER/1, FOLDER/2, …: what a kill at that moment would leave.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { AT = '0', AT_FOLDER = '', AT_DO = '' } = process.env;
const [what = '', where = ''] = AT_DO.split(' ');
const code = `${AT_FOLDER}/code`;
let changes = 0;

function change() {
  changes += 1;
  if (what === 'copy') fs.cpSync(code, `${where}/${changes}`, { recursive: true });
  else if (changes !== Number(AT)) return;
  else if (what === 'wait') fs.readFileSync(where);
  else process.kill(process.pid, what);
}

for (const name of ['renameSync', 'rmSync', 'rmdirSync']) {
  const real = fs[name];
  fs[name] = (path, ...others) => {
    if (String(path).startsWith(code)) change();
    return real(path, ...others);
  };
}

const { writeFileSync } = fs;
fs.writeFileSync = (path, data, options) => {
  if (!String(path).startsWith(code)) return writeFileSync(path, data, options);
  const bytes = Buffer.from(data);
  const half = Math.floor(bytes.length / 2);
  const file = fs.openSync(path, options?.flag ?? 'w');
  fs.writeSync(file, bytes, 0, half);
  change();
  fs.writeSync(file, bytes, half);
  fs.closeSync(file);
};

syncBuiltinESMExports();
