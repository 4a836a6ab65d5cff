import { BookWatch } from './book-watch.ts';
import { type WatchFlags, watchesOnly } from './watch-flags.ts';

/** Tangles at every save, until it is asked to end; gives the exit code. */
export async function tangleWatchCommand(root: string, flags: WatchFlags): Promise<number> {
  watchesOnly(flags);
  return await new BookWatch(root).run();
}
