import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** Waits until this process is asked to end, by Ctrl-C for one; gives the exit code that a shell expects then. */
export async function untilAskedToEnd(): Promise<number> {
  return await new Promise((resolve) => {
    const heard = (signal: NodeJS.Signals) => {
      for (const signal of SIGNALS) process.off(signal, heard);
      resolve(128 + constants.signals[signal]);
    };
    for (const signal of SIGNALS) process.on(signal, heard);
  });
}
