import { expect, test } from 'vitest';
import type { Check } from '../../../tools/system/check.ts';
import { examine } from '../../../tools/system/examine.ts';
import { patienceFor } from '../../../tools/system/patience.ts';
import { Program } from '../../../tools/system/program.ts';
import { Subject } from '../../../tools/system/subject.ts';
import type { Launcher } from '../../../tools/system/trial.ts';

/** A server that answers so many clients and then no more. */
function answersOnly(clients: number): Launcher {
  const code = `
    const socket = require('node:dgram').createSocket('udp4');
    let left = ${clients};
    socket.on('message', (bytes, { port }) => { if (left-- > 0) socket.send(bytes, port, '127.0.0.1'); });
    socket.bind(0, '127.0.0.1', () => console.log('listening on udp 127.0.0.1:' + socket.address().port));`;
  return {
    name: 'a server',
    start: (_args, _env, deadlineMs) =>
      new Subject(new Program([process.execPath, '--eval', code]), deadlineMs),
  };
}

/** A check of a server that others use, too. */
function answers(id: string): Check {
  return {
    id,
    title: 'answers',
    reads: 'nowhere',
    byHand: 'nothing',
    async run(trial) {
      const server = await trial.sharedServer('udp');
      const client = await trial.udp();
      await client.send('hello', server);
      if (await client.next()) return;
      trial.fail({ says: 'Nothing came back.', misconception: '', isSilence: true });
    },
  };
}

// Each row: how many clients get an answer, and what becomes of two checks, one try each.
test.for<readonly [clients: number, states: readonly string[]]>([
  [2, ['passed', 'passed']],
  [1, ['passed', 'passed']], // the second passes alone, as it would for a reader
  [0, ['failed', 'failed']],
])(
  'silence is believed of who was alone: of a server with %i answers',
  async ([clients, states]) => {
    const findings = await examine([answers('one'), answers('two')], {
      answer: answersOnly(clients),
      listing: () => Promise.reject(new Error('no listing')),
      seed: 'a',
      patience: patienceFor(1),
      hasOneTry: true,
    });
    expect(findings.map(({ state }) => state)).toEqual(states);
    const silences = findings.map((finding) => 'failure' in finding && finding.failure.silence);
    for (const silence of silences.filter(Boolean)) expect(silence).toContain('within 2.0 s');
  },
);
