import type { Check } from '../../../tools/system/check.ts';
import { expectReply, printed } from './replies.ts';
import { answerAll, asked, CHAPTER, ended, failUnasked, PERSISTENT, RUN } from './talk.ts';

/** It asks again, waits, and gives up. */
export const trying: readonly Check[] = [
  {
    id: 'asks-again',
    title: 'asks again when no reply comes',
    task: 2,
    needs: ['ends'],
    reads: `${CHAPTER}#a-client-with-patience`,
    byHand: `${RUN} hello, beside npx wirebook run 04/lossy-server`,
    hint: 2,
    async run(trial) {
      const word = trial.random.word();
      const reply = trial.random.word();
      const { request, subject, peer } = await asked(trial, [word], PERSISTENT);
      if (!request) return failUnasked(trial, subject);
      const misconception =
        'A request or its reply can be lost, and nobody tells the client. It has to notice by itself that nothing comes: a timer starts with each request, and when it fires, the same request goes out once more.';
      const expected = Buffer.from(word);
      const again = [await peer.next(), await peer.next()];
      for (const one of again) {
        if (one?.bytes.equals(expected)) continue;
        if (one) {
          const says = 'It asked again, but with other bytes.';
          return trial.fail({ says, misconception, expected, seen: one.bytes });
        }
        const times = again[0] ? 'twice' : 'once';
        const says = `It asked ${times}, got no reply, and ${subject.ending ? 'gave up' : 'did not ask again'}; TIMEOUT_MS was 200 and TRIES 1000.`;
        const seen = subject.ending ? { seen: ended(subject) } : { isSilence: true };
        return trial.fail({ says, misconception, expected, ...seen });
      }
      await answerAll(peer, again[1] ?? request, reply);
      await subject.end();
      return expectReply(trial, subject, { reply, misconception });
    },
  },
  {
    id: 'gives-up',
    title: 'gives up after TRIES requests',
    task: 2,
    needs: ['asks-again'],
    reads: `${CHAPTER}#a-client-with-patience`,
    byHand: `TRIES=2 ${RUN} hello, with no server`,
    hint: 2,
    async run(trial) {
      const chosen = trial.random.pick([2, 4, 5]);
      for (const [tries, env] of [
        [chosen, { TRIES: `${chosen}` }],
        [3, {}],
      ] as const) {
        const { request, subject, peer } = await asked(trial, [trial.random.word()], {
          TIMEOUT_MS: '200',
          ...env,
        });
        if (!request) return failUnasked(trial, subject);
        let count = 1;
        while (count <= tries && (await peer.next())) count += 1;
        const ending = count > tries ? undefined : await subject.end();
        if (ending && count === tries) continue;
        const allowed = 'TRIES' in env ? `TRIES=${tries}` : 'Without TRIES, 3 tries';
        return trial.fail({
          says:
            count > tries
              ? `${allowed} allowed ${tries} requests; it sent one more.`
              : ending
                ? `${allowed} allowed ${tries} requests; it gave up after ${count}.`
                : `${allowed} allowed ${tries} requests; it sent ${count}, and then neither asked again nor ended.`,
          misconception:
            'TRIES counts all requests, the first one too. When the time for the last one is over, the client has to say that there is no reply, and end: a server that is gone never answers, and whoever asks it for ever only loads the network.',
          expected: `${tries} requests, and an end`,
          ...(count > tries || ending ? {} : { isSilence: true }),
          seen: `${count} requests${ending ? ', and an end' : ''}`,
        });
      }
    },
  },
  {
    id: 'own-timeout',
    title: 'waits TIMEOUT_MS for each reply',
    task: 2,
    needs: ['gives-up'],
    reads: `${CHAPTER}#a-client-with-patience`,
    byHand: `TIMEOUT_MS=20 TRIES=60 ${RUN} hello, with no server`,
    async run(trial) {
      const env = { TIMEOUT_MS: '20', TRIES: '60' };
      const { request, subject } = await asked(trial, [trial.random.word()], env);
      if (!request) return failUnasked(trial, subject);
      const ending = await subject.end(3 * trial.deadlineMs);
      if (ending) return;
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
  {
    id: 'failure',
    title: 'tells of failure as programs do',
    needs: ['gives-up'],
    reads: `${CHAPTER}#a-client-with-patience`,
    byHand: `TRIES=1 ${RUN} hello; echo $?, with no server`,
    async run(trial) {
      const env = { TIMEOUT_MS: '200', TRIES: '1' };
      const { request, subject } = await asked(trial, [trial.random.word()], env);
      if (!request) return failUnasked(trial, subject);
      const ending = await subject.end();
      const misconception =
        'Whoever runs a client in a script reads its standard output for the reply, and its exit code for whether there is one; a person reads standard error. A message among the replies is taken for a reply, and an exit code of 0 says that all went well.';
      const expected =
        'nothing on standard output, a message on standard error, and an exit code other than 0';
      if (!ending) {
        const says = 'Its only request got no reply, and it did not end.';
        return trial.fail({ says, misconception, expected, isSilence: true });
      }
      if (subject.output !== '') {
        const says = 'There was no reply, and it printed something on standard output.';
        return trial.fail({ says, misconception, expected, seen: subject.outputBytes });
      }
      if (ending.code === 0) {
        const says = 'There was no reply, and it ended with exit code 0, as if all were well.';
        return trial.fail({ says, misconception, expected, seen: 'exit code 0' });
      }
      if (subject.errors.trim() !== '') return;
      const says = 'There was no reply, and it ended without a word.';
      return trial.fail({ says, misconception, expected, seen: 'nothing on standard error' });
    },
  },
];
