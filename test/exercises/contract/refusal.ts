import type { Trial } from '../../../tools/system/trial.ts';
import type { Contract } from './contract.ts';

type Started = ReturnType<Trial['start']>;

/** Rejects a program that shares a port that another one has, or takes another port instead. */
export async function expectNoOther(
  trial: Trial,
  { transport, serves }: Contract,
  subject: Started,
  port: number,
): Promise<void> {
  const line = trial.place(subject);
  if (!line || !(await serves(trial, { host: '127.0.0.1', port: line.port }))) return;
  const isShared = line.port === port;
  return trial.fail({
    says: isShared
      ? `It listens on port ${port}, although its port was taken.`
      : `Its port ${port} was taken, and it listens on ${line.port} instead.`,
    misconception: isShared ? shared(transport) : MOVED,
    expected: 'a message on standard error, and an exit code other than 0',
    seen: Buffer.from(subject.output),
  });
}

/** Rejects a program that can't have its host and listens elsewhere. */
export async function expectNoOtherHost(
  trial: Trial,
  { serves }: Contract,
  subject: Started,
  host: string,
): Promise<void> {
  const line = trial.place(subject);
  if (!line) return;
  const named = line.host;
  const at = { host: named.startsWith('127.') ? named : '127.0.0.1', port: line.port };
  if (!(await serves(trial, at))) return;
  const isOpen = named === '0.0.0.0' || named === '::';
  return trial.fail({
    says: `${host} can’t be used, and it listens on ${named === host ? at.host : named} instead${isOpen ? ': open to everybody, which nobody asked for' : ''}.`,
    misconception: OTHER_HOST,
    expected: 'a message on standard error, and an exit code other than 0',
    seen: Buffer.from(subject.output),
  });
}

/** Expects that a program that can't have its place says so and ends. */
export async function expectRefusal(
  trial: Trial,
  subject: Started,
  names: string,
  why: string,
): Promise<void> {
  const misconception =
    'That a socket cannot be bound comes as an event, error. A program that has no listener for it dies with a stack trace, one that only logs it may stay and serve nobody. Whoever started it needs three things: a message that names what could not be had, an exit code other than 0, and no line that promises a service.';
  const expected = `a message with ${names} on standard error, and an exit code other than 0`;
  if (isReady(subject)) {
    const says = `It says that it listens, although ${why}.`;
    return trial.fail({
      says,
      misconception: EARLY,
      expected,
      seen: Buffer.from(subject.output),
    });
  }
  const ending = await subject.end();
  if (!ending) {
    const says = `It neither listens nor ends, although ${why}.`;
    return trial.fail({ says, misconception, expected, isSilence: true });
  }
  if (ending.code === 0) {
    const says = `It ended with exit code 0, as if all were well, although ${why}.`;
    return trial.fail({ says, misconception, expected, seen: 'exit code 0' });
  }
  if (/^Node\.js v\d|^Traceback \(most/m.test(subject.errors)) {
    const says = `It died of an error that nobody caught, because ${why}.`;
    return trial.fail({ says, misconception, expected, seen: 'a stack trace' });
  }
  if (subject.errors.includes(names)) return;
  const says = `It ended without a message that names ${names}, although ${why}.`;
  return trial.fail({ says, misconception, expected, seen: Buffer.from(subject.errors) });
}

const EARLY =
  'The line may be printed when the socket is bound, and not before: bind and listen only begin. The event listening, or the callback, says that it is done.';

/** What is wrong with two programs on one port. */
function shared(transport: 'udp' | 'tcp'): string {
  const [asks, each, work] =
    transport === 'udp'
      ? ['reuseAddr', 'datagram', 'requests']
      : ['SO_REUSEPORT', 'connection', 'clients'];
  return `A port belongs to one socket, unless all who bind it ask to share it (${asks}). Shared, each ${each} still reaches one socket only, and nobody chooses which. So two servers started by mistake take away each other’s ${work}, and no message says why.`;
}

const MOVED =
  'Clients look for the server at PORT: one that moves elsewhere runs, and nobody finds it. Whoever started it chose that port, and has to hear that it can’t be had; only PORT=0 leaves the choice to the system.';

const OTHER_HOST =
  'HOST says by which address the server may be reached, and so by whom. Where it can’t be had, no other will do: clients look for the server there, and another address may let in those who were to be kept out. Say what can’t be used, and give up.';

/** Whether a program has printed the contract's line, or one that wants to be it. */
export function isReady({ output }: Started): true | undefined {
  return /^listening on .*\n/m.test(output) || undefined;
}
