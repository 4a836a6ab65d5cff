import type { Trial } from '../../../tools/system/trial.ts';
import type { Address } from '../../../tools/system/udp-peer.ts';
import { shown } from './replies.ts';
import { askUdp, hold, isRight, readyPorts, type Service, type Transport } from './service.ts';

export async function expectRefusal(
  trial: Trial,
  taken: Transport,
  free: Transport,
): Promise<void> {
  const { port, release } = await hold();
  try {
    await release(free);
    trial.note(`held      ${taken} 127.0.0.1:${port}, so that nobody else can bind it`);
    const subject = trial.start([], { PORT: `${port}`, HOST: '127.0.0.1' });
    const ending = await subject.end(trial.patience.startMs);
    const why = `its number was taken for ${shown(taken)} and free for ${shown(free)}`;
    const misconception =
      'UDP and TCP count their ports apart, so one half may get the number and the other not. Half a service is worse than none: clients of the other half reach a stranger. Each socket tells of it by its event error. So print neither line before both listen.';
    const expected = `a message with ${port} on standard error, an exit code other than 0, no line`;
    const promised = Object.keys(readyPorts(subject)).join(' and on ');
    if (promised !== '') {
      const says = `It said that it listens on ${promised}, although ${why}.`;
      return trial.fail({ says, misconception, expected, seen: Buffer.from(subject.output) });
    }
    if (!ending) {
      const says = `It neither says that it listens nor ends, although ${why}.`;
      return trial.fail({ says, misconception, expected, isSilence: true });
    }
    if (ending.code === 0) {
      const says = `It ended with exit code 0, as if all were well, although ${why}.`;
      return trial.fail({ says, misconception, expected, seen: 'exit code 0' });
    }
    if (/^Node\.js v\d|^Traceback \(most|^\s+at .+:\d+:\d+\)?$/m.test(subject.errors)) {
      const says = `It died of an error that nobody caught, because ${why}.`;
      return trial.fail({ says, misconception, expected, seen: 'a stack trace' });
    }
    if (subject.errors.includes(`${port}`)) return;
    const says = `It ended without a message that names ${port}, although ${why}.`;
    return trial.fail({ says, misconception, expected, seen: Buffer.from(subject.errors) });
  } finally {
    await release('udp');
    await release('tcp');
  }
}

/** Says what of the service goes on after SIGTERM. */
export async function expectStopped(trial: Trial, service: Service): Promise<never> {
  const text = trial.random.word();
  const open: string[] = [];
  if (isRight(await askUdp(trial, service.udp, text), text)) open.push('UDP');
  if (typeof (await trial.tryToConnect(service.tcp)) !== 'string') open.push('TCP');
  const says =
    open.length > 0
      ? `After SIGTERM it goes on running, and still serves over ${open.join(' and over ')}.`
      : 'After SIGTERM it serves nobody any more, and goes on running with the connection that a client has open.';
  const misconception =
    open.length > 0
      ? 'A program runs as long as one of its sockets is open, and a service of two sockets has two to close. A listener for SIGTERM takes the place of the end that the signal would bring.'
      : 'close of a UDP socket is all there is to do, since UDP has no connections. close of a TCP server refuses new clients and waits for those that are connected, for as long as they like. To end in spite of them, keep a list of the connections and destroy them.';
  return trial.fail({ says, misconception, expected: 'an end with exit code 0', isSilence: true });
}

/** Whether somebody is at an address: nobody refuses a connection, and answers no datagram. */
export async function isOpen(trial: Trial, transport: Transport, at: Address): Promise<boolean> {
  if (transport === 'tcp') return typeof (await trial.tryToConnect(at)) !== 'string';
  const socket = await trial.udp();
  await socket.connect(at);
  await socket.send('is anybody there?');
  return typeof (await Promise.race([socket.told(), socket.next()])) === 'object';
}
