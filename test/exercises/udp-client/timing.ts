import type { Check } from '../../../tools/system/check.ts';
import type { Trial } from '../../../tools/system/trial.ts';
import type { UdpPeer } from '../../../tools/system/udp-peer.ts';
import { expectReply, printed } from './replies.ts';
import { answerAll, asked, CHAPTER, ended, failUnasked, failWithout, RUN } from './talk.ts';

/** It waits as long as TIMEOUT_MS says, for each reply. */
export const timing: readonly Check[] = [
  {
    id: 'own-timeout',
    title: 'waits TIMEOUT_MS for each reply',
    task: 2,
    needs: ['gives-up'],
    reads: `${CHAPTER}#a-client-with-patience`,
    byHand: `TIMEOUT_MS=20 TRIES=60 ${RUN} hello, with no server`,
    async run(trial) {
      const env = { TIMEOUT_MS: '20', TRIES: '60' };
      const { request, subject, peer } = await asked(trial, [trial.random.word()], env);
      if (!request) return failUnasked(trial, subject);
      const ending = subject.end(3 * trial.deadlineMs);
      const isSlower = await Promise.race([waitsGrow(peer, 20), ending.then(() => false)]);
      if (isSlower) {
        return trial.fail({
          says: 'TIMEOUT_MS was 20 for all tries, and it waited longer and longer before each new one.',
          misconception:
            'Longer waits are good manners on the open Internet, and whoever starts this client doesn’t expect them: TRIES times TIMEOUT_MS is how long it may take. The variable is the time for each try, and the wait is the same for each.',
          expected: 'tries that follow each other in the same time',
          seen: 'waits that grow and grow',
          isSilence: true, // of a machine that had less and less time for it, too
        });
      }
      if (await ending) return;
      return trial.fail({
        says: 'With TIMEOUT_MS=20 and TRIES=60 all should be over after 1.2 s. It still goes on.',
        misconception:
          'How long a reply takes, nobody knows better than the one who starts the client: the variable TIMEOUT_MS is the time for each try, in milliseconds, and 1000 is only what holds where nobody decides.',
        expected: 'an end with an exit code other than 0',
        isSilence: true,
      });
    },
  },
  {
    id: 'whole-time',
    title: 'asks again when the time is over, and no sooner',
    task: 2,
    needs: ['gives-up'],
    reads: `${CHAPTER}#a-client-with-patience`,
    byHand: `TIMEOUT_MS=10000 TRIES=2 ${RUN} hello, beside npx wirebook run 01/receiver`,
    hint: 2,
    async run(trial) {
      for (const { timeoutMs, part } of wholeTimes(trial)) {
        const env = { TIMEOUT_MS: `${timeoutMs}`, TRIES: '3' };
        const { request, subject, peer } = await asked(trial, [trial.random.word()], env);
        if (!request) return failUnasked(trial, subject);
        // One wait alone looks short where this machine was late to see the request before it.
        if (!(await comesWithin(peer, part * timeoutMs))) return;
        if (!(await comesWithin(peer, part * timeoutMs))) return;
      }
      return trial.fail({
        says: 'It asked again, and again, long before TIMEOUT_MS was over.',
        misconception:
          'TIMEOUT_MS is the time that each reply has, in milliseconds: neither a half of it, nor a share for each of the tries. A client that asks sooner asks for what is on its way, and has no try left when the slow server answers.',
        expected: 'the whole TIMEOUT_MS between two requests',
        seen: 'three requests, less than 0.7 TIMEOUT_MS apart',
      });
    },
  },
  {
    id: 'default-time',
    title: 'has a time where TIMEOUT_MS is missing',
    task: 2,
    needs: ['gives-up'],
    reads: `${CHAPTER}#a-client-with-patience`,
    byHand: `env -u TIMEOUT_MS ${RUN} hello, beside npx wirebook run 04/server`,
    async run(trial) {
      const reply = trial.random.word();
      const env = { TRIES: '10' };
      const { request, subject, peer } = await asked(trial, [trial.random.word()], env);
      if (!request) return failWithout(trial, subject, { name: 'TIMEOUT_MS', value: 1000 });
      trial.note(`held back the reply, for ${HELD_MS} ms`);
      const ending = await subject.end(HELD_MS);
      const misconception =
        'TIMEOUT_MS is 1000 where it is missing, a second for each try. In Node, Number makes NaN of a variable that isn’t there, and a timer that is set to NaN fires at once, without a word: all tries are over before the first reply can come.';
      if (ending) {
        return trial.fail({
          says: `Started without TIMEOUT_MS and with TRIES=10, it gave up before the reply came, ${HELD_MS} ms after its request.`,
          misconception,
          expected: 'a second for each try',
          seen: ended(subject),
        });
      }
      await peer.send(reply, request.from);
      await subject.end();
      return expectReply(trial, subject, { reply, misconception });
    },
  },
  {
    id: 'last-try',
    title: 'waits for the reply to its last request, too',
    task: 2,
    needs: ['gives-up'],
    reads: `${CHAPTER}#a-client-with-patience`,
    byHand: `TRIES=3 ${RUN} hello, beside npx wirebook run 04/lossy-server`,
    async run(trial) {
      const reply = trial.random.word();
      const env = { TIMEOUT_MS: `${trial.deadlineMs}`, TRIES: '2' };
      const { request, subject, peer } = await asked(trial, [trial.random.word()], env);
      if (!request) return failUnasked(trial, subject);
      const last = await peer.next(trial.patience.startMs);
      if (last) await answerAll(peer, last, reply);
      const ending = await subject.end();
      if (printed(subject) === reply) return;
      return trial.fail({
        says: last
          ? `The reply to its last request came, and it ${ending ? 'had given up' : 'did not print it'}.`
          : 'Of two requests that TRIES allowed, the second did not come.',
        misconception:
          'Giving up is the end of a wait, not of a count. The last request is a request like the others: it gets the same TIMEOUT_MS for its reply, and only when that time is over was it in vain.',
        expected: Buffer.from(`${reply}\n`),
        seen: subject.outputBytes,
        isSilence: true, // of a machine that was too busy, too
      });
    },
  },
];

/** How long a reply is held back: far less than ten tries of a second. */
const HELD_MS = 300;

/** A quick try for programs that wait, and one with patience before any is rejected. */
function wholeTimes({ deadlineMs }: Trial) {
  return [
    { timeoutMs: 600, part: 0.95 },
    { timeoutMs: 2 * deadlineMs, part: 0.7 },
  ];
}

/** Whether a datagram comes in so short a time. */
async function comesWithin(peer: UdpPeer, limitMs: number): Promise<boolean> {
  const startedAt = performance.now();
  const datagram = await peer.next(limitMs);
  return datagram !== undefined && performance.now() - startedAt < limitMs;
}

/** Whether the waits between requests grow, each by half at least, until one is far longer than it should be. */
async function waitsGrow(peer: UdpPeer, timeoutMs: number): Promise<boolean> {
  const waits: number[] = [];
  for (let last = performance.now(); await peer.next();) {
    const now = performance.now();
    waits.push(now - last);
    last = now;
    const [first = 0, ...others] = waits.slice(-5);
    const isGrowing = others.every((wait, index) => wait >= 1.5 * (waits.at(index - 5) ?? first));
    if (others.length === 4 && isGrowing && (waits.at(-1) ?? 0) > 20 * timeoutMs) return true;
  }
  return false;
}
