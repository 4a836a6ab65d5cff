import type { Check } from '../../tools/system/check.ts';
import type { Subject } from '../../tools/system/subject.ts';
import type { Trial } from '../../tools/system/trial.ts';
import { hasTcpTable, rowsOf, untilFound } from './kernel/tcp-table.ts';

const FOLDER = '03-three-way-handshake';
const CHAPTER = `chapters/${FOLDER}.md`;
const PAIR = 'npx wirebook run 03/deaf-server, npx wirebook run 03/quiet';
const QUIET = `node --import tsx code/${FOLDER}/quiet.ts`;
const LOOK = 'npx wirebook run 03/states';

/** The states of a connection's two ends. */
interface Ends {
  readonly client: string;
  readonly server: string;
}

/** A moment in the life of a connection between the book's `quiet` and its `deaf-server`. */
interface Moment {
  readonly id: 'connected' | 'killed' | 'heard' | 'abandoned';
  /** In words, to go on with "the client’s end was …". */
  readonly when: string;
  /** What Linux's kernels show. */
  readonly ends: Ends;
  /** What one has to think to predict something else, and what is true. */
  readonly misconception: (predicted: Ends) => string;
}

const CONNECTED: Moment = {
  id: 'connected',
  when: 'with the client connected and the server deaf',
  ends: { client: 'ESTABLISHED', server: 'ESTABLISHED' },
  misconception: ({ client, server }) =>
    client !== 'ESTABLISHED'
      ? 'The server’s kernel answers a SYN by itself, however deaf its program is. The client prints its word when that answer has come, and from then on its end is ESTABLISHED.'
      : server === 'LISTEN'
        ? 'The listening socket stays in LISTEN, and is no end of any connection. Each connection has a row of its own at the server, with both ports.'
        : server === 'CLOSED'
          ? 'No program has taken the connection, and the server’s kernel has it all the same: it makes connections by itself, and they wait for the program.'
          : 'No program has to take a connection for it to stand: the third segment is all that the server’s kernel waits for, and that comes at once.',
};

const KILLED: Moment = {
  id: 'killed',
  when: 'with the client killed and the server deaf',
  ends: { client: 'FIN-WAIT-2', server: 'CLOSE-WAIT' },
  misconception: ({ client, server }) =>
    client === 'CLOSED' && server === 'CLOSED'
      ? 'That would be a reset. A process that is killed has its kernel close what it had open, and where nothing lies unread, that is done politely: with a FIN. So only one direction is over.'
      : server === 'ESTABLISHED'
        ? 'The server’s program doesn’t hear of it, its kernel does: it takes the FIN, confirms it, and waits for its program to close.'
        : client === 'CLOSED' || client === 'ESTABLISHED'
          ? 'A connection is a matter of the kernel, and outlives the program that opened it. The client’s kernel has sent a FIN for its dead program, has had it confirmed, and waits for the FIN of the other side.'
          : client === 'FIN-WAIT-1'
            ? 'FIN-WAIT-1 lasts until the FIN is confirmed. No program is needed for that: the server’s kernel does it by itself.'
            : client === 'TIME-WAIT' || server === 'LAST-ACK'
              ? 'That comes after the second FIN. The server hasn’t sent one yet: its kernel doesn’t end a direction for a program that lives.'
              : 'The client’s side ended first, so it is the one in FIN-WAIT; the other has received a FIN and waits for its own program to close.',
};

const HEARD: Moment = {
  id: 'heard',
  when: 'when the server could hear again and had closed its end, too',
  ends: { client: 'TIME-WAIT', server: 'CLOSED' },
  misconception: ({ client, server }) =>
    server === 'TIME-WAIT'
      ? 'The side that closes first has to remember. That was the client’s, by the hand of its kernel; that its program is gone makes no difference.'
      : server === 'CLOSE-WAIT' || client === 'FIN-WAIT-2'
        ? 'CLOSE-WAIT lasts as long as the program doesn’t close. This one does: by default Node answers an end with an end once it has read everything before it.'
        : client === 'CLOSED'
          ? 'TIME-WAIT belongs to the kernel alone. The last ACK may be lost, and then somebody has to be there to answer when the FIN is sent again, whether or not a program is left.'
          : 'The server’s FIN is confirmed at once by the client’s kernel. Then nothing is left to wait for at the server, and the client’s side, which closed first, keeps TIME-WAIT.',
};

const ABANDONED: Moment = {
  id: 'abandoned',
  when: 'with the server killed before it had taken the connection',
  ends: { client: 'CLOSED', server: 'CLOSED' },
  misconception: ({ client, server }) =>
    server === 'FIN-WAIT-2' || client === 'CLOSE-WAIT' || server === 'FIN-WAIT-1'
      ? 'A kernel is polite for a program that had the connection. Here no program had taken it, and so it is broken off, with a reset. No FIN is sent.'
      : client === 'ESTABLISHED'
        ? 'The client’s kernel is told at once: the connection is broken off, with a reset.'
        : client === 'TIME-WAIT' || server === 'TIME-WAIT'
          ? 'TIME-WAIT comes after two FINs. A connection that no program has taken is broken off with a reset, and after a reset nobody on Linux has anything to remember.'
          : 'A connection that no program has taken is broken off with a reset when the program ends, and a reset ends both directions on the spot.',
};

export const checks: readonly Check[] = [
  {
    id: 'connected',
    title: 'knows the states of a connection nobody has taken',
    task: 1,
    reads: `${CHAPTER}#the-kernels-own-list`,
    byHand: `${PAIR}, and ${LOOK}`,
    hint: 2,
    run: async (trial) => await compare(trial, CONNECTED),
  },
  {
    id: 'killed',
    title: 'knows what a killed client leaves behind',
    task: 2,
    needs: ['connected'],
    reads: `${CHAPTER}#one-direction-at-a-time`,
    byHand: `npx wirebook run 03/deaf-server, ${QUIET} & kill -9 $! when it’s connected, and ${LOOK}`,
    hint: 2,
    run: async (trial) => await compare(trial, KILLED),
  },
  {
    id: 'heard',
    title: 'knows who remembers when both have closed',
    task: 3,
    needs: ['killed'],
    reads: `${CHAPTER}#who-has-to-remember`,
    byHand: `the same, Enter at the server, and ${LOOK}`,
    hint: 3,
    run: async (trial) => await compare(trial, HEARD),
  },
  {
    id: 'abandoned',
    title: 'knows what becomes of a connection nobody has taken',
    task: 4,
    needs: ['connected'],
    reads: `${CHAPTER}#the-kernels-own-list`,
    byHand: `${PAIR}, Ctrl-C at the server, and ${LOOK}`,
    hint: 2,
    run: async (trial) => await compare(trial, ABANDONED),
  },
];

const NAMES = (
  'CLOSED LISTEN SYN-SENT SYN-RECEIVED ESTABLISHED FIN-WAIT-1 FIN-WAIT-2 ' +
  'CLOSE-WAIT CLOSING LAST-ACK TIME-WAIT'
).split(' ');

async function compare(trial: Trial, moment: Moment): Promise<void> {
  const predicted = await predictedEnds(trial, moment);
  const where = hasTcpTable ? 'On this computer' : 'Where the chapter was written, on Linux';
  const ends = hasTcpTable ? await seenEnds(trial, moment) : moment.ends;
  if (predicted.client === ends.client && predicted.server === ends.server) return;
  return trial.fail({
    says: `${where}, ${moment.when}, the client’s end was ${ends.client} and the server’s ${ends.server}. You predict ${predicted.client} and ${predicted.server}.`,
    misconception: moment.misconception(predicted),
    expected: `${moment.id} ${ends.client} ${ends.server}`,
    seen: `${moment.id} ${predicted.client} ${predicted.server}`,
  });
}

/** What the answer predicts for a moment; rejects it where the line isn't there, or names no states. */
async function predictedEnds(trial: Trial, { id }: Moment): Promise<Ends> {
  const subject = trial.start();
  const ending = await subject.end(trial.patience.startMs);
  const expected = `${id} CLIENT SERVER, with a state for each`;
  const misconception =
    'Each prediction is a line of its own on standard output: the moment, the state of the client’s end, the state of the server’s. The states are named as RFC 9293 names them; the table under "Eleven states" has all of them.';
  if (!ending) {
    return trial.fail({
      says: 'Your program doesn’t end.',
      misconception: 'It has four lines to print, and then nothing keeps it running.',
      expected: 'four lines and an end',
      isSilence: true,
    });
  }
  const lines = subject.output.split('\n').map((line) => line.trim().split(/\s+/));
  const [, client = '', server = ''] = lines.find(([word]) => word === id) ?? [];
  const odd = [client, server].find((state) => !NAMES.includes(state));
  if (odd === undefined) return { client, server };
  const says =
    odd === '' || odd === '?'
      ? `It predicts nothing for "${id}".`
      : `It predicts ${odd}, which is none of the eleven states.`;
  return trial.fail({ says, misconception, expected, seen: Buffer.from(subject.output) });
}

/** Brings a server and a client of the book into the moment, and reads the kernel's list. */
async function seenEnds(trial: Trial, { id, ends }: Moment): Promise<Ends> {
  const deaf = await started(trial, 'deaf-server', {}, /^listening on tcp \S+:(\d+)\ndeaf until/m);
  const port = Number(deaf.found);
  const quiet = await started(trial, 'quiet', { PORT: `${port}` }, /^(connected)$/m);
  const find = () => rowsOf(port).find(({ to, state }) => to === port && state === 'ESTABLISHED');
  const row = await untilFound(find, trial.patience.startMs);
  if (!row) throw noStates('the kernel’s list doesn’t have the client');
  const ports = [port, row.from] as const;
  if (id === 'killed' || id === 'heard') {
    quiet.subject.signal('SIGKILL');
    trial.note('killed    the client');
    await quiet.subject.end(trial.patience.startMs);
    await endsIn(trial, ports, KILLED.ends);
  }
  if (id === 'heard') {
    deaf.subject.type('\n');
    trial.note('pressed   Enter at the server');
  }
  if (id === 'abandoned') {
    deaf.subject.signal('SIGKILL');
    trial.note('killed    the server');
    await deaf.subject.end(trial.patience.startMs);
  }
  return await endsIn(trial, ports, ends);
}

/** Waits until the kernel's list shows these states, as its own do on Linux; says so where it doesn't. */
async function endsIn(
  trial: Trial,
  [port, clientPort]: readonly [number, number],
  wanted: Ends,
): Promise<Ends> {
  const look = (): Ends => {
    const rows = rowsOf(port, clientPort);
    const client = rows.find(({ from }) => from === clientPort)?.state ?? 'CLOSED';
    const server = rows.find(({ from }) => from === port)?.state ?? 'CLOSED';
    return { client, server };
  };
  const areThere = () => {
    const { client, server } = look();
    return (client === wanted.client && server === wanted.server) || undefined;
  };
  await untilFound(areThere, trial.patience.startMs);
  const ends = look();
  trial.note(`read      client ${ends.client}, server ${ends.server} in the kernel’s list`);
  if (ends.client === wanted.client && ends.server === wanted.server) return ends;
  return trial.notHere(
    `this kernel shows ${ends.client} and ${ends.server} where others show ${wanted.client} and ${wanted.server}`,
  );
}

async function started(
  trial: Trial,
  name: string,
  env: Readonly<Record<string, string>>,
  pattern: RegExp,
): Promise<{ readonly subject: Subject; readonly found: string }> {
  const place = { PORT: '0', HOST: '127.0.0.1', ...env };
  const subject = await trial.listing(`${FOLDER}/${name}.ts`, [], place);
  const find = () => pattern.exec(subject.output.replaceAll('\r', ''))?.[1];
  const found = await subject.until(find, trial.patience.startMs);
  if (found === undefined) throw noStates(`${name} didn’t start`);
  return { subject, found };
}

/** The programs of the book are right; where they can't be run, nothing can be said of an answer. */
function noStates(what: string): Error {
  return new Error(`${what}: the programs of the book could not be run here`);
}
