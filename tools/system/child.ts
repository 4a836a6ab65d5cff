import { execa } from 'execa';
import { hasGroups } from './process-group.ts';

export interface ProgramOptions {
  readonly cwd?: string;
  /** Variables to set; `undefined` takes one away. The rest is this process's own environment. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Send standard error down the same pipe as standard output, in the order of writing. */
  readonly merged?: boolean;
  /** Kill the program when it has printed more than this. */
  readonly limitBytes?: number;
  /** Open a channel on which the program can be sent a message. */
  readonly hasChannel?: boolean;
}

/** Starts a program in a process group of its own, with its outputs in pipes. */
export function startChild(command: readonly [string, ...string[]], options: ProgramOptions) {
  const [file, ...args] = options.merged ? mergingOutput(command) : command;
  const child = execa(file, args, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...process.env, ...options.env },
    extendEnv: false,
    buffer: false,
    reject: false,
    stdin: 'pipe',
    detached: hasGroups,
    ...(options.hasChannel ? { ipc: true } : {}),
  });
  child.stdin?.on('error', ignoreBrokenPipe);
  return child;
}

/** The shell gives its place to the program at once, so nothing stands between us and it. */
function mergingOutput(command: readonly [string, ...string[]]): readonly [string, ...string[]] {
  return hasGroups ? ['/bin/sh', '-c', 'exec "$@" 2>&1', 'sh', ...command] : command;
}

/** A program may end while we type; how it ended tells more than the broken pipe. */
function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') throw error;
}
