import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { Program } from '../../tools/system/program.ts';

/** A command whose cost is measured, again and again. */
export interface Contender {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  /** Puts everything in its place before a run; not measured. */
  readonly prepare?: (round: number) => void;
  /** Throws an Error where the run has not made what it should; not measured. */
  readonly inspect?: (round: number) => void;
}

export interface Cost {
  /** User and system time of all its processes, the median of the rounds. */
  readonly cpuMs: number;
  /** The most memory that one of its processes had in any round, NaN where this machine has no GNU time. */
  readonly peakMb: number;
}

/** Runs all contenders in turn, so that a busy machine hits all alike. A first round only warms caches. */
export async function race(
  contenders: readonly Contender[],
  rounds: number,
): Promise<ReadonlyMap<Contender, Cost>> {
  if (!(rounds >= 1)) throw new Error('--rounds takes a number from 1');
  const costs = new Map(contenders.map((contender) => [contender, [] as Cost[]]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [contender, seen] of costs) {
      contender.prepare?.(round);
      const cost = await costOf(contender);
      contender.inspect?.(round);
      if (round > 0) seen.push(cost);
    }
  }
  return new Map([...costs].map(([contender, seen]) => [contender, summary(seen)]));
}

/** Which Node is measured and on what. */
export interface Machine {
  readonly major: number;
  /** As the reader is told of it. */
  readonly shown: string;
}

/** Asks a Node for its version. */
export async function machineOf(node: string): Promise<Machine> {
  const { output } = await new Program([node, '--version']).ended;
  const version = output.trim();
  const [, major] = /^v(\d+)\./.exec(version) ?? [];
  if (major === undefined) throw new Error(`${node} is no Node: ${version}`);
  return { major: Number(major), shown: `Node ${version}, ${cpus().length} cores` };
}

const GNU_TIME = '/usr/bin/time';
const measuresMemory = process.platform === 'linux' && existsSync(GNU_TIME);

/** bash's own `time` counts milliseconds where GNU time counts hundredths, which in turn knows the memory. */
const MEASURED = [
  'bash',
  '-c',
  'TIMEFORMAT="%3U %3S"; time "$@"',
  'bash',
  ...(measuresMemory ? [GNU_TIME, '-f', '%M'] : []),
] as const;

async function costOf({ name, command, cwd }: Contender): Promise<Cost> {
  const env = { LC_ALL: 'C', NODE_OPTIONS: undefined };
  const run = new Program([...MEASURED, ...command], { cwd, env });
  const { code, errors } = await run.ended;
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${errors}`);
  const [, peakKb, user, system] = /(?:(\d+)\n)?(\d+\.\d+) (\d+\.\d+)\n$/.exec(errors) ?? [];
  if (user === undefined) throw new Error(`${name}: no time is told by bash: ${errors}`);
  return {
    cpuMs: (Number(user) + Number(system)) * 1000,
    peakMb: peakKb === undefined ? NaN : Number(peakKb) / 1024,
  };
}

function summary(costs: readonly Cost[]): Cost {
  const times = costs.map(({ cpuMs }) => cpuMs).sort((a, b) => a - b);
  return {
    cpuMs: times[Math.floor(times.length / 2)] ?? NaN,
    peakMb: Math.max(...costs.map(({ peakMb }) => peakMb)),
  };
}
