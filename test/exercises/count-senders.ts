import type { Check } from '../../tools/system/check.ts';
import type { ListeningServer } from '../../tools/system/listening-server.ts';
import type { Trial } from '../../tools/system/trial.ts';
import type { UdpPeer } from '../../tools/system/udp-peer.ts';
import { awaitReports } from './contract/reports.ts';

const CHAPTER = 'chapters/01-udp-model.md';
const SEND = 'npx wirebook run 01/sender -- 127.0.0.1 12000';
const FROM = (host: string) => `printf hello | nc -u -w1 -s ${host} -p 23456 127.0.0.1 12000`;

export const checks: readonly Check[] = [
  {
    id: 'first',
    title: 'prints a line for the first datagram',
    task: 1,
    reads: `${CHAPTER}#four-words-four-datagrams`,
    byHand: `${SEND} hello`,
    hint: 1,
    async run(trial) {
      const book = await Book.open(trial);
      const word = trial.random.word();
      await book.expect(await trial.udp(), word, ({ datagram }) =>
        datagram === word.length
          ? [
              `The first datagram, of ${word.length} bytes, was counted as ${word.length}.`,
              'What is counted are datagrams. One send is one datagram, and it is one message for the receiver, whether it has a thousand bytes or none.',
            ]
          : [
              'A number in the line for the very first datagram is wrong.',
              'Both numbers begin at 1, as people count: the first sender is sender 1, and what it sends first is its datagram 1.',
            ],
      );
    },
  },
  {
    id: 'same-sender',
    title: 'knows a sender again',
    task: 1,
    needs: ['first'],
    reads: `${CHAPTER}#one-socket-for-everybody`,
    byHand: `${SEND} good morning everybody`,
    hint: 2,
    async run(trial) {
      const book = await Book.open(trial);
      const client = await trial.udp();
      const text = trial.random.word();
      for (const [index, word] of [text, text, trial.random.word(5)].entries()) {
        await book.expect(client, word, ({ sender }) => {
          if (sender <= 1) {
            return [
              'The next datagram of the same sender was not counted as the next one.',
              'Each datagram counts for one, whatever is in it and however long it is.',
            ];
          }
          if (index === 1) {
            return [
              'The same sender sent the same text again, and was taken for a new one.',
              'Node makes a new object for the sender of each datagram, and two objects are never equal, nor the same key of a Map or a Set, whatever stands in them. Two strings with the same characters are.',
            ];
          }
          return [
            'The same sender sent another text, and was taken for a new one.',
            'A sender is the same when its address and its port are. What it writes has no part in that, nor has how much it writes: the size that Node tells along with address and port is the datagram’s.',
          ];
        });
      }
    },
  },
  {
    id: 'other-port',
    title: 'tells two senders with the same address apart',
    task: 2,
    needs: ['same-sender'],
    reads: `${CHAPTER}#one-socket-for-everybody`,
    byHand: `${SEND} hello, twice`,
    hint: 2,
    async run(trial) {
      const book = await Book.open(trial);
      for (let count = 0; count < 6; count += 1) {
        await book.expect(await trial.udp(), trial.random.word(), ({ sender }, wanted) =>
          sender < wanted.sender
            ? [
                'A datagram from another port of the same address was counted for an earlier sender.',
                'An address names a computer, and any number of programs on it may send. The port tells them apart.',
              ]
            : [
                'A number in the line for the first datagram of another sender is wrong.',
                'The senders are numbered as they come: 1, 2, 3. Each has a count of its own, which knows nothing of the others’.',
              ],
        );
      }
    },
  },
  {
    id: 'comes-back',
    title: 'remembers every sender, not only the last',
    task: 2,
    needs: ['other-port'],
    reads: `${CHAPTER}#one-socket-for-everybody`,
    byHand: `${FROM('127.0.0.1')}, twice, and ${SEND} hello in between`,
    hint: 2,
    async run(trial) {
      const book = await Book.open(trial);
      const clients = [await trial.udp(), await trial.udp(), await trial.udp()];
      for (const index of [0, 1, 2, 1, 0, 0, 2]) {
        const client = clients[index];
        if (!client) continue;
        await book.expect(client, trial.random.word(), (_, { datagram }) => [
          datagram === 1
            ? 'A number in the line for the first datagram of another sender is wrong.'
            : 'A sender that came back after others did not keep its numbers.',
          'One socket serves everybody, so between two datagrams of one sender any number of others may come. No sender says goodbye; who has come once may come again, and keeps its number and its count.',
        ]);
      }
    },
  },
  {
    id: 'empty',
    title: 'counts the empty datagram, too',
    task: 1,
    needs: ['same-sender'],
    reads: `${CHAPTER}#four-words-four-datagrams`,
    byHand: `${SEND} one "" two`,
    async run(trial) {
      const book = await Book.open(trial);
      const client = await trial.udp();
      for (const text of [trial.random.word(), '', trial.random.word()]) {
        await book.expect(client, text, () => ['The empty datagram was not counted.', NOTHING]);
      }
    },
  },
  {
    id: 'other-address',
    title: 'tells two senders with the same port apart',
    task: 2,
    needs: ['other-port'],
    reads: `${CHAPTER}#one-socket-for-everybody`,
    byHand: `${FROM('127.0.0.1')}, and the same with -s 127.0.0.2`,
    hint: 2,
    async run(trial) {
      needsTwoAddresses(trial);
      const book = await Book.open(trial);
      const clients = await twins(trial, (port) => port);
      for (const client of clients) {
        await book.expect(client, trial.random.word(), () => [
          'A datagram from another address was counted for the sender with the same port.',
          'Each computer gives out its ports by itself, so two of them may well pick the same. Only address and port together name a sender.',
        ]);
      }
    },
  },
  {
    id: 'no-mixture',
    title: 'does not mix the digits of address and port',
    task: 2,
    needs: ['other-address'],
    reads: `${CHAPTER}#one-socket-for-everybody`,
    byHand: `${FROM('127.0.0.1')}, and the same with -s 127.0.0.12 -p 3456`,
    async run(trial) {
      needsTwoAddresses(trial);
      const book = await Book.open(trial);
      const clients = await twins(trial, (port) => port - 20_000, '127.0.0.12');
      for (const client of clients) {
        await book.expect(client, trial.random.word(), () => [
          'Two senders were taken for one: address and port together have the same digits.',
          'Address and port, written one behind the other, run together, and two different pairs may give the same text. Put something between them that stands in neither.',
        ]);
      }
    },
  },
];

interface Numbers {
  readonly sender: number;
  readonly datagram: number;
}

type Blame = (seen: Numbers, wanted: Numbers) => readonly [says: string, misconception: string];

/** What a right answer has to print, kept beside the answer that is tried. */
class Book {
  readonly #trial: Trial;
  readonly #server: ListeningServer;
  readonly #senders: UdpPeer[] = [];
  readonly #counts = new Map<UdpPeer, number>();
  #lines = 0;

  private constructor(trial: Trial, server: ListeningServer) {
    this.#trial = trial;
    this.#server = server;
  }

  static async open(trial: Trial): Promise<Book> {
    const server = await trial.server('udp');
    if (server.port > 0 && server.port < 65_536) return new Book(trial, server);
    return trial.fail({
      says: `It says that it listens on port ${server.port}, on which nobody can be reached.`,
      misconception: 'The starter prints what the socket says of itself; leave that as it is.',
      expected: 'listening on udp 127.0.0.1:PORT',
      seen: `listening on udp ${server.host}:${server.port}`,
    });
  }

  /** Sends a datagram and waits for its line; `blame` says why it is another one. */
  async expect(client: UdpPeer, text: string, blame: Blame): Promise<void> {
    const wanted = await this.#send(client, text);
    const expected = lineOf(wanted);
    const { subject } = this.#server;
    const seen = (await awaitReports(subject, this.#lines))[this.#lines - 1];
    if (seen === expected) return;
    if (seen === undefined) {
      const which = text === '' ? 'the empty datagram' : 'a datagram';
      return this.#trial.fail({
        says: subject.ending
          ? `It ended, and ${which} got no line.`
          : `It printed no line for ${which}.`,
        misconception: text === '' ? NOTHING : EACH,
        expected,
        ...(subject.ending ? { seen: 'the end of the program' } : { isSilence: true }),
      });
    }
    const numbers = numbersOf(seen);
    const [says, misconception] = numbers
      ? blame(numbers, wanted)
      : ['It printed a line of another form.', FORM];
    return this.#trial.fail({ says, misconception, expected, seen });
  }

  async #send(client: UdpPeer, text: string): Promise<Numbers> {
    await client.send(text, { host: '127.0.0.1', port: this.#server.port });
    if (!this.#senders.includes(client)) this.#senders.push(client);
    const datagram = (this.#counts.get(client) ?? 0) + 1;
    this.#counts.set(client, datagram);
    this.#lines += 1;
    return { sender: this.#senders.indexOf(client) + 1, datagram };
  }
}

const EACH =
  'Each datagram gets a line of its own, at once: the first and every other one, from whomever it is.';

const NOTHING =
  'A datagram without a byte is a datagram. It arrives, it has a sender, it ends nothing, and it counts.';

const FORM =
  'Whoever reads such lines, a person or a program, goes by their form. Behind the line that says where it listens, standard output is for these lines alone; what else you want to see can go to standard error (console.error).';

function lineOf({ sender, datagram }: Numbers): string {
  return `sender ${sender}, datagram ${datagram}`;
}

function numbersOf(line: string): Numbers | undefined {
  const [, sender, datagram] = /^sender (\d+), datagram (\d+)$/.exec(line) ?? [];
  return sender === undefined ? undefined : { sender: Number(sender), datagram: Number(datagram) };
}

function needsTwoAddresses(trial: Trial): void {
  if (process.platform !== 'linux') trial.notHere('only Linux has 127.0.0.2 by itself');
}

/** Sockets on a random port of 127.0.0.1, and on the port made from it of another address. */
async function twins(
  trial: Trial,
  portOf: (port: number) => number,
  host = '127.0.0.2',
): Promise<readonly UdpPeer[]> {
  const ports = trial.random.apart('ports'); // how many are taken is to change nothing else
  for (let tries = 0; tries < 100; tries += 1) {
    const port = ports.integer(22_000, 29_999);
    try {
      return [await trial.udp('127.0.0.1', port), await trial.udp(host, portOf(port))];
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    }
  }
  return trial.notHere('no free port was found in a hundred tries');
}
