import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Check } from '../../tools/system/check.ts';
import type { TcpPeer } from '../../tools/system/tcp-peer.ts';
import type { ListeningServer } from '../../tools/system/listening-server.ts';
import type { Trial } from '../../tools/system/trial.ts';

const CHAPTER = 'chapters/05-uppercase-over-tcp.md';
const EXERCISE = `${CHAPTER}#exercise-idle-limit-show-the-silent-ones-out`;
const CLIENT = `${CHAPTER}#a-client-that-knows-when-it-has-everything`;
const RUN = 'IDLE_MS=2000 npx tsx answers/idle-limit.ts';

/** The first limit that is tried; where the machine was too slow for it, a longer one is. */
const IDLE_MS = 300;
const TRIES = 3;

/** After so many round trips, a server has done what it had begun. */
const TURNS = 20;

export const checks: readonly Check[] = [
  {
    id: 'silent-one',
    title: 'closes a connection on which nothing has ever come',
    task: 1,
    reads: CLIENT,
    byHand: `${RUN}, then nc 127.0.0.1 12000, and wait`,
    hint: 2,
    async run(trial) {
      for (let left = 2 * TRIES; left > 0; left -= 1) {
        const server = await idleServer(trial, IDLE_MS);
        const pauses = monitorEventLoopDelay({ resolution: 10 });
        pauses.enable();
        const started = performance.now();
        const client = await trial.connect(server);
        await expectEnd(trial, client, IDLE_MS, SILENT);
        const tookMs = performance.now() - started;
        pauses.disable();
        // Where the check itself got no turn for long, the end may have come long before it was seen.
        if (tookMs > IDLE_MS / 2 && pauses.max / 1e6 > IDLE_MS / 4) continue;
        if (tookMs > IDLE_MS / 2) return;
        return trial.fail({
          says: 'It ended the connection before half of IDLE_MS had passed.',
          misconception: EARLY,
          expected: `an end ${IDLE_MS} milliseconds after the connection began`,
          seen: 'an end in less than half of that time',
        });
      }
    },
  },
  {
    id: 'spoke-once',
    title: 'closes a connection on which nothing comes any more',
    task: 1,
    needs: ['silent-one'],
    reads: CLIENT,
    byHand: `${RUN}, then nc 127.0.0.1 12000, type a line, and wait`,
    async run(trial) {
      for (let idleMs = IDLE_MS, left = TRIES; left > 0; idleMs *= 4, left -= 1) {
        const client = await trial.connect(await idleServer(trial, idleMs));
        const line = `${trial.random.word()}\n`;
        await client.send(line);
        await client.bytes(line.length);
        if (client.received.toString() === line.toUpperCase()) {
          return await expectEnd(trial, client, idleMs, SPOKE_ONCE);
        }
        if (client.isOver && left > 1) continue; // too slow for this limit, or it never answers
        return trial.fail({
          says: 'A client that sent a line at once did not get its reply.',
          misconception: 'The limit is for silent connections. All others are served as before.',
          expected: Buffer.from(line.toUpperCase()),
          seen: client.received,
          isSilence: !client.isOver,
        });
      }
    },
  },
  {
    id: 'busy-one',
    title: 'leaves a busy client alone while it closes a silent one',
    task: 2,
    needs: ['spoke-once'],
    reads: CLIENT,
    byHand: `${RUN}, then nc 127.0.0.1 12000 twice, and type in one of them all the time`,
    hint: 2,
    async run(trial) {
      for (let idleMs = IDLE_MS, left = TRIES; left > 0; idleMs *= 4, left -= 1) {
        const server = await idleServer(trial, idleMs);
        const busy = await Busy.start(trial, server);
        const silent = await trial.connect(server);
        await busy.talkUntil(() => silent.isOver, idleMs);
        if (!silent.isOver && !busy.peer.isOver) {
          return trial.fail({
            says: 'While another client was busy, a silent one was not shown out.',
            misconception: ONE_CLOCK,
            expected: 'an end of the silent connection',
            isSilence: true,
          });
        }
        if (silent.isOver) await busy.talk();
        if (!busy.peer.isOver) return;
        // A right server may cut it off where the machine left the two without a turn for so long.
        if (performance.now() - busy.lastSentAt > idleMs / 2) continue;
        const ending = await server.subject.end();
        return trial.fail({
          says: ending
            ? `Your program ended, with exit code ${ending.code}, when it showed a silent client out.`
            : 'A client that sent one line after the other was cut off, too.',
          misconception: ending ? ALL_OUT : NOT_RENEWED,
          expected: 'a connection that stays as long as lines come',
          seen: 'its end, right after a line that was answered',
        });
      }
    },
  },
  {
    id: 'both-ways',
    title: 'closes the connection in both directions',
    task: 3,
    needs: ['busy-one'],
    reads: 'chapters/03-three-way-handshake.md#one-direction-at-a-time',
    byHand: `${RUN}, then nc 127.0.0.1 12000, wait, and type a line`,
    hint: 3,
    async run(trial) {
      if (process.platform === 'win32') return trial.notHere('Windows can stop no program');
      const server = await idleServer(trial, IDLE_MS);
      const client = await trial.connect(server);
      await expectEnd(trial, client, IDLE_MS, SILENT);
      const busy = await Busy.start(trial, server);
      for (let turn = 0; turn < TURNS; turn += 1) await busy.talk();
      // From now on the kernel answers for it: by a reset where the socket is closed, else not at all.
      server.subject.signal('SIGSTOP');
      trial.note('sent      SIGSTOP');
      for (let knock = 0; knock < 3; knock += 1) await client.send('.');
      if (await client.until(() => client.socket.destroyed || undefined)) return;
      return trial.fail({
        says: 'The server ended its side of a silent connection, and kept the other side open.',
        misconception: HALF,
        expected: 'a reset for what the client sends after the end',
        isSilence: true,
      });
    },
  },
  {
    id: 'says-so',
    title: 'says on standard error that it closed a connection',
    task: 3,
    needs: ['both-ways'],
    reads: EXERCISE,
    byHand: `${RUN}, then nc 127.0.0.1 12000, and wait`,
    async run(trial) {
      const { subject, ...server } = await idleServer(trial, IDLE_MS);
      const clients = [await trial.connect({ ...server }), await trial.connect({ ...server })];
      for (const client of clients) await expectEnd(trial, client, IDLE_MS, SILENT);
      const lines = () => subject.errors.split('\n').length - 1;
      if (await subject.until(() => lines() >= clients.length || undefined)) return;
      return trial.fail({
        says: 'Two silent connections were closed, and standard error does not have a line for each.',
        misconception: SAYS_SO,
        expected: 'two lines on standard error',
        seen: Buffer.from(subject.errors),
        isSilence: true,
      });
    },
  },
  {
    id: 'stops',
    title: 'ends with code 0 on SIGTERM, however long the limit is',
    task: 2,
    needs: ['busy-one'],
    reads: `${CHAPTER}#how-a-server-stops`,
    byHand:
      'IDLE_MS=600000 npx tsx answers/idle-limit.ts, nc 127.0.0.1 12000, then kill the server',
    async run(trial) {
      if (process.platform === 'win32') return trial.notHere('Windows has no SIGTERM');
      const server = await idleServer(trial, 600_000);
      const gone = await Busy.start(trial, server);
      gone.peer.end();
      await gone.peer.rest();
      await Busy.start(trial, server);
      server.subject.signal('SIGTERM');
      trial.note('sent      SIGTERM');
      const ending = await server.subject.end();
      if (ending?.code === 0) return;
      return trial.fail({
        says: ending
          ? `On SIGTERM, it ended with exit code ${ending.code}.`
          : 'After SIGTERM it goes on running.',
        misconception: STOPS,
        expected: 'an end with exit code 0',
        ...(ending ? { seen: `exit code ${ending.code}` } : { isSilence: true }),
      });
    },
  },
];

const SILENT =
  'A connection that is silent gives no event at all; only a clock tells how long it has been silent. That clock has to run from the beginning of the connection, and when it has run out, it closes nothing by itself: setTimeout tells, and the program has to act.';

const EARLY =
  'IDLE_MS is a number of milliseconds, and so are the times of setTimeout: no factor belongs between them. A limit that strikes earlier shows out clients that were only thinking.';

const SPOKE_ONCE =
  'The time is counted from the last piece that came. A client that has spoken may fall silent as well as one that has never said a word, so the clock is set back by each piece and not stopped.';

const NOT_RENEWED =
  'The limit is for silence, not for the age of a connection. Every piece that comes sets that connection’s clock back to the beginning, and a clock that runs out ends its own connection and no other.';

const ALL_OUT =
  'A silent client is no fault of the program. What is thrown in the callback of a timer, or an exit there, ends the service for everybody; only this one connection has to go.';

const ONE_CLOCK =
  'Each connection has its own silence. One clock for all of them is set back by whoever speaks, so a single busy client keeps all the silent ones in; in other programs it is the busy one that is shown out with them.';

const HALF =
  'end closes one direction: the server says no more and goes on reading until the client ends its own side. A silent client doesn’t end it, so the socket stays on both sides, and nothing is gained. destroy gives the socket back at once.';

const SAYS_SO =
  'Whoever runs the server wants to know why connections vanish. destroy without an error causes no event error, so nobody is told. Give it an error, or print a line in the callback.';

const STOPS =
  'A timer that waits keeps the program running, as an open socket does. One that was set for a connection has to be cleared when the connection is gone; a connection’s own setTimeout looks after that by itself.';

async function idleServer(trial: Trial, idleMs: number): Promise<ListeningServer> {
  return await trial.server('tcp', { IDLE_MS: `${idleMs}` });
}

/** Expects that the server ends a connection on which nothing comes. */
async function expectEnd(
  trial: Trial,
  client: TcpPeer,
  idleMs: number,
  misconception: string,
): Promise<void> {
  if ((await client.rest(idleMs + trial.deadlineMs)) !== undefined) return;
  const said = client.receivedBytes > 0 ? 'after one line ' : '';
  return trial.fail({
    says: `A client was silent ${said}for longer than IDLE_MS, ${idleMs} milliseconds, and is still connected.`,
    misconception,
    expected: 'an end of the connection',
    isSilence: true,
  });
}

/** A client that sends a line as soon as the one before is answered. */
class Busy {
  readonly peer: TcpPeer;
  /** When the last line was sent that was answered. */
  lastSentAt = 0;
  readonly #trial: Trial;
  readonly #line: string;
  #sentBytes = 0;

  private constructor(trial: Trial, peer: TcpPeer) {
    this.#trial = trial;
    this.peer = peer;
    this.#line = `${trial.random.word()}\n`;
  }

  static async start(trial: Trial, server: ListeningServer): Promise<Busy> {
    const busy = new Busy(trial, await trial.connect(server));
    await busy.talk();
    return busy;
  }

  /** One line and its reply. */
  async talk(): Promise<void> {
    const { peer } = this;
    const sentAt = performance.now();
    this.#sentBytes += this.#line.length;
    await peer.send(this.#line);
    const isThere = () => peer.receivedBytes >= this.#sentBytes;
    await peer.until(() => isThere() || peer.isOver || undefined);
    if (isThere()) this.lastSentAt = sentAt;
    if (isThere() || peer.isOver) return;
    return this.#trial.fail({
      says: 'A client sent one line after the other, and one got no reply.',
      misconception: 'The limit is for silent connections. All others are served as before.',
      expected: Buffer.from(this.#line.toUpperCase()),
      isSilence: true,
    });
  }

  /** Goes on until something is so, for `idleMs` and the deadline at most, or the connection is over. */
  async talkUntil(isSo: () => boolean, idleMs: number): Promise<void> {
    const started = performance.now();
    const isLate = () => performance.now() - started > idleMs + this.#trial.deadlineMs;
    while (!isSo() && !this.peer.isOver && !isLate()) await this.talk();
  }
}
