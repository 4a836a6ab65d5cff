import type { Check } from '../../tools/system/check.ts';
import type { TcpPeer } from '../../tools/system/tcp-peer.ts';
import type { ListeningServer } from '../../tools/system/listening-server.ts';
import type { Trial } from '../../tools/system/trial.ts';

const CHAPTER = 'chapters/02-tcp-model.md';
const ENDINGS = `${CHAPTER}#what-reliable-promises`;
const TALK = 'nc 127.0.0.1 12000, in two terminals';

export const checks: readonly Check[] = [
  {
    id: 'counts',
    title: 'counts who is there',
    task: 1,
    reads: `${CHAPTER}#a-door-and-the-rooms-behind-it`,
    byHand: `${TALK}; type ? into one`,
    hint: 1,
    async run(trial) {
      const server = await trial.server('tcp');
      const asker = await trial.connect(server);
      const texts = { more: ONLY_CONNECTIONS, fewer: COMES };
      await expectCount(trial, server, asker, {
        count: 1,
        here: 'Nobody but one has come',
        ...texts,
      });
      for (const count of [2, 3, 4]) {
        await trial.connect(server);
        const here =
          count === 2
            ? 'One asks, and another, which came after it, has said nothing'
            : `One asks, and ${count - 1} that came after it have said nothing`;
        await expectCount(trial, server, asker, { count, here, isGrowing: true, ...texts });
      }
    },
  },
  {
    id: 'ended',
    title: 'takes off who has ended, once',
    task: 2,
    needs: ['counts'],
    reads: ENDINGS,
    byHand: `${TALK}; end one by Ctrl-D, type ? into the other`,
    hint: 2,
    async run(trial) {
      const { server, asker, others } = await company(trial);
      for (const [index, leaver] of others.entries()) {
        leaver.end();
        if ((await leaver.rest()) === undefined) {
          return trial.fail({
            says: 'A client ended its side; the server didn’t end its own.',
            misconception:
              'An end closes one direction. As long as the server doesn’t end its own, too, the connection is there. Node does it by itself, unless allowHalfOpen is set or nobody takes what the client says.',
            expected: 'an end of the server’s side',
            isSilence: true,
          });
        }
        const count = others.length - index;
        await expectCount(trial, server, asker, {
          count,
          here: 'A client and the server have both ended their sides',
          more: AFTER_ENDS,
          fewer: TWICE,
        });
      }
      await expectNewcomer(trial, server, asker);
    },
  },
  {
    id: 'given-up',
    title: 'takes off whom it has given up, once',
    task: 2,
    needs: ['ended'],
    reads: ENDINGS,
    byHand: `${TALK}; type ! into one, ? into the other`,
    hint: 2,
    async run(trial) {
      const { server, asker, others } = await company(trial);
      for (const [index, leaver] of others.entries()) {
        await leaver.send('!');
        if ((await leaver.rest()) === undefined) {
          return trial.fail({
            says: 'A client said “!”, and the server kept the connection.',
            misconception:
              'Whoever says “!” is to be given up at once: connection.destroy() closes the socket without waiting for anybody.',
            expected: 'an end of the connection',
            isSilence: true,
          });
        }
        const count = others.length - index;
        await expectCount(trial, server, asker, {
          count,
          here: 'The server has given up a client that said “!”',
          more: AFTER_DESTROY,
          fewer: TWICE,
          onlyWhen: () => leaver.end(),
        });
      }
    },
  },
  {
    id: 'broken-off',
    title: 'takes off who has broken off, once, and serves the others',
    task: 3,
    needs: ['ended'],
    reads: ENDINGS,
    byHand: `npx tsx answers/open-doors.ts, and node -e "const c = require('net').connect(12000, '127.0.0.1', () => c.resetAndDestroy())"`,
    hint: 3,
    async run(trial) {
      const { server, asker, others } = await company(trial);
      for (const [index, leaver] of others.entries()) {
        if (index === others.length - 1) await leaver.send('?'); // and doesn't wait for the answer
        leaver.reset();
        const count = others.length - index;
        await expectCount(trial, server, asker, {
          count,
          here: 'A client has broken off its connection',
          more: AFTER_RESET,
          fewer: TWICE,
        });
      }
      await expectNewcomer(trial, server, asker);
    },
  },
];

/** All others have gone; who comes now is served and counted as ever. */
async function expectNewcomer(
  trial: Trial,
  server: ListeningServer,
  asker: TcpPeer,
): Promise<void> {
  await trial.connect(server);
  const here = 'All but the one who asks had gone, and another one has come';
  const texts = { more: ONLY_CONNECTIONS, fewer: COMES };
  await expectCount(trial, server, asker, { count: 2, here, isGrowing: true, ...texts });
}

/** What has to be counted, and what has happened before. */
interface Expectation {
  readonly count: number;
  readonly here: string;
  /** What is to be told where it says a higher number, and where it says a lower one. */
  readonly more: string;
  readonly fewer: string;
  /** The client's end, for which nobody may have to wait; tried when the number is too high. */
  readonly onlyWhen?: () => void;
  /** Whether the last that happened is that somebody came. */
  readonly isGrowing?: boolean;
}

/** How often is asked at least before a number is said never to come, and once more after it came. */
const ASKS = 10;

/** A server with one who asks and three others; all have been answered once, so all are counted. */
async function company(trial: Trial) {
  const server = await trial.server('tcp');
  const asker = await trial.connect(server);
  const others: TcpPeer[] = [];
  for (let count = 0; count < 3; count += 1) others.push(await trial.connect(server));
  for (const peer of [...others, asker]) await ask(trial, server, peer);
  return { server, asker, others };
}

/**
 * Asks until the right number comes: the server may hear later of what has happened than we do. Fewer than are
 * there it can never say. Then asks on: what is right has to stay so.
 */
async function expectCount(
  trial: Trial,
  server: ListeningServer,
  asker: TcpPeer,
  expectation: Expectation,
): Promise<void> {
  const { count, here, isGrowing = false } = expectation;
  const patienceEnds = performance.now() + trial.deadlineMs;
  const before = trial.steps.length;
  let said = await ask(trial, server, asker, here);
  for (let asked = 1; said !== count; asked += 1) {
    const isTooFew = said < count && !isGrowing;
    const isTooLong = asked >= ASKS && performance.now() > patienceEnds;
    if (isTooFew || isTooLong)
      return await reject(trial, server, asker, { ...expectation, said, asked });
    trial.steps.splice(before); // the same question again: only the last is worth a line
    said = await ask(trial, server, asker, here);
  }
  for (let asked = 1; asked <= ASKS; asked += 1) {
    trial.steps.splice(before);
    said = await ask(trial, server, asker, here);
    if (said !== count) return await reject(trial, server, asker, { ...expectation, said, asked });
  }
}

async function reject(
  trial: Trial,
  server: ListeningServer,
  asker: TcpPeer,
  observed: Expectation & { readonly said: number; readonly asked: number },
): Promise<void> {
  const { count, here, more, fewer, said, asked, onlyWhen, isGrowing = false } = observed;
  if (asked > 1) trial.note(`asked     ${asked} times in all`);
  const areOpen = count === 1 ? 'one connection is' : `${count} connections are`;
  let says = `${here}: ${areOpen} open, and it says ${said}.`;
  let misconception = said > count ? more : fewer;
  if (said > count && onlyWhen) {
    onlyWhen();
    let after = said;
    for (let again = 0; again < ASKS && after !== count; again += 1) {
      after = await ask(trial, server, asker, here);
    }
    if (after === count) {
      says += ` It says ${count} since the client has ended, too.`;
      misconception = HALF;
    }
  }
  return trial.fail({
    says,
    misconception,
    expected: `${count} open`,
    seen: `${said} open`,
    isSilence: said > count || isGrowing,
  });
}

const COMES =
  'A connection is there when the two kernels have agreed on it; then Node calls the function given to createServer. It needn’t carry a byte for that, and two that come from one address are two.';

const ONLY_CONNECTIONS =
  'What is counted are connections, one for each call of the function given to createServer: neither the door, nor what clients say.';

const AFTER_ENDS =
  'When both sides have ended, the connection is over. It is the connection that brings the events of that, end and then close. The server has a close of its own, which comes when the door is closed for good.';

const AFTER_DESTROY =
  'A connection that the server destroys brings neither end nor error: nobody else has ended it or broken it off. All that comes is close.';

const HALF =
  'end() ends one direction, the server’s own. The connection is still there, with its socket and its memory, until the client ends, too, and a client may never do so. Whoever wants to be rid of a connection at once destroys it.';

const AFTER_RESET =
  'A connection that the client breaks off brings no end. It brings error, and then close, which comes in whatever way a connection has ended, and says by its argument whether there was an error before. Broken off or not, it is over.';

const TWICE =
  'When a connection goes, several things happen one after the other: end and then close, error and then close, or your own destroy() and then close. If you count down at two of them, one connection is taken off twice, and one that is still there is missed. Count down at the one event that comes once: close.';

/** What the server says when it is asked how many are there. */
async function ask(
  trial: Trial,
  server: ListeningServer,
  asker: TcpPeer,
  here = 'A client asked',
): Promise<number> {
  const before = asker.receivedBytes;
  await asker.send('?');
  const answer = () => /^(.*?)\r?\n/.exec(asker.received.subarray(before).toString())?.[1];
  await asker.until(() => answer() ?? (asker.isOver || undefined));
  const said = answer();
  const [, number] = /^(\d+) open$/.exec(said ?? '') ?? [];
  if (number !== undefined) return Number(number);
  const expected = 'a line like "3 open"';
  if (said !== undefined) {
    return trial.fail({
      says: 'It was asked how many are there and answered something else.',
      misconception:
        'The answer to “?” is a number that isn’t negative, a blank, the word open, and the end of the line. Whoever counts down more often than up gets below zero.',
      expected,
      seen: Buffer.from(said),
    });
  }
  const ending = asker.isOver ? await server.subject.end() : server.subject.ending;
  if (ending) {
    return trial.fail({
      says: `${here}; then the program ended with exit code ${ending.code}, and all others lost their connections.`,
      misconception:
        'An exception that nobody catches ends a Node program, and so does an event error that no listener takes. That event comes when the other side breaks a connection off, so one client can end the service for everybody.',
      expected,
      seen: 'an end of the program',
    });
  }
  return trial.fail({
    says: asker.isOver
      ? `${here}; the connection of somebody else, who only asks, was closed, too.`
      : 'A client said “?” and got no answer.',
    misconception:
      'Every client that is there is answered whenever it asks, whatever others do or have done.',
    expected,
    ...(asker.isOver ? { seen: asker.error ?? 'an end' } : { isSilence: true }),
  });
}
