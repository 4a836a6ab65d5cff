import { setImmediate } from 'node:timers/promises';
import { fileSystemTime, isOld } from '../../tools/system/stamps.ts';

/** Waits until what was written by now is so old that its stamp is trusted. `probe` is a path for a file. */
export async function untilStampsAreOld(probe: string): Promise<void> {
  const written = fileSystemTime(probe) ?? 0;
  while (!isOld({ text: '', changed: written }, fileSystemTime(probe) ?? written))
    await setImmediate();
}
