import type { Check } from '../../../tools/system/check.ts';
import { HOST, withFullBacklog } from '../kernel/full-backlog.ts';
import { untilFound } from '../kernel/tcp-table.ts';
import { type Drip, drip } from './drip.ts';
import { CHAPTER, RUN } from './place.ts';
import { expectGoodEnd } from './printing.ts';
import { launched } from './talk.ts';
import { lines } from './texts.ts';
import { expectTrouble } from './trouble.ts';

/** It waits as long as TIMEOUT_MS says for something to come, and no longer. */
export const clock: readonly Check[] = [
  {
    id: 'silent',
    title: 'gives up a server that never answers',
    task: 4,
    needs: ['refused'],
    reads: `${CHAPTER}#a-client-that-knows-when-it-has-everything`,
    byHand: `nc -l -p 12000, and in a second terminal: TIMEOUT_MS=500 ${RUN} one; echo $?`,
    hint: 3,
    async run(trial) {
      const { subject, listener } = await launched(trial, [trial.random.word()], 300);
      await listener.next(trial.patience.startMs);
      await expectTrouble(trial, subject, {
        although: 'the server stayed silent, and TIMEOUT_MS was 300',
        misconception:
          'A server that takes the connection and says nothing gives its client no event at all, so only a clock ends that wait. And a clock only tells: setTimeout on a socket emits timeout and closes nothing, and end, which was called long ago, does nothing more. The client has to destroy the connection, say why, and end.',
        reply: '',
        moreMs: 300,
      });
    },
  },
  {
    id: 'stalls',
    title: 'gives up a server that stops in the middle',
    task: 4,
    needs: ['silent'],
    reads: `${CHAPTER}#a-client-that-knows-when-it-has-everything`,
    byHand: `nc -l -p 12000, and in a second terminal: TIMEOUT_MS=5000 ${RUN} one two; type one line at nc`,
    hint: 3,
    async run(trial) {
      const texts = [trial.random.word(), trial.random.word()];
      const reply = `${trial.random.word()}\n${trial.random.word(3)}`;
      const { subject, listener } = await launched(trial, texts, 500);
      const peer = await listener.next(trial.patience.startMs);
      await peer?.send(reply);
      await expectTrouble(trial, subject, {
        although: 'the server stopped in the middle of its reply, and TIMEOUT_MS was 500',
        misconception:
          'The first bytes show that the server was alive when it sent them, and no more. It may stop behind any of them. So the clock is set back when something comes, and runs again until the server has ended.',
        reply,
        moreMs: 500,
      });
    },
  },
  {
    id: 'no-end',
    title: 'gives up a server that has answered and never ends',
    task: 4,
    needs: ['stalls'],
    reads: `${CHAPTER}#a-client-that-knows-when-it-has-everything`,
    byHand: `nc -l -p 12000, and in a second terminal: TIMEOUT_MS=5000 ${RUN} one; type one line at nc, and leave it open`,
    hint: 3,
    async run(trial) {
      const texts = [trial.random.word(), trial.random.word()];
      const reply = lines(texts.map(() => trial.random.word()));
      const { subject, listener } = await launched(trial, texts, 500);
      const peer = await listener.next(trial.patience.startMs);
      await peer?.send(reply);
      await expectTrouble(trial, subject, {
        although: 'the server answered all and never ended, and TIMEOUT_MS was 500',
        misconception:
          'The last line that is owed isn’t the end: that comes from the server, and a server that hangs never sends it. Whoever stops the clock at the last line waits for that end without any limit. The clock runs until the server has ended.',
        reply,
        moreMs: 500,
      });
    },
  },
  {
    id: 'drips',
    title: 'waits on as long as something comes',
    task: 4,
    needs: ['stalls'],
    reads: `${CHAPTER}#a-client-that-knows-when-it-has-everything`,
    byHand: `nc -l -p 12000, and in a second terminal: TIMEOUT_MS=5000 ${RUN} one two three; type a line at nc every three seconds`,
    hint: 3,
    async run(trial) {
      const expected = 'patience, until nothing has come for TIMEOUT_MS';
      let seen: Drip = 'late';
      // Gives a right program another chance, where this machine left it without a turn for so long.
      for (const timeoutMs of [600, 2 * trial.deadlineMs]) {
        seen = await drip(trial, timeoutMs);
        if (seen === 'patient') return;
      }
      if (seen === 'late') return;
      if (seen === 'between lines') {
        return trial.fail({
          says: 'A line came every quarter of TIMEOUT_MS, and it gave up in the midst of them.',
          misconception:
            'TIMEOUT_MS is for silence, not for the whole answer, which may be long and take its time. A clock that is wound once, at the beginning, cuts off the busiest server. Wind it anew whenever something comes; a socket’s own setTimeout does so by itself.',
          expected,
          seen: 'an end, while lines came',
        });
      }
      return trial.fail({
        says: 'A line came in pieces, one every quarter of TIMEOUT_MS, and it gave up in the midst of it.',
        misconception:
          'A long line on a slow way comes in many pieces, and each of them shows that the server is at work. Whoever winds the clock only when a line is whole takes a long line for silence. What counts is that something comes, be it a single byte.',
        expected,
        seen: 'an end, while pieces came',
      });
    },
  },
  {
    id: 'no-connection',
    title: 'gives up a port that is silent',
    task: 4,
    needs: ['silent'],
    reads: 'chapters/03-three-way-handshake.md#refused-or-left-in-silence',
    byHand: `npx wirebook run 03/deaf-server -- 1, npx wirebook run 03/callers -- 3, and TIMEOUT_MS=500 ${RUN} one; echo $?`,
    hint: 3,
    async run(trial) {
      await withFullBacklog(trial, async ({ port }, asking) => {
        const args = [HOST, `${port}`, trial.random.word()];
        const subject = trial.start(args, { TIMEOUT_MS: '300' });
        await untilFound(() => asking()[0] ?? subject.ending, trial.patience.startMs);
        await expectTrouble(trial, subject, {
          although: 'no connection came about, and TIMEOUT_MS was 300',
          misconception:
            'A SYN can stay without an answer, and the kernel repeats it for two minutes on Linux before it reports an error. A clock that starts with the event connect doesn’t run at all there. Start it with the call of connect.',
          reply: '',
          moreMs: 300,
        });
      });
    },
  },
  {
    id: 'default-time',
    title: 'has a time where TIMEOUT_MS is missing',
    task: 4,
    needs: ['ends-well'],
    reads: `${CHAPTER}#a-client-that-knows-when-it-has-everything`,
    byHand: `nc -l -p 12000, and in a second terminal: env -u TIMEOUT_MS ${RUN} one; type a line at nc within five seconds`,
    async run(trial) {
      const replies = [trial.random.word()];
      const listener = await trial.listen();
      const subject = trial.start([listener.host, `${listener.port}`, trial.random.word()]);
      const peer = await listener.next(trial.patience.startMs);
      if (peer) trial.note(`held back the answer, for ${HELD_MS} ms`);
      const ending = await subject.end(HELD_MS);
      if (peer && !ending) {
        await peer.send(lines(replies));
        peer.end();
        return await expectGoodEnd(trial, subject, replies);
      }
      return trial.fail({
        says: ending
          ? 'Started without TIMEOUT_MS, it ended before an answer could come.'
          : 'Started without TIMEOUT_MS, it runs, and no connection came.',
        misconception:
          'TIMEOUT_MS is 5000 where it is missing: most people start a client without it. A variable that isn’t there is undefined in Node; Number makes NaN of it, and a timer that is set to NaN fires at once, and a socket’s setTimeout throws. In Python it is a KeyError. Only the program can put a number in its place.',
        expected: `five seconds of patience; the answer was to come after ${HELD_MS} ms`,
        ...(ending ? { seen: `an end with exit code ${ending.code}` } : { isSilence: true }),
      });
    },
  },
];

/** How long an answer is held back: far less than five seconds. */
const HELD_MS = 300;
