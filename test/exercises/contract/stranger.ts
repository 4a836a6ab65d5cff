import type { TcpPeer } from '../../../tools/system/tcp-peer.ts';
import type { Trial } from '../../../tools/system/trial.ts';
import type { Address } from '../../../tools/system/udp-peer.ts';

/** A client that does wrong to a server; where it can't even connect, whoever comes next will tell. */
export async function doWrong(
  trial: Trial,
  server: Address,
  act: (stranger: TcpPeer) => Promise<void>,
): Promise<void> {
  const stranger = await trial.tryToConnect(server);
  if (typeof stranger !== 'string') await act(stranger);
}

/** The client sends something that is no text, ends its side, and waits for the server to end. */
export async function sendNonsense(stranger: TcpPeer, bytes: readonly number[]): Promise<void> {
  await stranger.send(Buffer.from(bytes));
  stranger.end();
  await stranger.rest();
}
