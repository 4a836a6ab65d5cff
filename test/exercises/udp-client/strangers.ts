import type { Check } from '../../../tools/system/check.ts';
import type { Trial } from '../../../tools/system/trial.ts';
import type { UdpPeer } from '../../../tools/system/udp-peer.ts';
import { expectReply } from './replies.ts';
import { asked, CHAPTER, failUnasked, PATIENT, RUN } from './talk.ts';

/** It hears nobody but the server that it asked. */
export const strangers: readonly Check[] = [
  {
    id: 'own-server',
    title: 'takes a reply only from the server that it asked',
    task: 3,
    needs: ['ends'],
    reads: `${CHAPTER}#an-answer-from-a-stranger`,
    byHand: `${RUN} hello, beside npx wirebook run 04/overheard-server`,
    hint: 3,
    async run(trial) {
      const reply = trial.random.word();
      const forged = trial.random.word();
      const { request, subject, peer } = await asked(trial, [trial.random.word()], PATIENT);
      if (!request) return failUnasked(trial, subject);
      const strangers = [await trial.udp(), await namesake(trial, peer)];
      for (const stranger of strangers) await stranger?.send(forged, request.from);
      await peer.send(reply, request.from);
      await subject.end();
      const misconception =
        'A port is open to everybody: any program can send a datagram to it, and the first that comes need not be the reply. What tells the server from a stranger is its address together with its port. A connected socket has the kernel compare both; otherwise the program has to, with each message.';
      if (!subject.output.includes(forged)) {
        return expectReply(trial, subject, { reply, misconception });
      }
      return trial.fail({
        says: 'It printed what a stranger had sent, not the reply of the server that it asked.',
        misconception,
        expected: Buffer.from(`${reply}\n`),
        seen: subject.outputBytes,
      });
    },
  },
];

/** A socket at another address with the port of `peer`; none where there is no such address or port. */
async function namesake(trial: Trial, peer: UdpPeer): Promise<UdpPeer | undefined> {
  try {
    return await trial.udp('127.0.0.2', peer.port);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
