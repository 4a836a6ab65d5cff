import type { Patience } from './patience.ts';
import type { Reproach } from './rejection.ts';
import type { Subject } from './subject.ts';

const READY = /^listening on (?<transport>udp|tcp) (?<host>\S+):(?<port>\d+)$/;

/** The contract's line in what was printed, wherever it stands. */
export function readyLine(output: string) {
  const lines = output.split(/\r?\n/).slice(0, -1);
  const found = lines
    .map((line) => READY.exec(line)?.groups)
    .find((groups) => groups !== undefined);
  if (!found) return undefined;
  const { transport = '', host = '', port = '' } = found;
  return { transport, host, port: Number(port) };
}

/** Why a program that should be a server isn't: it ended, or said nothing, or said it elsewhere. */
export function unready({ output, errors, ending }: Subject, { startMs }: Patience): Reproach {
  const misconception =
    'Whoever starts a server has to know when it can be talked to, and where. So the contract wants one ' +
    'line on standard output when the socket is bound: listening on udp 127.0.0.1:12000, with the port that it really got.';
  const expected = 'listening on udp HOST:PORT, or tcp, as a line of its own on standard output';
  if (/^listening on/m.test(errors)) {
    const says = 'The line stands on standard error; the contract wants it on standard output.';
    return { says, misconception, expected, seen: Buffer.from(errors) };
  }
  if (ending) {
    const says = `Your program ended with exit code ${ending.code} before it said where it listens.`;
    return { says, misconception, expected, seen: Buffer.from(output) };
  }
  if (output === '') {
    const says = `Nothing has come out of your program within ${seconds(startMs)}.`;
    return { says, misconception: `${KEPT} ${misconception}`, expected, seen: Buffer.from(output) };
  }
  const says = `Your program printed something within ${seconds(startMs)}, but not where it listens.`;
  return { says, misconception, expected, seen: Buffer.from(output) };
}

const KEPT =
  'Many languages keep what they print back when it goes to a pipe, and not to a terminal: flush the line.';

export function noPort({ port }: { port: number }): Reproach {
  return {
    says: `The line names port ${port}, which is none.`,
    misconception: 'Ports are numbers of 16 bits: up to 65535. The socket tells which one it has.',
    expected: 'a port up to 65535',
    seen: `port ${port}`,
  };
}

export function otherTransport(ready: { transport: string }, transport: string): Reproach {
  return {
    says: `Your server says that it listens on ${ready.transport}; this exercise is about ${transport}.`,
    misconception:
      'A UDP port and a TCP port of the same number have nothing to do with each other: who sends a datagram to a TCP server reaches nobody.',
    expected: `listening on ${transport} …`,
    seen: `listening on ${ready.transport} …`,
  };
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** An IPv6 address without its brackets. */
export function bare(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}
