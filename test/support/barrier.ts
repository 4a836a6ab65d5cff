import { closeSync, constants, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Program } from '../../tools/system/program.ts';
import type { Book } from './book.ts';

/** A named pipe at which a program waits: it reads from there until somebody has opened and closed it. */
export async function makeBarrier(book: Book): Promise<string> {
  const path = book.path('barrier');
  await book.start(['mkfifo', path]).ended;
  return path;
}

/** Waits until a program waits at a barrier; gives what lets it go on. */
export async function arrival(program: Program, barrier: string): Promise<() => Promise<void>> {
  const opening = open(barrier, 'w');
  const first = await Promise.race([opening, program.ended]);
  if (!('code' in first)) return async () => await first.close();
  closeSync(openSync(barrier, constants.O_RDONLY | constants.O_NONBLOCK));
  await (await opening).close();
  throw new Error(`the run ended before: ${first.output}`);
}
