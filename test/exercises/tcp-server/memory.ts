import type { Check } from '../../../tools/system/check.ts';
import { CHAPTER } from './by-hand.ts';
import { kernelBytes, written } from './buffers.ts';
import { Clock, expectAlive, unanswered } from './clock.ts';
import {
  CUT_BY_US,
  CUT_REPLIES,
  ENDLESS_LINE,
  LOST_REPLIES,
  OTHERS_WAIT,
  SLOW_READER,
} from './misconceptions.ts';

/** What the contract lets a client make the server hold, and the line that must be answered. */
const HELD_BYTES = 16_000_000;
export const LINE_BYTES = 1_000_000;

export const endlessLine: Check = {
  id: 'endless-line',
  title: 'refuses a line without end',
  task: 5,
  needs: ['long-line'],
  reads: `${CHAPTER}#whole-lines`,
  byHand: "head -c 100000000 /dev/zero | tr '\\0' a | nc 127.0.0.1 12000",
  async run(trial) {
    const server = await trial.sharedServer('tcp');
    const other = await Clock.start(trial, server);
    const client = await trial.connect(server);
    const total = HELD_BYTES + kernelBytes(trial);
    // Letters of one to four bytes, so that a cut after any number of bytes soon falls into one.
    const letters = Array.from({ length: 500 }, () => trial.random.pick(['a', 'é', '€', '🚲']));
    const text = letters.join('').repeat(800);
    const piece = Buffer.from(text);
    // Whoever answers before the newline has come holds nothing, and may go on.
    const isRefused = () => client.isOver || client.receivedBytes > HELD_BYTES || undefined;
    let sentBytes = 0;
    trial.note(`sending   up to ${size(total)} bytes of letters without a newline`);
    const lateMs = performance.now() + LINE_DEADLINES * trial.deadlineMs;
    const leftMs = () => Math.min(trial.patience.startMs, lateMs - performance.now());
    while (sentBytes < total && !isRefused() && leftMs() > 0) {
      if (!(await written(client, piece, isRefused, leftMs()))) break;
      sentBytes += piece.length;
    }
    if (!(await client.until(isRefused))) {
      return trial.fail({
        says:
          sentBytes >= HELD_BYTES
            ? `A line went beyond ${size(HELD_BYTES)} bytes, and the connection still stands.`
            : `After ${size(sentBytes)} bytes of a line no more was taken, and the connection still stands.`,
        misconception: ENDLESS_LINE,
        expected: 'an end of the connection',
        isSilence: true,
      });
    }
    if (!client.isOver && !isRepeated(client.received, Buffer.from(text.toUpperCase()))) {
      return trial.fail({
        says: 'A line without end was answered as it came, and not with its uppercase.',
        misconception: CUT_BY_US,
        expected: 'the letters so far in capitals, each of them whole',
        seen: client.received.includes('\ufffd')
          ? 'a mark for what can’t be read (\ufffd)'
          : 'other letters',
      });
    }
    client.close();
    await expectAlive(trial, server, other, ENDLESS_LINE);
  },
};

export const slowReader: Check = {
  id: 'slow-reader',
  title: 'makes a client wait that does not read',
  task: 5,
  needs: ['long-line'],
  reads: `${CHAPTER}#a-server-for-lines`,
  byHand: 'yes hello | nc 127.0.0.1 12000 | sleep 60, and look at the memory of your program',
  hint: 3,
  async run(trial) {
    const server = await trial.sharedServer('tcp');
    const other = await Clock.start(trial, server);
    const client = await trial.connect(server);
    client.socket.pause();
    const total = HELD_BYTES + 2 * kernelBytes(trial);
    const lines: string[] = [];
    let sentBytes = 0;
    let flushed = true;
    trial.note(`sending   up to ${size(total)} bytes of lines, reading nothing`);
    const lateMs = performance.now() + SENDING_DEADLINES * trial.deadlineMs;
    while (sentBytes < total && flushed && performance.now() < lateMs) {
      const line = `${trial.random.word(4).repeat(2 ** 14)}\n`;
      lines.push(line);
      sentBytes += line.length;
      flushed = false;
      const taken = new Promise<void>((resolve) => {
        client.socket.write(line, () => {
          flushed = true;
          resolve();
        });
      });
      for (let turn = 0; turn < ROUND_TRIPS && !flushed && !client.isOver; turn += 1) {
        await other.tick(() => unanswered(WAITING, server), OTHERS_WAIT);
      }
      // Who only pauses takes more when its time is over.
      const hasMoved = () => flushed || client.isOver || undefined;
      await Promise.race([taken, client.until(hasMoved, trial.deadlineMs / 2)]);
    }
    const hasWaited = !flushed || sentBytes < total;
    trial.note(`sent      ${size(sentBytes)} bytes${hasWaited ? ', then it had to wait' : ''}`);
    // Ends with a reply for which no room is left as long as the client reads slowly.
    const last = 'ΐ'.repeat(LINE_BYTES / 2 - 1);
    lines.push(last);
    client.socket.write(last);
    client.end();
    for (let turn = 0; turn < SLOW_TURNS && hasWaited && !client.isOver; turn += 1) {
      const before = client.receivedBytes;
      client.socket.resume();
      const hasMore = () => client.receivedBytes > before || client.isOver || undefined;
      if (!(await client.until(hasMore))) break;
      client.socket.pause();
      await other.tick(() => unanswered(WAITING, server), OTHERS_WAIT);
    }
    client.socket.resume();
    const replies = Buffer.from(lines.join('').toUpperCase());
    const isOver = await client.until(() => client.isOver || undefined);
    const seen = client.received;
    trial.note(`received  ${size(seen.length)} bytes of replies in all`);
    if (seen.length < replies.length) {
      return trial.fail({
        says: 'A client read no reply until all its lines were sent. Then a part of the replies did not come.',
        misconception: hasWaited && isOver ? CUT_REPLIES : LOST_REPLIES,
        expected: 'a reply to every line',
        seen: `a part of the replies, then ${isOver ? 'the end of the connection' : 'nothing'}`,
        ...(isOver ? {} : { isSilence: true }),
      });
    }
    if (!seen.equals(replies)) {
      const says = 'The replies that had to wait are not the uppercase of the lines.';
      return trial.fail({ says, misconception: LOST_REPLIES, expected: replies, seen });
    }
    if (hasWaited) return;
    return trial.fail({
      says: 'It went on taking lines from a client that read no reply.',
      misconception: SLOW_READER,
      expected: 'a client that has to wait',
      seen: `${size(HELD_BYTES)} bytes more than the kernels of both sides can hold`,
    });
  },
};

const WAITING = 'While one client sent and did not read, another got no reply.';

/** For so many deadlines a line without end is sent at most. */
const LINE_DEADLINES = 10;

/** For so many deadlines lines are sent; who has not taken too many of them by then gets the benefit of the doubt. */
const SENDING_DEADLINES = 20;

/** So often another client is served while a client’s bytes are stuck. */
const ROUND_TRIPS = 30;

/** How many pieces a slow client reads slowly, before it reads the rest at once. */
const SLOW_TURNS = 400;

function size(bytes: number): string {
  return bytes.toLocaleString('en');
}

/** Whether bytes are others again and again, the last time perhaps in part. */
function isRepeated(bytes: Buffer, unit: Buffer): boolean {
  for (let start = 0; start < bytes.length; start += unit.length) {
    const part = bytes.subarray(start, start + unit.length);
    if (!unit.subarray(0, part.length).equals(part)) return false;
  }
  return true;
}
