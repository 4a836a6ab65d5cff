import type { Trial } from '../../../tools/system/trial.ts';
import { launched } from './talk.ts';

const LINES = 5;
const LETTERS = 6;

/** Where the client gave up; late is this machine, which left a right one without a turn, too. */
export type Drip = 'patient' | 'late' | 'between lines' | 'within a line';

/**
 * Answers in whole lines and then with the letters of one more, a piece every quarter of the time-out; each
 * part takes longer than that.
 */
export async function drip(trial: Trial, timeoutMs: number): Promise<Drip> {
  const replies = Array.from({ length: LINES + 1 }, () => trial.random.word(LETTERS));
  const texts = replies.map(() => trial.random.word());
  const { subject, listener } = await launched(trial, texts, timeoutMs);
  const peer = await listener.next(trial.patience.startMs);
  const pieces = [...replies.slice(0, LINES).map((line) => `${line}\n`), ...(replies[LINES] ?? '')];
  let lastAt = performance.now();
  for (const [index, piece] of pieces.entries()) {
    await peer?.send(piece);
    if (performance.now() - lastAt > timeoutMs / 2) return 'late';
    lastAt = performance.now();
    if (!(await subject.end(timeoutMs / 4))) continue;
    if (performance.now() - lastAt > timeoutMs / 2) return 'late';
    return index < LINES ? 'between lines' : 'within a line';
  }
  return 'patient';
}
