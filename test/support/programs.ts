import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { programCommand } from '../../tools/commands/chapter-maps.ts';
import type { ProgramOptions } from '../../tools/system/child.ts';
import { Program } from '../../tools/system/program.ts';

const book = fileURLToPath(new URL('../..', import.meta.url));

/** A program of the book that tells where it listens, and where that is. */
export interface Server extends Address {
  readonly program: Program;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Starts any command; it is stopped when the test is over. */
export function start(command: readonly [string, ...string[]], options?: ProgramOptions): Program {
  const program = new Program(command, options);
  onTestFinished(async () => void (await program.stop()));
  return program;
}

/** Starts a program of the book, `04-uppercase-over-udp/client.ts` for one. */
export function startListing(
  name: string,
  args: readonly string[] = [],
  env: ProgramOptions['env'] = {},
): Program {
  return start([...programCommand(book, name), ...args], { env });
}

/** Starts a server of the book on a free port of 127.0.0.1 and waits until it listens. */
export async function startServer(name: string, env: ProgramOptions['env'] = {}): Promise<Server> {
  return await listening(startListing(name, [], { PORT: '0', HOST: '127.0.0.1', ...env }));
}

/** Waits for the line by which every server of the book says where it listens. */
export async function listening(program: Program): Promise<Server> {
  const [, host = '', port] = await program.line(/^listening on (?:udp|tcp) (.+):(\d+)$/);
  return { program, host, port: Number(port) };
}
