import type { TcpPeer } from '../../../tools/system/tcp-peer.ts';
import type { ListeningServer } from '../../../tools/system/listening-server.ts';
import type { Trial } from '../../../tools/system/trial.ts';
import { NO_WAITING } from './misconceptions.ts';
import { expectSoFar, type Told } from './replies.ts';

const NO_REPLY = { expected: 'a reply to its line', seen: 'none' };

/** After so many letters a clock connects anew, so that what it has to compare stays short. */
const MOST_SENT = 1_000;

/**
 * A client that does nothing wrong. Each of its round trips takes a server at least one turn, in which it
 * comes by what others had sent before.
 */
export class Clock {
  readonly #trial: Trial;
  readonly #server: ListeningServer;
  #peer: TcpPeer;
  readonly #word: string;
  #sent = '';

  private constructor(trial: Trial, server: ListeningServer, peer: TcpPeer) {
    this.#trial = trial;
    this.#server = server;
    this.#peer = peer;
    this.#word = trial.random.word();
  }

  static async start(trial: Trial, server: ListeningServer): Promise<Clock> {
    const clock = new Clock(trial, server, await trial.connect(server));
    await clock.tick();
    return clock;
  }

  async tick(told?: Told, misconception = NO_WAITING): Promise<void> {
    if (this.#sent.length > MOST_SENT) {
      this.#peer.close();
      this.#peer = await this.#trial.connect(this.#server);
      this.#sent = '';
    }
    const line = `${this.#word} ${this.#sent.length}\n`;
    this.#sent += line;
    await this.#peer.send(line);
    await this.#peer.bytes(this.#sent.length);
    if (this.#peer.isOver) await this.#server.subject.end(); // so that its exit code can be told
    await expectSoFar(this.#trial, this.#peer, this.#sent, misconception, told);
  }
}

/** The server still answers who was connected, and who comes anew. */
export async function expectAlive(
  trial: Trial,
  server: ListeningServer,
  other: Clock,
  misconception: string,
): Promise<void> {
  const told: Told = () =>
    unanswered('Another client, who did nothing wrong, got no reply.', server);
  await other.tick(told, misconception);
  const peer = await trial.tryToConnect(server);
  if (typeof peer === 'string') {
    await server.subject.end();
    const says = `The next client could not connect (${peer}): the service is gone.`;
    const seen = { expected: 'a connection', seen: peer };
    return trial.fail({ misconception, ...seen, ...ended(says, server) });
  }
  const line = `${trial.random.word()}\n`;
  await peer.send(line);
  await expectSoFar(trial, peer, line, misconception);
  await other.tick(told, misconception);
}

/** What is told of a line without a reply, and of the program where it has ended. */
export function unanswered(says: string, server: ListeningServer) {
  return { ...NO_REPLY, ...ended(says, server) };
}

function ended(says: string, { subject: { ending } }: ListeningServer) {
  if (!ending) return { says };
  return { says: `${says} The program had ended.`, seen: `an end with exit code ${ending.code}` };
}
