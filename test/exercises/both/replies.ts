import type { Trial } from '../../../tools/system/trial.ts';
import type { UdpPeer } from '../../../tools/system/udp-peer.ts';
import { BOTH_END, TURNS, OWN_TEXT, SERVES_ON } from './misconceptions.ts';
import { ask, capitals, isRight, type Reply, type Service, type Transport } from './service.ts';

export function shown(transport: string): string {
  return transport.toUpperCase();
}

/** Tells of a reply that isn't right, by what was seen. */
export function reproach(
  trial: Trial,
  question: string,
  { bytes, trouble, isSilence = false }: Reply,
  text: string,
  misconception: string,
): never {
  const expected = capitals(text);
  if (trouble === undefined) {
    const says = `${question} got a reply that is not its uppercase.`;
    return trial.fail({ says, misconception, expected, ...(bytes ? { seen: bytes } : {}) });
  }
  const says = `${question}: ${trouble}.`;
  const seen = bytes && bytes.length > 0 ? { seen: `${bytes.length} bytes, and no end` } : {};
  const wanted = bytes ? `${expected.length} bytes, and the end` : expected;
  return trial.fail({ says, misconception, expected: wanted, ...seen, isSilence });
}

/** Whether the half that fell silent speaks again after a client of the other half. */
export async function expectNoTurns(
  trial: Trial,
  service: Service,
  transport: Transport,
  { reply, text, client }: { reply: Reply; text: string; client: UdpPeer },
): Promise<never> {
  const other = transport === 'udp' ? 'tcp' : 'udp';
  await ask(trial, service, other, trial.random.word(), client);
  const again = trial.random.word();
  const isTurn = isRight(await ask(trial, service, transport, again, client), again);
  if (!isTurn) {
    const misconception = reply.bytes ? OWN_TEXT : SERVES_ON;
    return reproach(
      trial,
      `A second question over ${shown(transport)}`,
      reply,
      text,
      misconception,
    );
  }
  return trial.fail({
    says: `It answered over ${shown(transport)} once, and again only after somebody had asked over ${shown(other)}.`,
    misconception: TURNS,
    expected: capitals(text),
    ...(reply.bytes ? { seen: reply.bytes } : { isSilence: true }),
  });
}

export function expectWhole(trial: Trial, reply: Reply, text: string): void {
  if (isRight(reply, text)) return;
  const expected = capitals(text);
  const { bytes, trouble } = reply;
  if (trouble !== undefined || !bytes)
    return reproach(trial, 'A text over TCP', reply, text, BOTH_END);
  const known = bytes.toString().replace(/\uFFFD+$/, '');
  if (text.toUpperCase().startsWith(known)) {
    return trial.fail({
      says: `Only the beginning came back: ${bytes.length} bytes of ${expected.length}.`,
      misconception:
        'One data event is one piece, as many bytes as lay there when Node looked, and not the text. Over UDP one event brings all that was sent at once; over TCP more may follow, until the event end.',
      expected,
      seen: bytes,
    });
  }
  if (bytes.includes('�')) {
    return trial.fail({
      says: 'A letter whose bytes came in two pieces is lost.',
      misconception:
        'What one data event brings is a piece, and its border can go through the middle of a letter. Each half alone is no letter, and toString puts a mark in its place. Over UDP this cannot happen, since a datagram is whole. Keep the pieces as bytes, and make a text of them when all are there.',
      expected,
      seen: bytes,
    });
  }
  return reproach(trial, 'A text over TCP', reply, text, BOTH_END);
}

/** Both halves still serve; asked twice, since a program may be about to end. */
export async function expectAlive(
  trial: Trial,
  service: Service,
  event: string,
  misconception: string,
): Promise<void> {
  for (const transport of ['udp', 'tcp', 'udp', 'tcp'] as const) {
    const text = trial.random.word();
    const reply = await ask(trial, service, transport, text);
    if (isRight(reply, text)) continue;
    const question = `After a TCP client ${event}, a question over ${shown(transport)}`;
    return reproach(trial, question, reply, text, misconception);
  }
}
