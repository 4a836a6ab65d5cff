import type { Check } from '../../../tools/system/check.ts';
import type { Trial } from '../../../tools/system/trial.ts';
import type { UdpPeer } from '../../../tools/system/udp-peer.ts';
import { expectReply } from './replies.ts';
import { asked, CHAPTER, ended, failUnasked, PATIENT, RUN } from './talk.ts';

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
  {
    id: 'stranger-try',
    title: 'loses no try to a stranger',
    task: 3,
    needs: ['own-server'],
    reads: `${CHAPTER}#an-answer-from-a-stranger`,
    byHand: `TRIES=1 ${RUN} hello, beside npx wirebook run 04/overheard-server`,
    hint: 3,
    async run(trial) {
      const reply = trial.random.word();
      const env = { ...PATIENT, TRIES: '1' };
      const { request, subject, peer } = await asked(trial, [trial.random.word()], env);
      if (!request) return failUnasked(trial, subject);
      const stranger = await trial.udp();
      await stranger.send(trial.random.word(), request.from);
      await peer.send(reply, request.from);
      await subject.end();
      const misconception =
        'What a stranger sends is no reply, and no lost try either: the reply may still come, in what is left of the same time. Whoever leaves the wait at the first datagram, whoever sent it, lets strangers use up its tries. Throw it away, and go on waiting.';
      if (subject.output !== '' || !subject.ending) {
        return expectReply(trial, subject, { reply, misconception });
      }
      return trial.fail({
        says: 'A stranger’s datagram used up its only try: the reply came right behind it.',
        misconception,
        expected: Buffer.from(`${reply}\n`),
        seen: ended(subject),
      });
    },
  },
  {
    id: 'stranger-time',
    title: 'lets no stranger set its clock back',
    task: 3,
    needs: ['own-server', 'whole-time'],
    reads: `${CHAPTER}#an-answer-from-a-stranger`,
    byHand: `TIMEOUT_MS=10000 ${RUN} hello, beside npx wirebook run 01/receiver; after nine seconds printf hi | nc -u -w 1 127.0.0.1 and the port that the receiver shows`,
    hint: 2,
    async run(trial) {
      let isLate = false;
      for (const timeoutMs of [600, 2 * trial.deadlineMs]) {
        isLate = false;
        const env = { TIMEOUT_MS: `${timeoutMs}`, TRIES: '2' };
        const { request, subject, peer } = await asked(trial, [trial.random.word()], env);
        if (!request) return failUnasked(trial, subject);
        if (await peer.next(0.7 * timeoutMs)) continue; // this machine was late: it is time already
        const stranger = await trial.udp();
        const sentAt = performance.now();
        await stranger.send(trial.random.word(), request.from);
        // A clock that was set back now would strike a whole TIMEOUT_MS from here.
        isLate = !(await peer.next(timeoutMs)) || performance.now() - sentAt > 0.95 * timeoutMs;
        if (!isLate) return;
      }
      if (!isLate) return;
      return trial.fail({
        says: 'It waited for TIMEOUT_MS anew when a stranger’s datagram came.',
        misconception:
          'The time of a try runs from its request. Whoever begins it anew with each datagram, or sets a socket’s time-out before each recvfrom, lets a stranger that sends now and then keep the client waiting for ever. Reckon with the moment when the time will be over: after a stranger’s datagram only the rest of it is left.',
        expected: 'the next request, TIMEOUT_MS after the one before',
        seen: 'none before a whole TIMEOUT_MS had passed since the stranger’s datagram',
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
