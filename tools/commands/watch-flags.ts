import { WrongUse } from '../base/problem.ts';

/** What else was asked for beside `--watch`. */
export type WatchFlags = Readonly<Record<string, string | boolean | undefined>>;

/** Throws WrongUse where something was asked for that a command which goes on and on can't give. */
export function watchesOnly(flags: WatchFlags): void {
  const other = Object.keys(flags).find((name) => name !== 'watch' && flags[name] !== undefined);
  if (other === undefined) return;
  throw new WrongUse(
    `--watch goes on until it is ended, --${other} is for one run`,
    'Give one of them.',
  );
}
