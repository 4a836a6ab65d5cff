import type { ListeningServer, ServerKeeper } from './listening-server.ts';
import type { Patience } from './patience.ts';
import type { Random } from './random.ts';
import { bare, noPort, otherTransport, readyLine, unready } from './ready-line.ts';
import { NotHere, Rejected, type Reproach } from './rejection.ts';
import { shownErrors } from './shown-errors.ts';
import type { Subject } from './subject.ts';
import { TcpListener } from './tcp-listener.ts';
import { TcpPeer } from './tcp-peer.ts';
import { type Address, type Setting, showAddress, UdpPeer } from './udp-peer.ts';

export type Env = Readonly<Record<string, string>>;

/** Starts the answer, or another program, in a folder of its own. */
export interface Launcher {
  /** How the program is named in steps. */
  readonly name: string;
  /** Whoever waits for the program waits so long where nothing else is said. */
  start(args: readonly string[], env: Env, deadlineMs: number): Subject;
}

/** What a check has in its hands: the program, sockets, chance, time; and the memory of what it did. */
export class Trial {
  readonly random: Random;
  readonly deadlineMs: number;
  readonly patience: Patience;
  readonly steps: string[] = [];
  readonly #answer: Launcher;
  readonly #listing: (path: string) => Promise<Launcher>;
  readonly #keeper: ServerKeeper;
  readonly #subjects: Subject[] = [];
  readonly #openings: { close(): void }[] = [];
  readonly #setting: Setting;
  #isOver = false;

  constructor(options: {
    readonly answer: Launcher;
    readonly listing: (path: string) => Promise<Launcher>;
    readonly keeper: ServerKeeper;
    readonly random: Random;
    readonly patience: Patience;
  }) {
    this.#answer = options.answer;
    this.#listing = options.listing;
    this.#keeper = options.keeper;
    this.random = options.random;
    this.patience = options.patience;
    this.deadlineMs = options.patience.deadlineMs;
    this.#setting = {
      note: (step) => this.note(step),
      deadlineMs: this.deadlineMs,
      isHopeless: () => this.#subjects.length > 0 && this.#subjects.every(({ ending }) => ending),
    };
  }

  /** Starts the answer with arguments and variables besides those of this process. */
  start(args: readonly string[] = [], env: Env = {}): Subject {
    return this.#started(this.#answer, args, env);
  }

  /** Starts a program of the book, `01-udp-model/tally.ts`. */
  async listing(path: string, args: readonly string[] = [], env: Env = {}): Promise<Subject> {
    return this.#started(await this.#listing(path), args, env);
  }

  /** Starts the answer as a server on a free port of 127.0.0.1, and waits until it listens. */
  async server(transport: 'udp' | 'tcp', env: Env = {}): Promise<ListeningServer> {
    const subject = this.start([], { PORT: '0', HOST: '127.0.0.1', ...env });
    return await this.listening(subject, transport);
  }

  /** A server that other checks use, too: for checks that leave it as they found it. */
  async sharedServer(transport: 'udp' | 'tcp'): Promise<ListeningServer> {
    const kept = this.#keeper.server;
    if (kept && !kept.subject.ending) {
      this.#subjects.push(kept.subject);
      const before =
        this.#keeper.served > 0 ? `, in use by ${this.#keeper.served} checks before` : '';
      this.note(`listens   ${showAddress(kept)}${before}`);
      this.#keeper.served += 1;
      return kept;
    }
    const server = await this.server(transport);
    this.#keeper.keep(server);
    return server;
  }

  /** Waits until a program that was started says that it listens, and where. */
  async listening(subject: Subject, transport: 'udp' | 'tcp'): Promise<ListeningServer> {
    const find = () => readyLine(subject.output) ?? (subject.ending ? 'ended' : undefined);
    const ready = await subject.until(find, this.patience.startMs);
    if (ready === undefined || ready === 'ended') return this.fail(unready(subject, this.patience));
    if (ready.transport !== transport) return this.fail(otherTransport(ready, transport));
    this.note(`read      listening on ${transport} ${ready.host}:${ready.port}`);
    if (ready.port > 65_535) return this.fail(noPort(ready));
    return { host: bare(ready.host), port: ready.port, subject, transport };
  }

  /** Where a program says that it listens, if it has said so. */
  place({ output }: Subject): Address | undefined {
    const ready = readyLine(output);
    return ready && { host: bare(ready.host), port: ready.port };
  }

  /** A UDP socket of the checker on `host`. */
  async udp(host = '127.0.0.1', port = 0): Promise<UdpPeer> {
    return this.#opened(await UdpPeer.open(this.#setting, host, port));
  }

  /** A TCP connection to `to`, or the code of the error where there is none. */
  async tryToConnect(to: Address): Promise<TcpPeer | string> {
    const peer = await TcpPeer.connect(to, this.#setting);
    return typeof peer === 'string' ? peer : this.#opened(peer);
  }

  /** A TCP connection to `to`; rejects the answer where there is none. */
  async connect(to: Address): Promise<TcpPeer> {
    const peer = await this.tryToConnect(to);
    if (typeof peer !== 'string') return peer;
    return this.fail({
      says: `No connection to ${showAddress(to)}: ${peer}.`,
      misconception:
        'A TCP server that has said that it listens takes every connection, until it is told to stop.',
      expected: 'a connection',
      seen: peer,
    });
  }

  /** A TCP server of the checker, on a free port of `host`. */
  async listen(host = '127.0.0.1'): Promise<TcpListener> {
    return this.#opened(await TcpListener.open(this.#setting, host));
  }

  /** Writes down what the check did or saw and the trial can't see. */
  note(step: string): void {
    this.steps.push(step);
  }

  /** Rejects the answer. */
  fail(reproach: Reproach): never {
    const { isSilence = false, ...said } = reproach;
    const offence = this.#subjects.map(({ offence }) => offence).find((text) => text !== undefined);
    const errors = this.#subjects.map(({ errors }) => errors).filter((text) => text !== '');
    throw new Rejected({
      ...said,
      ...(offence === undefined ? {} : { says: offence, misconception: ENDLESS }),
      steps: [...this.steps, ...this.#endings()],
      errors: shownErrors(errors.join('')),
      ...(isSilence ? { silence: this.patience.inWords } : {}),
    });
  }

  /** Ends the check where the machine can't do what it needs. */
  notHere(reason: string): never {
    throw new NotHere(reason);
  }

  /** Ends all that was started and opened, but for the server that other checks use. */
  async close(): Promise<void> {
    this.#isOver = true;
    for (const opening of this.#openings) opening.close();
    const mine = this.#subjects.filter((subject) => subject !== this.#keeper.server?.subject);
    await Promise.all(mine.map(async (subject) => await subject.stop()));
  }

  #started(launcher: Launcher, args: readonly string[], env: Env): Subject {
    if (this.#isOver) throw new Error('this trial is over; nothing more is started');
    const words = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    this.note(`started   ${[...words, launcher.name, ...args.map(shortened)].join(' ')}`);
    const subject = launcher.start(args, env, this.deadlineMs);
    this.#subjects.push(subject);
    return subject;
  }

  #opened<T extends { close(): void }>(opening: T): T {
    this.#openings.push(opening);
    if (this.#isOver) opening.close();
    return opening;
  }

  #endings(): readonly string[] {
    return this.#subjects.flatMap(({ ending }) =>
      ending ? [`ended     the program, with exit code ${ending.code}`] : [],
    );
  }
}

const ENDLESS =
  'What a program does for ever, it must do without taking more and more of the machine.';

function shortened(word: string): string {
  const text = JSON.stringify(word);
  return text.length > 60 ? `${text.slice(0, 40)}…" (${Buffer.byteLength(word)} bytes)` : text;
}
