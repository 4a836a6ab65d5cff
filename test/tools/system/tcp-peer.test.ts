import { expect, test } from 'vitest';
import { TcpListener } from '../../../tools/system/tcp-listener.ts';
import { TcpPeer } from '../../../tools/system/tcp-peer.ts';

const SETTING = { deadlineMs: 100, note: () => {}, isHopeless: () => false };

test('a connection is made also while the checker itself gets no turn for longer than it waits', async (context) => {
  const listener = await TcpListener.open(SETTING, '127.0.0.1');
  context.onTestFinished(() => listener.close());
  const connecting = TcpPeer.connect(listener, SETTING);
  holdUp(3 * SETTING.deadlineMs);
  const peer = await connecting;
  expect(peer).toBeInstanceOf(TcpPeer);
  if (typeof peer !== 'string') peer.close();
});

test('a connection that nobody answers is told by the code of its error', async () => {
  const listener = await TcpListener.open(SETTING, '127.0.0.1');
  const { host, port } = listener;
  listener.close();
  expect(await TcpPeer.connect({ host, port }, SETTING)).toBe('ECONNREFUSED');
});

test('what had come on another connection before is seen when a wait is over', async (context) => {
  const listener = await TcpListener.open(SETTING, '127.0.0.1');
  context.onTestFinished(() => listener.close());
  const [earlier, later] = [await pair(listener), await pair(listener)];
  await later.far.send('a'); // who was heard of last is looked at first when more comes
  await later.near.bytes(1);
  earlier.far.end();
  later.far.end();
  await later.near.rest();
  expect(earlier.near.hasEnded).toBe(true);
  earlier.near.close();
  later.near.close();
});

/** A connection's two ends. */
async function pair(listener: TcpListener): Promise<{ near: TcpPeer; far: TcpPeer }> {
  const near = await TcpPeer.connect(listener, SETTING);
  const far = await listener.next();
  if (typeof near === 'string' || !far) throw new Error('no connection');
  return { near, far };
}

/** Keeps this process from doing anything else, as a check beside it does that works hard. */
function holdUp(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}
