import type { ListeningServer } from '../../../tools/system/listening-server.ts';
import type { Trial } from '../../../tools/system/trial.ts';
import type { Address, UdpPeer } from '../../../tools/system/udp-peer.ts';

/** Where a server can be asked, and the server itself. */
export interface Asked extends Address {
  readonly subject: ListeningServer['subject'];
}

/** Where a server that was started for 127.0.0.1 can be asked, whatever else its line says. */
export function reachable(trial: Trial, { port, subject }: ListeningServer): Asked {
  if (port > 0 && port < 65_536) return { host: '127.0.0.1', port, subject };
  return trial.fail({
    says: `The line names port ${port}, on which nobody can be reached.`,
    misconception:
      'PORT=0 asks the system for any free port. Which one it gave is known when the socket is bound; the socket tells it (address().port), and the line must name it.',
    expected: 'the port that the system gave, a number from 1 to 65535',
    seen: `port ${port}`,
  });
}

/** The next datagram for `client`, if one comes; rejects the answer where another port sent it. */
export async function replyTo(
  trial: Trial,
  client: UdpPeer,
  server: Asked,
): Promise<Buffer | undefined> {
  const reply = await client.next();
  if (!reply || reply.from.port === server.port) return reply?.bytes;
  return trial.fail({
    says: `The answer came from port ${reply.from.port}, not from port ${server.port}, which was asked.`,
    misconception:
      'A datagram carries the address of the socket that sends it. A second socket has a port of its own, so a client that takes answers only from the address it asked drops them. Send from the socket on which the request came.',
    expected: `a datagram from 127.0.0.1:${server.port}`,
    seen: `a datagram from 127.0.0.1:${reply.from.port}`,
  });
}

/** What to say of a program besides that nothing came: that it has ended, if it has. */
export function silenceOf(server: Asked, says: string): { says: string; isSilence?: true } {
  const { ending } = server.subject;
  if (!ending) return { says, isSilence: true };
  return { says: `${says} Your program has ended, with exit code ${ending.code}.` };
}
