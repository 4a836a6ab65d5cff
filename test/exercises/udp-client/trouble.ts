import type { Check } from '../../../tools/system/check.ts';
import { expectReply } from './replies.ts';
import {
  answerAll,
  asked,
  begun,
  CHAPTER,
  ended,
  failUnasked,
  PATIENT,
  PERSISTENT,
  RUN,
} from './talk.ts';

/** It tells a lost try from a lost cause. */
export const trouble: readonly Check[] = [
  {
    id: 'refusal',
    title: 'asks on when the port refuses',
    task: 4,
    needs: ['gives-up', 'own-server'],
    reads: `${CHAPTER}#a-refusal`,
    byHand: `${RUN} hello, and then npx wirebook run 04/server within three seconds`,
    hint: 2,
    async run(trial) {
      const reply = trial.random.word();
      const { request, subject, peer } = await asked(trial, [trial.random.word()], PERSISTENT);
      if (!request) return failUnasked(trial, subject);
      const misconception =
        'A refusal says that nobody has the port at this moment. The server may be starting again, so a refusal is a lost try and no more: the client waits its time and asks again. A connected socket is told by an error event or in the callback of send, and an error event without a listener ends a Node program.';
      const { port } = peer;
      // Connected to somebody else, this socket keeps the port, and the kernel refuses what the client sends.
      await peer.connect(await trial.udp());
      trial.note(`refuses   what the client sends to port ${port}`);
      if (await subject.end()) {
        return trial.fail({
          says: DIED.test(subject.errors)
            ? 'Its port refused, and it died of an error that nobody caught.'
            : 'Its port refused, and it gave up, although TRIES was 1000 and TIMEOUT_MS 200.',
          misconception,
          expected: 'more requests',
          seen: ended(subject),
        });
      }
      peer.close();
      const server = await trial.udp('127.0.0.1', port);
      trial.note(`listens   127.0.0.1:${port} again`);
      const again = await server.next(trial.patience.startMs);
      if (!again) {
        const seen = subject.ending ? { seen: ended(subject) } : { isSilence: true };
        const says = 'Its port refused for a while, and it never asked again.';
        return trial.fail({ says, misconception, expected: 'one more request', ...seen });
      }
      await answerAll(server, again, reply);
      await subject.end();
      return expectReply(trial, subject, { reply, misconception });
    },
  },
  {
    id: 'cannot-send',
    title: 'gives up at once when the text cannot be sent',
    task: 5,
    needs: ['failure'],
    reads: `${CHAPTER}#how-long-may-a-text-be`,
    byHand: `${RUN} "$(node -p '"x".repeat(70000)')"`,
    hint: 3,
    async run(trial) {
      if (process.platform === 'win32') {
        return trial.notHere('Windows has no command line of this length');
      }
      const peer = await trial.udp();
      const subject = begun(trial, peer, ['x'.repeat(70_000)], PATIENT);
      const ending = await subject.end(trial.patience.startMs);
      const misconception =
        'That no datagram can carry the text is known at once, and no later try will change it. Node says so to the callback of send; without one, nobody hears of it, and the client waits for the reply to a request that never left.';
      const expected = 'a message on standard error, and an exit code other than 0';
      if (!ending) {
        const says =
          subject.errors.trim() === ''
            ? 'A text of 70,000 bytes fits no datagram, and it goes on waiting for a reply.'
            : 'A text of 70,000 bytes fits no datagram. It heard of it, and asks on all the same.';
        return trial.fail({ says, misconception, expected, isSilence: true });
      }
      if (ending.code !== 0 && subject.errors.trim() !== '') return;
      const says =
        ending.code === 0
          ? 'A text of 70,000 bytes fits no datagram, and it ended with exit code 0.'
          : 'A text of 70,000 bytes fits no datagram, and it ended without a word.';
      return trial.fail({ says, misconception, expected, seen: ended(subject) });
    },
  },
];

/** What Node and Python say at such an end. */
const DIED = /^Node\.js v\d|^Traceback \(most/m;
