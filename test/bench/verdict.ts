import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { packageFile, wirebookCommand } from '../../tools/system/node.ts';
import { Program } from '../../tools/system/program.ts';
import { compile } from '../../tools/system/compile.ts';

// How long a reader waits for a verdict on udp-server. Prints ratios of medians, all measured in turn:
//   the floor     node starts on the same server as plain JavaScript; one datagram goes there and back
//   watch         from a save to the line of one check, with `check --watch`
//   vitest        from a save to the end of the same check, with `npm run answers -- --watch`
//   cold          `wirebook check udp-server`, all checks on fresh processes, the tool's own start included
// Exits with 1 where watch takes more than half a floor or more than a tenth of vitest, or cold more than 20 floors.
const ROUNDS = 11;
const REST_MS = 1_500;
const KEYS = '(q)uit';
const CHECK = 'answers the sender';
const own = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const root = mkdtempSync(join(tmpdir(), 'wirebook-bench-'));
const programs: Program[] = [];
try {
  process.exitCode = await measure();
} finally {
  await Promise.all(programs.map(async (program) => await program.stop()));
  rmSync(root, { recursive: true, force: true });
}

async function measure(): Promise<number> {
  const answer = await prepare();
  const plain = join(root, 'plain.mjs');
  await compile({ file: answer, shownAs: answer }, plain);
  const watch = start([...wirebookCommand(), 'check', 'udp-server', '--watch']);
  await seen(watch, 0, 'confirmed on a fresh process');
  const words = ['--config', 'test/answers/vitest.config.ts', '--watch', '-t', CHECK];
  const vitest = start([process.execPath, packageFile('vitest', 'vitest.mjs'), ...words], {
    NO_COLOR: '1',
  });
  await seen(vitest, 0, 'Waiting for file changes');

  const times = { floor: [], watch: [], vitest: [], cold: [] } as Record<string, number[]>;
  for (let round = 0; round < ROUNDS; round += 1) {
    times.floor?.push(await floor(plain));
    times.cold?.push(await cold());
    const saves = [watch.output.length, vitest.output.length] as const;
    const saved = performance.now();
    appendFileSync(answer, '\n');
    await seen(watch, saves[0], `ok    ${CHECK}`);
    times.watch?.push(performance.now() - saved);
    await seen(vitest, saves[1], 'Waiting for file changes');
    times.vitest?.push(performance.now() - saved);
    await seen(watch, saves[0], KEYS);
    await rest();
  }
  return report(times);
}

/** Until the spares have booted that the last check used up. */
async function rest(): Promise<void> {
  await setTimeout(REST_MS);
}

/** A book of its own with the solution as its answer; gives the answer's path. */
async function prepare(): Promise<string> {
  for (const path of ['chapters', 'code', 'tools', 'test', 'package.json', 'tsconfig.json']) {
    cpSync(own(path), join(root, path), { recursive: true });
  }
  symlinkSync(own('node_modules'), join(root, 'node_modules'), 'junction');
  mkdirSync(join(root, 'answers'));
  const answer = join(root, 'answers/udp-server.ts');
  cpSync(own('code/a-solutions/udp-server.ts'), answer);
  return answer;
}

function start(command: readonly [string, ...string[]], env: Record<string, string> = {}): Program {
  const program = new Program(command, { cwd: root, env, merged: true });
  programs.push(program);
  return program;
}

async function seen(program: Program, from: number, text: string): Promise<void> {
  await program.until(text, ({ output }) => output.includes(text, from) || undefined);
}

/** A fresh Node on plain JavaScript, until its first reply is here. */
async function floor(plain: string): Promise<number> {
  const socket = createSocket('udp4');
  const started = performance.now();
  const program = new Program([process.execPath, plain], { env: { PORT: '0', HOST: '127.0.0.1' } });
  try {
    const [, port] = await program.line(/^listening on udp 127\.0\.0\.1:(\d+)$/);
    const reply = once(socket, 'message');
    socket.send('hello', Number(port), '127.0.0.1');
    await reply;
    return performance.now() - started;
  } finally {
    socket.close();
    await program.stop();
  }
}

async function cold(): Promise<number> {
  const started = performance.now();
  const file = 'code/a-solutions/udp-server.ts';
  const program = new Program([...wirebookCommand(), 'check', 'udp-server', '--file', file], {
    cwd: root,
  });
  const { code, output } = await program.ended;
  if (code !== 0) throw new Error(output);
  return performance.now() - started;
}

function report(times: Readonly<Record<string, readonly number[]>>): number {
  const [floorMs, watchMs, vitestMs, coldMs] = ['floor', 'watch', 'vitest', 'cold'].map((name) =>
    median(times[name] ?? []),
  ) as [number, number, number, number];
  const rows: readonly (readonly [what: string, ratio: number, isFine: boolean])[] = [
    ['watch / floor, at most 0.5', watchMs / floorMs, watchMs / floorMs <= 0.5],
    ['vitest / watch, at least 10', vitestMs / watchMs, vitestMs / watchMs >= 10],
    ['cold / floor, at most 20', coldMs / floorMs, coldMs / floorMs <= 20],
  ];
  for (const [what, ratio, isFine] of rows) {
    console.log(
      `${what.padEnd(30)} ${ratio.toFixed(2).padStart(6)}  ${isFine ? 'ok' : 'too slow'}`,
    );
  }
  console.log(`(medians of ${ROUNDS}; the floor was ${floorMs.toFixed(0)} ms)`);
  return rows.every(([, , isFine]) => isFine) ? 0 : 1;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
