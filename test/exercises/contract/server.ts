import type { Check } from '../../../tools/system/check.ts';
import type { ListeningServer } from '../../../tools/system/listening-server.ts';
import type { Trial } from '../../../tools/system/trial.ts';
import type { Contract } from './contract.ts';
import { freePort, isUsable, whoTakes } from './port.ts';
import { expectNoOther, expectNoOtherHost, expectRefusal, isReady } from './refusal.ts';

/** The contract's first check, on which all others stand. */
export function readyCheck({ transport, id, reads }: Contract): Check {
  return {
    id: 'ready-line',
    title: 'says where it listens',
    reads: reads.contract,
    byHand: `PORT=0 npx tsx answers/${id}.ts`,
    hint: 1,
    async run(trial) {
      const { port } = await trial.sharedServer(transport);
      if (port > 0 && port < 65_536) return;
      return trial.fail({
        says: `The line names port ${port}, on which nobody can be reached.`,
        misconception:
          'PORT=0 asks the system for any free port. Which one it gave is known when the socket is bound; the socket tells it (address().port), and the line must name it.',
        expected: `listening on ${transport} 127.0.0.1:PORT, with the port that the system gave`,
        seen: `listening on ${transport} 127.0.0.1:${port}`,
      });
    },
  };
}

/**
 * The rest of the contract: port, host, trouble at the start, the end. The first, own-port, is what a check needs
 * that starts a second server.
 */
export function contractChecks(contract: Contract): readonly [Check, ...Check[]] {
  const { transport, works, id, reads } = contract;
  const run = `npx tsx answers/${id}.ts`;
  return [
    {
      id: 'own-port',
      title: 'listens on PORT',
      needs: [works],
      reads: reads.contract,
      byHand: `PORT=12345 ${run}`,
      async run(trial) {
        const port = await freePort(transport);
        const subject = trial.start([], { PORT: `${port}`, HOST: '127.0.0.1' });
        await subject.until(() => isReady(subject) || subject.ending, trial.patience.startMs);
        const misconception =
          'Whoever starts a server decides on its port, by the variable PORT: process.env.PORT. There its clients look for it. What the program takes by itself, a number of its own or any free port (0), holds only when nobody decides.';
        const expected = `listening on ${transport} 127.0.0.1:${port}`;
        if (subject.ending && !isReady(subject)) {
          const says = `It was started with PORT=${port}, which nobody else has, and ended without listening there.`;
          const seen = subject.errors === '' ? {} : { seen: Buffer.from(subject.errors) };
          return trial.fail({ says, misconception, expected, ...seen });
        }
        const server = await trial.listening(subject, transport);
        if (server.port !== port) {
          const says = `It was started with PORT=${port} and says that it listens on ${server.port}.`;
          const seen = `listening on ${transport} ${server.host}:${server.port}`;
          return trial.fail({ says, misconception, expected, seen });
        }
        if (await contract.serves(trial, { host: '127.0.0.1', port })) return;
        return trial.fail({
          says: `It says that it listens on port ${port}, but does not serve there.`,
          misconception: 'The line must name the port to which the socket is really bound.',
          expected: 'an answer',
          isSilence: true,
        });
      },
    },
    {
      id: 'own-host',
      title: 'listens on HOST and nowhere else',
      needs: [works, 'own-port'],
      reads: reads.host,
      byHand: `HOST=127.0.0.2 PORT=12000 ${run}`,
      async run(trial) {
        if (process.platform !== 'linux')
          return trial.notHere('only Linux has 127.0.0.2 by itself');
        // Free on 127.0.0.1 as well: a port that the kernel gives for 127.0.0.2 may be anybody's there.
        const PORT = `${await freePort(transport)}`;
        const server = await trial.server(transport, { HOST: '127.0.0.2', PORT });
        const elsewhere = await whoTakes(trial, transport, {
          host: '127.0.0.1',
          port: server.port,
        });
        const serves = await contract.serves(trial, { host: '127.0.0.2', port: server.port });
        if (serves && elsewhere === 'nobody') {
          if (server.host.endsWith('127.0.0.2')) return;
          return trial.fail({
            says: 'It listens on HOST, but its line names another address.',
            misconception:
              'Whoever reads the line wants to know where to connect. The socket knows its address and port as soon as it is bound: address() tells both.',
            expected: `listening on ${transport} 127.0.0.2:${server.port}`,
            seen: `listening on ${transport} ${server.host}:${server.port}`,
          });
        }
        const everywhere =
          'A socket that is bound without a host takes what comes to any address of the computer, also those by which the whole network reaches it. Whoever sets HOST wants one door, not all.';
        const chosen =
          'A computer has several addresses, and a socket belongs to one of them, or to all. The variable HOST says to which this one is to be bound.';
        if (elsewhere === 'nobody') {
          return trial.fail({
            says: 'It was started with HOST=127.0.0.2 and does not serve there.',
            misconception: chosen,
            expected: `an answer from 127.0.0.2:${server.port}`,
            isSilence: true,
          });
        }
        return trial.fail({
          says: serves
            ? `It was started with HOST=127.0.0.2 and also listens on 127.0.0.1:${server.port}.`
            : `It was started with HOST=127.0.0.2 and listens on 127.0.0.1:${server.port} instead.`,
          misconception: serves ? everywhere : chosen,
          expected: 'a refusal on 127.0.0.1',
          seen:
            elsewhere === 'somebody'
              ? 'a socket that takes what comes to 127.0.0.1'
              : 'no refusal, so a socket that takes what comes to 127.0.0.1',
          isSilence: elsewhere === 'silence',
        });
      },
    },
    {
      id: 'taken-port',
      title: 'says that a port is taken, and gives up',
      needs: [works],
      reads: reads.taken,
      byHand: `PORT=12000 ${run}, twice`,
      async run(trial) {
        const first = await trial.server(transport);
        const { port } = first;
        const subject = trial.start([], { PORT: `${port}`, HOST: '127.0.0.1' });
        await subject.until(() => isReady(subject) || subject.ending, trial.patience.startMs);
        if (isReady(subject)) {
          await first.subject.stop(); // whoever answers there now is the second one
          trial.note('killed    the first one');
          await expectNoOther(trial, contract, subject, port);
        }
        await expectRefusal(trial, subject, `${port}`, 'its port was taken');
      },
    },
    {
      id: 'bad-host',
      title: 'says that it cannot use a HOST, and gives up',
      needs: ['taken-port', 'own-host'],
      reads: reads.taken,
      byHand: `HOST=192.0.2.1 ${run}`,
      async run(trial) {
        const host = '192.0.2.1'; // of TEST-NET-1 (RFC 5737): no computer's own
        if (await isUsable(host)) return trial.notHere(`${host} can be bound on this computer`);
        const subject = trial.start([], { PORT: '0', HOST: host });
        const why = `${host} is no address of this computer`;
        await subject.until(() => isReady(subject) || subject.ending, trial.patience.startMs);
        await expectNoOtherHost(trial, contract, subject, host);
        await expectRefusal(trial, subject, host, why);
      },
    },
    {
      id: 'stops',
      title: 'ends with code 0 on SIGTERM',
      needs: [works],
      reads: reads.stop,
      byHand: `${run} & kill $!`,
      async run(trial) {
        if (process.platform === 'win32') return trial.notHere('Windows has no SIGTERM');
        const server = await trial.server(transport);
        await contract.serves(trial, { host: '127.0.0.1', port: server.port });
        server.subject.signal('SIGTERM');
        trial.note('sent      SIGTERM');
        const ending = await server.subject.end();
        const misconception =
          'Whoever runs a server stops it by SIGTERM. Without a listener for it, Node is killed by the signal and the exit code tells of a failure; with one, the program itself has to close what keeps it running, and then ends with 0.';
        const expected = 'an end with exit code 0';
        if (!ending) {
          const says = 'It goes on running after SIGTERM.';
          return trial.fail({ says, misconception, expected, isSilence: true });
        }
        if (ending.code !== 0) {
          const killed = ending.code === 128 + 15;
          const says = killed ? 'SIGTERM killed it.' : 'It ended, but not with exit code 0.';
          return trial.fail({ says, misconception, expected, seen: `exit code ${ending.code}` });
        }
        expectOneLine(trial, server);
      },
    },
  ];
}

function expectOneLine(trial: Trial, { subject }: ListeningServer): void {
  const lines = subject.output.split(/\r?\n/).filter((line) => line.startsWith('listening on '));
  if (lines.length === 1) return;
  return trial.fail({
    says: `It said ${lines.length} times where it listens.`,
    misconception:
      'The line tells once that the server can be talked to. Whoever waits for it takes a second one for a second server.',
    expected: 'one line that begins with "listening on"',
    seen: lines.join('\n'),
  });
}
