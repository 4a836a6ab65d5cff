import type { Check } from '../../../tools/system/check.ts';
import { expectReply } from './replies.ts';
import {
  answerAll,
  asked,
  CHAPTER,
  ended,
  failUnasked,
  failWithout,
  PERSISTENT,
  RUN,
} from './talk.ts';

/** It asks again, and gives up as programs do. */
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
          TIMEOUT_MS: '50',
          ...env,
        });
        if (!request && 'TRIES' in env) return failUnasked(trial, subject);
        if (!request) return failWithout(trial, subject, { name: 'TRIES', value: 3 });
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
