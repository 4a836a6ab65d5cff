import { join } from 'node:path';
import { removeLeftovers } from '../system/disk.ts';
import { keepLastTangle, readLastTangle } from '../system/last-tangle.ts';
import { type News, newsSince } from './news.ts';
import type { TangleOptions } from './whole-tangle.ts';

/**
 * Writes `code/` from the chapters. Gives the lines that say what was done. What has not changed since the
 * last run is not tangled again where that can make no difference.
 */
export async function tangleCommand(
  root: string,
  options: TangleOptions,
): Promise<readonly string[]> {
  const news = options.discard === undefined ? newsSince(root, readLastTangle(root)) : undefined;
  if (news?.changed.length === 0) {
    if (options.check) return ['code/ is what the chapters say'];
    removeLeftovers(join(root, 'code'), news.hidden);
    if (hasNewStamps(news)) keepLastTangle(root, { ...news.last, stamps: news.stamps });
    return ['nothing to do: code/ is what the chapters say'];
  }
  const { tangleChanged, tangleWhole } = await import('./whole-tangle.ts');
  const said = news && !options.check ? await tangleChanged(root, news) : undefined;
  return said ?? (await tangleWhole(root, options));
}

/** So that the next run need not read these files. */
function hasNewStamps({ last, stamps }: News): boolean {
  return Object.keys(stamps).some((path) => last.stamps[path] !== stamps[path]);
}
