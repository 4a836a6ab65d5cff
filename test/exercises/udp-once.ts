import type { Check } from '../../tools/system/check.ts';
import {
  FIRST_TIME,
  WINDOW,
  clientsWithPorts,
  commas,
  countWork,
  counted,
  expectForgotten,
  expectNew,
  expectRepeat,
  expectReply,
  expectTwoClients,
  fill,
  linesOf,
  newNumber,
  newRequest,
  newRequests,
  numbers,
  replyOf,
  REPLY_WAS_LOST,
  settle,
  timesWorked,
  workLines,
} from './contract/numbered-request.ts';
import { reachable, replyTo, silenceOf } from './contract/udp-reply.ts';

const CHAPTER = 'chapters/04-uppercase-over-udp.md';
const SECTION = `${CHAPTER}#what-a-second-try-means`;
const CONTRACT = `${CHAPTER}#exercise-udp-once-do-it-once`;
const SENDERS = 'chapters/01-udp-model.md#one-socket-for-everybody';
const SEND = 'npx wirebook run 01/sender -- 127.0.0.1 12000';

/** How many requests the server remembers. */
const REMEMBERED = 1000;

export const checks: readonly Check[] = [
  {
    id: 'works',
    title: 'does the work, and answers with the number',
    task: 1,
    reads: `${CHAPTER}#a-server-that-answers`,
    byHand: 'npx wirebook run 04/client -- 127.0.0.1 12000 7 hello',
    hint: 1,
    async run(trial) {
      const server = reachable(trial, await trial.sharedServer('udp'));
      const client = await trial.udp();
      for (const number of numbers(trial, 3).sort((a, b) => a - b)) {
        await expectNew(trial, client, server, { number, text: trial.random.word() }, FIRST_TIME);
      }
    },
  },
  {
    id: 'whole-text',
    title: 'takes all behind the first blank for the text',
    task: 1,
    needs: ['works'],
    reads: CONTRACT,
    byHand: 'npx wirebook run 04/client -- 127.0.0.1 12000 7 two words',
    async run(trial) {
      const server = reachable(trial, await trial.sharedServer('udp'));
      const client = await trial.udp();
      const { random } = trial;
      const text = `${random.word(3)} ${random.word(5)} ${random.integer(10, 99)}  straße`;
      const misconception =
        'The first blank ends the number. What is behind it is the text, with all the blanks that it has, and it belongs to one request.';
      await expectNew(trial, client, server, { number: newNumber(trial), text }, misconception);
    },
  },
  {
    id: 'once',
    title: 'answers a repeat, and does not work again',
    task: 2,
    needs: ['works'],
    reads: SECTION,
    byHand: `${SEND} '7 hello' '7 hello'`,
    hint: 2,
    async run(trial) {
      const server = reachable(trial, await trial.sharedServer('udp'));
      const client = await trial.udp();
      const request = newRequest(trial);
      await expectReply(trial, client, server, request, FIRST_TIME);
      for (let repeat = 0; repeat < 3; repeat += 1) {
        await expectRepeat(trial, client, server, request, REPLY_WAS_LOST);
      }
      const times = await countWork(trial, server, request.text, 1);
      if (times === 1) return;
      return trial.fail({
        says: `It did the work ${times} times for a request that came four times.`,
        misconception:
          'A request that comes again is no new request: its reply was lost, or late, and the client doesn’t know which. The work is done already, so only the reply is wanted. The number and the sender’s address tell that it is the same request.',
        ...workLines(request.text, 1, times),
      });
    },
  },
  {
    id: 'new-number',
    title: 'takes a new number for a new request',
    task: 2,
    needs: ['once'],
    reads: CONTRACT,
    byHand: `${SEND} '9 hello' '4 hello' '4 world'`,
    async run(trial) {
      const server = reachable(trial, await trial.sharedServer('udp'));
      const client = await trial.udp();
      const [middle = 0, most = 0, least = 0] = [5, 9, 1].map(
        (digit) => digit * 1_000_000 + trial.random.integer(0, 99_999),
      );
      const text = trial.random.word();
      await expectReply(trial, client, server, { number: middle, text }, FIRST_TIME);
      const sameText =
        'That two requests have the same text doesn’t make them one: whoever says "pay ten euros" twice, under two numbers, wants to pay twice. The number tells which request it is; the text tells what to do.';
      await expectReply(trial, client, server, { number: most, text }, sameText);
      const times = await countWork(trial, server, text, 2);
      if (times !== 2) {
        return trial.fail({
          says: `Two requests with different numbers and the same text made it work ${counted(times)}.`,
          misconception: sameText,
          ...workLines(text, 2, times),
        });
      }
      const lower = { number: least, text: trial.random.word() };
      await expectNew(
        trial,
        client,
        server,
        lower,
        'Numbers only tell requests apart. That one is lower than another doesn’t make it old: datagrams may overtake each other, and nobody said that the client counts upwards.',
      );
    },
  },
  {
    id: 'late-repeat',
    title: 'knows a request again after others',
    task: 2,
    needs: ['new-number'],
    reads: SECTION,
    byHand: `${SEND} '7 hello' '8 world' '7 hello'`,
    async run(trial) {
      const server = reachable(trial, await trial.sharedServer('udp'));
      const clients = [await trial.udp(), await trial.udp()] as const;
      const request = newRequest(trial);
      await expectReply(trial, clients[0], server, request, FIRST_TIME);
      for (const client of [...clients, ...clients]) {
        await expectReply(trial, client, server, newRequest(trial), FIRST_TIME);
      }
      const misconception =
        'Between a request and its repeat others may come, from the same client and from others: whoever waits for a lost reply may ask for other things meanwhile, and datagrams may overtake each other. To remember the last request is not enough, not even of each client.';
      await expectRepeat(trial, clients[0], server, request, misconception);
      const times = await countWork(trial, server, request.text, 1);
      if (times === 1) return;
      return trial.fail({
        says: 'It did the work again for a repeat with other requests before it.',
        misconception,
        ...workLines(request.text, 1, times),
      });
    },
  },
  {
    id: 'kept-reply',
    title: 'keeps the reply, and does not make it again',
    task: 2,
    needs: ['new-number'],
    reads: CONTRACT,
    byHand: `${SEND} '7 hello' '7 world'`,
    async run(trial) {
      const server = reachable(trial, await trial.sharedServer('udp'));
      const client = await trial.udp();
      const request = newRequest(trial);
      const other = { ...request, text: trial.random.word() };
      await expectReply(trial, client, server, request, FIRST_TIME);
      await client.send(`${other.number} ${other.text}`, server);
      const reply = await replyTo(trial, client, server);
      await settle(trial, server);
      const expected = replyOf(request);
      if (timesWorked(server, other.text) > 0) {
        return trial.fail({
          says: 'It did the work for a number that it knew, because the text was another.',
          misconception:
            'The number says which request it is, and who sent it; the text doesn’t. A request with a known number from the same address and port is a repeat, whatever its text.',
          expected,
          ...(reply ? { seen: reply } : { seen: 'no reply' }),
        });
      }
      if (reply?.equals(expected)) return;
      const misconception =
        'In this exercise the uppercase stands for work that must not be done twice. A server that remembers only that it has seen a request, and makes the reply anew, does it twice, whether or not it prints a line. Remember the reply itself.';
      if (reply) {
        const says = 'A repeat got another reply than the request.';
        return trial.fail({ says, misconception, expected, seen: reply });
      }
      const said = silenceOf(server, 'A repeat with another text got no reply.');
      return trial.fail({ ...said, misconception, expected });
    },
  },
  {
    id: 'each-client',
    title: 'lets each client have numbers of its own',
    task: 2,
    needs: ['new-number'],
    reads: SENDERS,
    byHand: `${SEND} '7 hello', in two terminals`,
    async run(trial) {
      const server = reachable(trial, await trial.sharedServer('udp'));
      const clients = [await trial.udp(), await trial.udp()] as const;
      await expectTwoClients(
        trial,
        clients,
        server,
        newNumber(trial),
        'Each client chooses its own numbers, and many begin with 1. The number alone doesn’t tell which request it is, nor does the number with the address: many programs share one. Only number, address and port together do.',
      );
    },
  },
  {
    id: 'each-address',
    title: 'tells apart clients with the same port',
    task: 2,
    needs: ['each-client'],
    reads: SENDERS,
    byHand: `${SEND} '7 hello', on two computers`,
    async run(trial) {
      if (process.platform !== 'linux') return trial.notHere('only Linux has 127.0.0.2 by itself');
      const server = reachable(trial, await trial.sharedServer('udp'));
      const clients = await clientsWithPorts(trial, '127.0.0.2', (port) => port);
      await expectTwoClients(
        trial,
        clients,
        server,
        newNumber(trial),
        'A port is a number of one computer. The next computer has a port of the same number, which belongs to somebody else; the address tells them apart.',
      );
    },
  },
  {
    id: 'apart',
    title: 'keeps port and number apart',
    task: 2,
    needs: ['each-client'],
    reads: SENDERS,
    byHand: `${SEND} '15 hello' and '5 hello', from ports 2000 and 20001`,
    async run(trial) {
      const server = reachable(trial, await trial.sharedServer('udp'));
      const number = trial.random.integer(100_000, 999_999);
      const digit = trial.random.integer(1, 5);
      const inFront = await clientsWithPorts(trial, '127.0.0.1', (port) => port * 10 + digit);
      const behind = await clientsWithPorts(trial, '127.0.0.1', (port) => digit * 10_000 + port);
      const longer = [Number(`${digit}${number}`), number * 10 + digit];
      for (const [index, clients] of [inFront, behind].entries()) {
        const numbers = [longer[index] ?? 0, number] as const;
        await expectTwoClients(trial, clients, server, numbers, ROW_OF_DIGITS);
      }
    },
  },
  {
    id: 'remembers',
    title: 'remembers the last thousand requests',
    task: 3,
    needs: ['late-repeat'],
    reads: CONTRACT,
    byHand: repeatBehind(999),
    async run(trial) {
      const server = reachable(trial, await trial.server('udp'));
      const client = await trial.udp();
      const requests = newRequests(trial, REMEMBERED + WINDOW * trial.random.integer(1, 20));
      await fill(trial, client, server, requests);
      const last = requests.slice(-REMEMBERED);
      const [oldest, newest] = [last.at(0), last.at(-1)];
      const others = Array.from({ length: 12 }, () => trial.random.pick(last.slice(500)));
      const repeated = [oldest, ...others, newest].filter((request) => request !== undefined);
      const misconception =
        'The last thousand are those after which fewer than a thousand new ones have come. When one more comes, one has to go, the oldest; the other 999 stay. Whoever empties the memory when it is full forgets requests that came a moment ago.';
      for (const request of repeated) {
        await expectRepeat(trial, client, server, request, misconception);
      }
      await settle(trial, server);
      const again = repeated.find(({ text }) => timesWorked(server, text) > 1);
      if (!again) return;
      const after = requests.length - 1 - requests.indexOf(again);
      return trial.fail({
        says: `It did the work again for a request after which only ${commas(after)} new ones had come.`,
        misconception,
        ...workLines(again.text, 1, timesWorked(server, again.text)),
      });
    },
  },
  {
    id: 'forgets',
    title: 'remembers no more than a thousand',
    task: 3,
    needs: ['remembers'],
    reads: CONTRACT,
    byHand: repeatBehind(1000),
    async run(trial) {
      const server = reachable(trial, await trial.server('udp'));
      const [first, second] = [await trial.udp(), await trial.udp()];
      const [oldest, ...others] = newRequests(trial, REMEMBERED + 1);
      if (!oldest) throw new RangeError('no requests');
      await fill(trial, first, server, [oldest]);
      await fill(trial, first, server, others);
      await expectForgotten(
        trial,
        first,
        server,
        oldest,
        'It still knew a request after which a thousand new ones had come.',
        'What is remembered takes memory, and every request is a new one if its sender wants it to be. A server that never forgets can be filled by anybody; so this one forgets the oldest when a new one is too many.',
      );
      await fill(trial, second, server, newRequests(trial, REMEMBERED));
      await expectForgotten(
        trial,
        first,
        server,
        trial.random.pick(others),
        'It still knew a request of one client after a thousand new ones of another.',
        'A limit for each client is no limit: a sender can take another port for every request, and on a network without a check of senders, any address. The thousand are those of all clients together.',
      );
    },
  },
  {
    id: 'place',
    title: 'gives a repeat no new place',
    task: 3,
    needs: ['forgets'],
    reads: CONTRACT,
    byHand: `${repeatBehind(1000)}, with a repeat in between`,
    async run(trial) {
      const server = reachable(trial, await trial.server('udp'));
      const client = await trial.udp();
      const [oldest, next, ...others] = newRequests(trial, REMEMBERED);
      if (!oldest || !next) throw new RangeError('no requests');
      for (const requests of [[oldest], [next], others]) {
        await fill(trial, client, server, requests);
      }
      for (const request of [oldest, oldest, oldest]) {
        await expectRepeat(trial, client, server, request, NO_NEW_PLACE);
      }
      await expectReply(trial, client, server, newRequest(trial), FIRST_TIME);
      await expectRepeat(trial, client, server, next, NO_NEW_PLACE);
      await expectRepeat(trial, client, server, oldest, NO_NEW_PLACE);
      const worked = await countWork(trial, server, oldest.text, 2);
      const nextWorked = timesWorked(server, next.text);
      if (worked === 2 && nextWorked === 1) return;
      return trial.fail({
        says:
          worked === 2
            ? 'Three repeats made it forget a request that was one of the last thousand.'
            : 'It still knew a request after which a thousand new ones had come, and three repeats of its own.',
        misconception: NO_NEW_PLACE,
        ...(worked === 2 ? workLines(next.text, 1, nextWorked) : workLines(oldest.text, 2, worked)),
      });
    },
  },
  {
    id: 'no-request',
    title: 'ignores what is no request',
    task: 4,
    needs: ['works'],
    reads: `${CHAPTER}#bytes-that-are-no-text`,
    byHand: `${SEND} hello 7 7x '' 'two words'`,
    async run(trial) {
      const server = reachable(trial, await trial.server('udp'));
      const client = await trial.udp();
      const { random } = trial;
      const number = newNumber(trial);
      const word = random.word();
      const nonsense = [
        '',
        word,
        `${word} ${random.word()}`,
        `${number}`,
        `${number}x ${word}`,
        `1234567890 ${word}`,
      ];
      const answered: string[] = [];
      const misconception =
        'Anybody can send anything to a UDP port: a program that was given the wrong one, an old client, somebody who wants to see what happens. What is no request gets no answer; above all it must not end the service for the others, nor count as work.';
      for (const text of nonsense) {
        await client.send(text, server);
        const request = newRequest(trial);
        await client.send(`${request.number} ${request.text}`, server);
        const reply = await replyTo(trial, client, server);
        const expected = replyOf(request);
        answered.push(request.text);
        if (reply?.equals(expected)) continue;
        const what = text === '' ? 'the empty datagram' : `"${text}"`;
        if (!reply) {
          const says = `After ${what}, which is no request, the next request got no reply.`;
          return trial.fail({ ...silenceOf(server, says), misconception, expected });
        }
        const says = `It answered ${what}, which is no request.`;
        return trial.fail({ says, misconception, expected: 'no answer', seen: reply });
      }
      const works = [...answered, await settle(trial, server)].map((text) => `work: ${text}`);
      const isOther = (line: string) => line.startsWith('work:') && !works.includes(line);
      const line = linesOf(server).find(isOther);
      if (line === undefined) return;
      return trial.fail({
        says: 'It printed a line of work for what is no request.',
        misconception,
        expected: 'no line',
        seen: line,
      });
    },
  },
];

const NO_NEW_PLACE =
  'The thousand are counted in new requests. A repeat is none: it comes in no list a second time, it pushes nothing out, and it makes nothing young again. Else one client that repeats one request could decide what the server forgets.';

const ROW_OF_DIGITS =
  'Digits behind digits are one row of digits: port 2000 with number 15 and port 20001 with number 5 both make 200015. Put something between them that occurs in neither.';

/** Command lines that send a request, many others a hundred at a time, and the request again, from its port. */
function repeatBehind(count: number): string {
  const request = "printf '7 hello' | nc -u -w1 -p 5000 127.0.0.1 12000";
  return `${request}; seq -f "'%g more'" ${count} | xargs -n 100 ${SEND}; ${request}`;
}
