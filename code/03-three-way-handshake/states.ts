import { type Row, rowsIn, rowsOf } from './table.ts';

const port = Number(process.argv[2] || 12000);
const wanted = process.argv.slice(3);

const rows = wanted.length > 0 ? await rowsIn([port], wanted) : rowsOf([port]);
for (const line of rows.map(show).sort()) console.log(line);

function show({ from, to, state, unread }: Row): string {
  const side = from === port ? 'server' : 'client';
  const ports = state === 'LISTEN' ? `${from}, ${unread} waiting` : `${from} to ${to}`;
  return `${side}  ${state.padEnd(12)}  ${ports}`;
}
