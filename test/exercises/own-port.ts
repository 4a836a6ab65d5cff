import type { Check } from '../../tools/system/check.ts';
import type { Subject } from '../../tools/system/subject.ts';
import type { ListeningServer } from '../../tools/system/listening-server.ts';
import type { Trial } from '../../tools/system/trial.ts';
import type { UdpPeer } from '../../tools/system/udp-peer.ts';
import { awaitReports, reportsOf } from './contract/reports.ts';

const CHAPTER = 'chapters/01-udp-model.md';
const HOST = '127.0.0.1';
const RUN = 'npx tsx answers/own-port.ts';
const SEND = 'npx wirebook run 01/sender -- 127.0.0.1 PORT';

export const checks: readonly Check[] = [
  {
    id: 'own-port',
    title: 'has a port of its own, and names it',
    task: 1,
    reads: `${CHAPTER}#a-place-to-be-found`,
    byHand: `${RUN}, in two terminals`,
    hint: 2,
    async run(trial) {
      const first = await listener(trial);
      const second = await listener(trial, 'the first goes on');
      if (first.port !== second.port) return;
      return trial.fail({
        says: `Two of them, running at the same time, say that they listen on port ${first.port}.`,
        misconception: `${TAKEN} A program that prints the line before it is bound prints it even then.`,
        expected: 'two ports',
        seen: `port ${first.port}, twice`,
      });
    },
  },
  {
    id: 'hears',
    title: 'hears what comes to the port that it names',
    task: 1,
    needs: ['own-port'],
    reads: `${CHAPTER}#a-place-to-be-found`,
    byHand: `${SEND} hello`,
    hint: 2,
    async run(trial) {
      const { port, subject } = await listener(trial);
      const client = await trial.udp();
      await client.connect({ host: HOST, port });
      await client.send(trial.random.word());
      const told = await reportOrRefusal(subject, client);
      if (told === 'report') return;
      if (told === 'ended') return rejectEnd(trial);
      const expected = A_LINE;
      const isRefused = told === 'refused';
      return trial.fail({
        says: isRefused
          ? 'Nobody listens on the port that it named: the kernel refused the datagram.'
          : 'It printed nothing for a datagram to the port that it named.',
        misconception: isRefused
          ? 'A port belongs to the socket that is bound to it. What another socket was given, or what the kernel gave a moment ago, says nothing about this one: each bind to port 0 is a new request. The socket on which you wait for messages tells its own port, by address().'
          : 'A datagram goes to the socket that is bound to the port, and Node offers it to that socket’s listeners for message. Where there is none, it is dropped. Listen on the socket that you bind, and print a line for each message.',
        expected,
        ...(isRefused ? { seen: 'ECONNREFUSED' } : { isSilence: true }),
      });
    },
  },
  {
    id: 'each-one',
    title: 'prints a line for each datagram',
    task: 2,
    needs: ['hears'],
    reads: `${CHAPTER}#four-words-four-datagrams`,
    byHand: `${SEND} one "" two "and a longer one"`,
    async run(trial) {
      const { port, subject } = await listener(trial);
      const client = await trial.udp();
      const { random } = trial;
      const texts = [random.word(), random.word(), '', `${random.word(3)} ${random.word(5)}`];
      for (const text of texts) await client.send(text, { host: HOST, port });
      for (const [index, text] of texts.entries()) {
        const seen = (await awaitReports(subject, index + 1))[index];
        if (seen?.startsWith(`"${text}"`)) continue;
        if (seen === undefined && subject.ending) return rejectEnd(trial);
        return trial.fail({
          ...faultOfReport(text, seen),
          expected: `"${text}" from ${client.host}:${client.port}`,
          ...(seen === undefined ? { isSilence: true } : { seen }),
        });
      }
    },
  },
  {
    id: 'names-sender',
    title: 'names the sender, by address and port',
    task: 2,
    needs: ['each-one'],
    reads: `${CHAPTER}#both-addresses-travel-along`,
    byHand: `${SEND} hello`,
    hint: 3,
    async run(trial) {
      const { port, subject } = await listener(trial);
      const clients = [await trial.udp(), await trial.udp()];
      if (process.platform === 'linux') clients.push(await trial.udp('127.0.0.2'));
      for (const [index, client] of clients.entries()) {
        const word = trial.random.word();
        await client.send(word, { host: HOST, port });
        const seen = (await awaitReports(subject, index + 1))[index];
        const expected = `"${word}" from ${client.host}:${client.port}`;
        if (seen === expected) continue;
        if (seen === undefined && subject.ending) return rejectEnd(trial);
        return trial.fail({
          says: faultOfSender(seen, `"${word}" from ${HOST}:${port}`),
          misconception:
            'Two places are named in every datagram: whom it is for, and whom it is from. The first is the socket’s own and the same for all of them. The second comes along with each message, and it takes both an address and a port to tell where an answer would have to go.',
          expected,
          ...(seen === undefined ? { isSilence: true } : { seen }),
        });
      }
    },
  },
  {
    id: 'here-only',
    title: 'can be reached at 127.0.0.1 alone',
    needs: ['hears'],
    reads: `${CHAPTER}#here-or-everywhere`,
    byHand: 'npx wirebook run 01/sender -- 127.0.0.2 PORT hello',
    async run(trial) {
      const { host, port, subject } = await listener(trial);
      if (host !== HOST) {
        return trial.fail({
          says: `It says that it listens on ${host}; the contract wants ${HOST}.`,
          misconception: EVERYWHERE,
          expected: `listening on udp ${HOST}:${port}`,
          seen: `listening on udp ${host}:${port}`,
        });
      }
      if (process.platform !== 'linux') return trial.notHere('only Linux has 127.0.0.2 by itself');
      const stranger = await trial.udp('127.0.0.2');
      const word = trial.random.word();
      await stranger.connect({ host: '127.0.0.2', port });
      await stranger.send(word);
      await reportOrRefusal(subject, stranger);
      const seen = reportsOf(subject).find((line) => line.includes(word));
      if (seen === undefined) return;
      return trial.fail({
        says: `It got a datagram that was sent to 127.0.0.2, although it says ${HOST}.`,
        misconception: EVERYWHERE,
        expected: 'a refusal',
        seen,
      });
    },
  },
];

const TAKEN =
  'A port belongs to one socket at a time, so a number that is written into the program is free only until somebody has it: another program, or this one, started twice. Whoever asks for port 0 gets one that is free, from the only one who knows: the kernel.';

const A_LINE = 'a line that names the datagram and its sender';

const EVERYWHERE =
  'A socket that is bound without an address is bound to 0.0.0.0, and that is not “here”. It takes what comes to any address of the computer, also to those by which the whole network reaches it. Name the address when you bind.';

/** Starts the answer and waits for its line, which must name a port on which somebody can be. */
async function listener(trial: Trial, whileOther?: string): Promise<ListeningServer> {
  const subject = trial.start();
  const isSettled = () => /^listening on .*\n/m.test(subject.output) || subject.ending;
  await subject.until(() => isSettled() || undefined, trial.patience.startMs);
  if (subject.ending && !/^listening on /m.test(subject.output)) {
    rejectEnded(trial, subject, whileOther);
  }
  const server = await trial.listening(subject, 'udp');
  if (server.port > 0 && server.port < 65_536) return server;
  return trial.fail({
    says: `It says that it listens on port ${server.port}, on which nobody can be reached.`,
    misconception:
      'Port 0 is a request, not a port: it leaves the choice to the kernel. The number that you asked with never changes. Which port it became is known when the socket is bound, and the socket tells it: address().port.',
    expected: `listening on udp ${HOST}:PORT, with the port that the kernel gave`,
    seen: `listening on udp ${server.host}:${server.port}`,
  });
}

/** Says why a program may have ended before it listened, where there is a trace of it. */
function rejectEnded(trial: Trial, { errors, ending }: Subject, whileOther?: string): void {
  const trace = (pattern: RegExp) =>
    errors
      .split('\n')
      .find((line) => pattern.test(line))
      ?.trim();
  const taken = trace(/EADDRINUSE|address already in use/i);
  if (taken !== undefined || whileOther !== undefined) {
    return trial.fail({
      says:
        taken === undefined
          ? `Of two, started one after the other, the second ended before it listened; ${whileOther}.`
          : 'It asked for a port that somebody else had, and ended.',
      misconception: TAKEN,
      expected: 'a port that is free',
      seen: taken ?? `exit code ${ending?.code}`,
    });
  }
  const unbound = trace(/getsockname EBADF/);
  if (unbound === undefined) return;
  return trial.fail({
    says: 'It asked a socket for its address before the socket had one, and died of that.',
    misconception:
      'To call bind is to ask for it. The program goes on at once, and the socket is bound a moment later; until then it has no address that it could tell. The function that bind takes as its last argument is called when the socket has one.',
    expected: `listening on udp ${HOST}:PORT`,
    seen: unbound,
  });
}

/** What happens first: a line of the program, its end, the kernel's refusal; or nothing. */
async function reportOrRefusal(
  subject: Subject,
  client: UdpPeer,
): Promise<'report' | 'ended' | 'refused' | undefined> {
  const find = () =>
    reportsOf(subject).length > 0 ? 'report' : subject.ending ? 'ended' : undefined;
  const refusal = client.told().then((code) => (code === undefined ? undefined : 'refused'));
  return await Promise.race([subject.until(find), refusal]);
}

function rejectEnd(trial: Trial): never {
  return trial.fail({
    says: 'It ended, and a datagram got no line.',
    misconception: 'A datagram is no reason to end: others may come, from anybody, at any time.',
    expected: A_LINE,
    seen: 'the end of the program',
  });
}

function faultOfReport(text: string, seen: string | undefined) {
  const misconception =
    'Each datagram is a message of its own and gets a line of its own: not only the first, the empty one like any other, and none together with the next. The event message comes once for each, with all its bytes and no others.';
  const says =
    text === ''
      ? 'The empty datagram got no line that shows it as "".'
      : seen === undefined
        ? 'A datagram behind the first got no line.'
        : `"${text}" came as one datagram; the line in its place shows something else.`;
  const isBuffer = seen?.startsWith('<Buffer') ?? false;
  if (seen !== undefined && !isBuffer && !seen.startsWith('"')) {
    return {
      says: 'The line in the place of this datagram does not begin with its text in quotation marks.',
      misconception:
        'The contract gives the form of the line: "hello" from 127.0.0.1:54321. Whoever reads such lines, a person or a program, goes by their form. What else you want to see can go to standard error (console.error).',
    };
  }
  const bytes =
    'What comes is bytes, a Buffer. Handed to console.log as it is, it is shown as one; put into a template string, or by toString, it becomes the text that was sent.';
  return { says, misconception: isBuffer ? bytes : misconception };
}

function faultOfSender(seen: string | undefined, own: string): string {
  if (seen === undefined) return 'A datagram from another sender got no line.';
  if (seen === own) return 'It names its own address and port in the place of the sender’s.';
  if (!/:\d+$/.test(seen)) return 'The line does not end with the port of the sender.';
  return 'The line names another sender than the socket that sent the datagram.';
}
