import { constants } from 'node:os';

const cleanUps = new Set<() => void>();
let isListening = false;

/** Has `cleanUp` done when this process exits, by itself or by Ctrl-C. It must not wait for anything. */
export function atExit(cleanUp: () => void): void {
  if (!isListening) listen();
  isListening = true;
  cleanUps.add(cleanUp);
}

/** `cleanUp` has been done. */
export function notAtExit(cleanUp: () => void): void {
  cleanUps.delete(cleanUp);
}

function listen(): void {
  process.on('exit', () => {
    for (const cleanUp of cleanUps) cleanUp();
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const) {
    process.on(signal, () => process.exit(128 + constants.signals[signal]));
  }
}
