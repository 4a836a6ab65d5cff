import type { Subject } from '../../../tools/system/subject.ts';
import type { TcpListener } from '../../../tools/system/tcp-listener.ts';
import type { TcpPeer } from '../../../tools/system/tcp-peer.ts';
import type { Trial } from '../../../tools/system/trial.ts';
import { expectEnd, expectRequest } from './request.ts';

/** Where the time-out isn't what is tried: longer than any check. */
export const NEVER_MS = 600_000;

interface Talk {
  readonly subject: Subject;
  readonly peer: TcpPeer;
}

export async function launched(
  trial: Trial,
  texts: readonly string[],
  timeoutMs = NEVER_MS,
  host = '127.0.0.1',
): Promise<{ readonly subject: Subject; readonly listener: TcpListener }> {
  const listener = await trial.listen(host);
  const args = [host, `${listener.port}`, ...texts];
  return { subject: trial.start(args, { TIMEOUT_MS: `${timeoutMs}` }), listener };
}

export async function begin(trial: Trial, texts: readonly string[]): Promise<Talk> {
  const { subject, listener } = await launched(trial, texts);
  const peer = await listener.next(trial.patience.startMs);
  if (peer) return { subject, peer };
  const { ending } = subject;
  return trial.fail({
    says: ending
      ? `It ended with exit code ${ending.code} and had not connected.`
      : 'It runs, and no connection came.',
    misconception:
      'The first two arguments say where the server is: HOST, then PORT, which is a number. They stand in process.argv behind the names of Node and of the program.',
    expected: `a connection to 127.0.0.1:${listener.port}`,
    isSilence: !ending,
  });
}

/** A client that has sent its lines and ended its side. */
export async function asked(trial: Trial, texts: readonly string[]): Promise<Talk> {
  const talk = await begin(trial, texts);
  await expectRequest(trial, talk.peer, texts);
  await expectEnd(trial, talk.peer, texts);
  return talk;
}
