import type { Check } from '../../tools/system/check.ts';
import type { Subject } from '../../tools/system/subject.ts';
import type { Env, Trial } from '../../tools/system/trial.ts';
import type { Datagram, UdpPeer } from '../../tools/system/udp-peer.ts';

const CHAPTER = 'chapters/04-uppercase-over-udp.md';
const RUN = 'npx tsx answers/udp-client.ts 127.0.0.1 12000';

/** So much time for the reply that a client which waits for it never asks again. */
const PATIENT: Env = { TIMEOUT_MS: '600000', TRIES: '3' };
/** A client that asks again soon, and never gives up while we look. */
const PERSISTENT: Env = { TIMEOUT_MS: '200', TRIES: '1000' };

export const checks: readonly Check[] = [
  {
    id: 'sends-text',
    title: 'sends the text',
    task: 1,
    reads: `${CHAPTER}#a-client-that-asks`,
    byHand: `${RUN} hello there, beside npx wirebook run 01/receiver`,
    hint: 1,
    async run(trial) {
      const words = [trial.random.word(), trial.random.word(), trial.random.word()];
      const { request, subject } = await asked(trial, words, PATIENT);
      const expected = Buffer.from(words.join(' '));
      if (request?.bytes.equals(expected)) return;
      if (!request) return failUnasked(trial, subject, expected);
      return trial.fail({
        says: 'The datagram that it sent is not the text of its arguments.',
        misconception:
          'A shell cuts a command line into words, and a program gets them as a list: first HOST, then PORT, then all the words of the text. With a blank between every two of them they are the text again; nothing else belongs in the datagram, and no newline ends it.',
        expected,
        seen: request.bytes,
      });
    },
  },
  {
    id: 'prints-reply',
    title: 'prints the reply',
    task: 1,
    needs: ['sends-text'],
    reads: `${CHAPTER}#a-client-that-asks`,
    byHand: `${RUN} hello, beside npx wirebook run 04/server`,
    hint: 1,
    async run(trial) {
      const word = trial.random.word();
      const reply = trial.random.word().toUpperCase();
      const { request, subject, peer } = await asked(trial, [word], PATIENT);
      if (!request) return failUnasked(trial, subject, Buffer.from(word));
      await peer.send(reply, request.from);
      await subject.until(() => subject.ending ?? (printed(subject) === reply || undefined));
      if (printed(subject) === reply) return;
      const isOwn = printed(subject) === word.toUpperCase();
      return failUnprinted(trial, subject, {
        reply,
        unless: isOwn
          ? 'It printed the uppercase of its own text, not the reply.'
          : 'What it printed is not the reply.',
        misconception:
          'The client can’t know what the server will say; it prints the bytes that came, as text and as one line. They are its standard output; whatever else it has to say goes to standard error.',
      });
    },
  },
  {
    id: 'ends',
    title: 'ends once it has the reply',
    task: 1,
    needs: ['prints-reply'],
    reads: `${CHAPTER}#a-client-with-patience`,
    byHand: `TIMEOUT_MS=600000 ${RUN} hello, beside npx wirebook run 04/server`,
    async run(trial) {
      const reply = trial.random.word().toUpperCase();
      const { request, subject, peer } = await asked(trial, [trial.random.word()], PATIENT);
      if (!request) return failUnasked(trial, subject);
      // A network may deliver one datagram twice.
      await peer.send(reply, request.from);
      await peer.send(reply, request.from);
      const ending = await subject.end();
      if (!ending) {
        const isClosed = await isRefusedBy(peer, request);
        return trial.fail({
          says: isClosed
            ? 'It has its reply, it has closed its socket, and it goes on running.'
            : 'It has its reply and goes on running, with its socket open.',
          misconception: isClosed
            ? 'A timer keeps a Node program running until it has fired, even where nobody needs it any more. Whoever has the reply takes the timer back: clearTimeout.'
            : 'An open UDP socket keeps a Node program running, since there might be another datagram: nothing in UDP says that this was the last one. Whoever has what it wanted closes the socket, and takes back the timer that would ask again.',
          expected: 'an end with exit code 0',
          isSilence: true,
        });
      }
      return expectReply(trial, subject, {
        reply,
        misconception:
          'A reply can come twice: the network may copy a datagram, and a server that was asked twice answers twice. The first one is the reply; the client is done with it, closes its socket and listens to nothing more.',
      });
    },
  },
  {
    id: 'any-text',
    title: 'takes any text there and back',
    task: 1,
    needs: ['ends'],
    reads: `${CHAPTER}#what-uppercase-does-to-a-text`,
    byHand: `${RUN} grüße, beside npx wirebook run 04/server`,
    async run(trial) {
      const misconception =
        'The bytes of a text are its UTF-8 encoding, and Node’s send and toString use it where nothing else is asked for. Every byte of the datagram belongs to the text: blanks at its edges, letters that take several bytes, and all of a long one.';
      const long = Array.from({ length: 1_000 }, () => trial.random.word());
      const conversations = [
        { words: [' grüße ', '', `${trial.random.word()} 🚲`], reply: ' ΪΌΣ ÄÖ 🚲 ' },
        { words: long, reply: long.join(' ').toUpperCase() },
      ];
      for (const { words, reply } of conversations) {
        const { request, subject, peer } = await asked(trial, words, PATIENT);
        const expected = Buffer.from(words.join(' '));
        if (!request) return failUnasked(trial, subject, expected);
        if (!request.bytes.equals(expected)) {
          const says = 'The datagram that it sent is not the UTF-8 of its text.';
          return trial.fail({ says, misconception, expected, seen: request.bytes });
        }
        await peer.send(reply, request.from);
        await subject.end();
        expectReply(trial, subject, { reply, misconception });
      }
    },
  },
  {
    id: 'empty-text',
    title: 'sends an empty text, and takes an empty reply',
    task: 1,
    needs: ['ends'],
    reads: `${CHAPTER}#nothing-is-a-request-too`,
    byHand: `${RUN} '', beside npx wirebook run 04/server`,
    async run(trial) {
      const misconception =
        'An empty text is a text. It makes a datagram without a byte, which arrives like any other, and so does its reply. An empty string is false where JavaScript wants a truth, so a test for “is there a text?” or “is there a reply?” easily takes an empty one for a missing one.';
      const { request, subject, peer } = await asked(trial, [''], PATIENT);
      if (!request) {
        const seen = subject.ending ? { seen: ended(subject) } : { isSilence: true };
        const says = 'It was given an empty text and sent no datagram.';
        return trial.fail({ says, misconception, expected: Buffer.alloc(0), ...seen });
      }
      if (request.bytes.length > 0) {
        const says = 'It was given an empty text, and its datagram is not empty.';
        return trial.fail({
          says,
          misconception,
          expected: Buffer.alloc(0),
          seen: request.bytes,
        });
      }
      await peer.send('', request.from);
      await subject.end();
      return expectReply(trial, subject, { reply: '', misconception });
    },
  },
  {
    id: 'two-at-once',
    title: 'can run twice at the same time',
    needs: ['ends'],
    reads: 'chapters/01-udp-model.md#one-socket-for-everybody',
    byHand: `${RUN} hello, in two terminals`,
    async run(trial) {
      const misconception =
        'Only one socket can have a port, so of a client that asks for a port of its own choice only one can run at a time. A client needs no particular port: the system gives its socket a free one with the first datagram, and the server reads there whom it has to answer.';
      const words = [trial.random.word(), trial.random.word()] as const;
      const one = await asked(trial, [words[0]], PATIENT);
      if (!one.request) return failUnasked(trial, one.subject);
      const second = begun(trial, one.peer, [words[1]], PATIENT);
      const request = await nextFrom(one.peer, second, trial.patience.startMs);
      if (!request) {
        const says = 'While one waited for its reply, a second one sent nothing.';
        const expected = Buffer.from(words[1]);
        const seen = second.ending ? { seen: ended(second) } : { isSilence: true };
        return trial.fail({ says, misconception, expected, ...seen });
      }
      const replies = [trial.random.word(), trial.random.word()] as const;
      await one.peer.send(replies[1], request.from);
      await second.end();
      expectReply(trial, second, { reply: replies[1], misconception });
      await one.peer.send(replies[0], one.request.from);
      await one.subject.end();
      expectReply(trial, one.subject, { reply: replies[0], misconception });
    },
  },
  {
    id: 'asks-again',
    title: 'asks again when no reply comes',
    task: 2,
    needs: ['ends'],
    reads: `${CHAPTER}#a-client-with-patience`,
    byHand: `${RUN} hello, beside npx wirebook run 04/lossy-server`,
    hint: 2,
    async run(trial) {
      const word = trial.random.word();
      const reply = trial.random.word();
      const { request, subject, peer } = await asked(trial, [word], PERSISTENT);
      if (!request) return failUnasked(trial, subject);
      const misconception =
        'A request or its reply can be lost, and nobody tells the client. It has to notice by itself that nothing comes: a timer starts with each request, and when it fires, the same request goes out once more.';
      const expected = Buffer.from(word);
      const again = [await peer.next(), await peer.next()];
      for (const one of again) {
        if (one?.bytes.equals(expected)) continue;
        if (one) {
          const says = 'It asked again, but with other bytes.';
          return trial.fail({ says, misconception, expected, seen: one.bytes });
        }
        const times = again[0] ? 'twice' : 'once';
        const says = `It asked ${times}, got no reply, and ${subject.ending ? 'gave up' : 'did not ask again'}; TIMEOUT_MS was 200 and TRIES 1000.`;
        const seen = subject.ending ? { seen: ended(subject) } : { isSilence: true };
        return trial.fail({ says, misconception, expected, ...seen });
      }
      await answerAll(peer, again[1] ?? request, reply);
      await subject.end();
      return expectReply(trial, subject, { reply, misconception });
    },
  },
  {
    id: 'gives-up',
    title: 'gives up after TRIES requests',
    task: 2,
    needs: ['asks-again'],
    reads: `${CHAPTER}#a-client-with-patience`,
    byHand: `TRIES=2 ${RUN} hello, with no server`,
    hint: 2,
    async run(trial) {
      const chosen = trial.random.pick([2, 4, 5]);
      for (const [tries, env] of [
        [chosen, { TRIES: `${chosen}` }],
        [3, {}],
      ] as const) {
        const { request, subject, peer } = await asked(trial, [trial.random.word()], {
          TIMEOUT_MS: '200',
          ...env,
        });
        if (!request) return failUnasked(trial, subject);
        let count = 1;
        while (count <= tries && (await peer.next())) count += 1;
        const ending = count > tries ? undefined : await subject.end();
        if (ending && count === tries) continue;
        const allowed = 'TRIES' in env ? `TRIES=${tries}` : 'Without TRIES, 3 tries';
        return trial.fail({
          says:
            count > tries
              ? `${allowed} allowed ${tries} requests; it sent one more.`
              : ending
                ? `${allowed} allowed ${tries} requests; it gave up after ${count}.`
                : `${allowed} allowed ${tries} requests; it sent ${count}, and then neither asked again nor ended.`,
          misconception:
            'TRIES counts all requests, the first one too. When the time for the last one is over, the client has to say that there is no reply, and end: a server that is gone never answers, and whoever asks it for ever only loads the network.',
          expected: `${tries} requests, and an end`,
          ...(count > tries || ending ? {} : { isSilence: true }),
          seen: `${count} requests${ending ? ', and an end' : ''}`,
        });
      }
    },
  },
  {
    id: 'own-timeout',
    title: 'waits TIMEOUT_MS for each reply',
    task: 2,
    needs: ['gives-up'],
    reads: `${CHAPTER}#a-client-with-patience`,
    byHand: `TIMEOUT_MS=20 TRIES=60 ${RUN} hello, with no server`,
    async run(trial) {
      const env = { TIMEOUT_MS: '20', TRIES: '60' };
      const { request, subject } = await asked(trial, [trial.random.word()], env);
      if (!request) return failUnasked(trial, subject);
      const ending = await subject.end(3 * trial.deadlineMs);
      if (ending) return;
      return trial.fail({
        says: 'With TIMEOUT_MS=20 and TRIES=60 all should be over after 1.2 s. It still goes on.',
        misconception:
          'How long a reply takes, nobody knows better than the one who starts the client: the variable TIMEOUT_MS is the time for each try, in milliseconds, and 1000 is only what holds where nobody decides.',
        expected: 'an end with an exit code other than 0',
        isSilence: true,
      });
    },
  },
  {
    id: 'last-try',
    title: 'waits for the reply to its last request, too',
    task: 2,
    needs: ['gives-up'],
    reads: `${CHAPTER}#a-client-with-patience`,
    byHand: `TRIES=3 ${RUN} hello, beside npx wirebook run 04/lossy-server`,
    async run(trial) {
      const reply = trial.random.word();
      const env = { TIMEOUT_MS: `${trial.deadlineMs}`, TRIES: '2' };
      const { request, subject, peer } = await asked(trial, [trial.random.word()], env);
      if (!request) return failUnasked(trial, subject);
      const last = await peer.next(trial.patience.startMs);
      if (last) await answerAll(peer, last, reply);
      const ending = await subject.end();
      if (printed(subject) === reply) return;
      return trial.fail({
        says: last
          ? `The reply to its last request came, and it ${ending ? 'had given up' : 'did not print it'}.`
          : 'Of two requests that TRIES allowed, the second did not come.',
        misconception:
          'Giving up is the end of a wait, not of a count. The last request is a request like the others: it gets the same TIMEOUT_MS for its reply, and only when that time is over was it in vain.',
        expected: Buffer.from(`${reply}\n`),
        seen: subject.outputBytes,
        isSilence: true, // of a machine that was too busy, too
      });
    },
  },
  {
    id: 'failure',
    title: 'tells of failure as programs do',
    needs: ['gives-up'],
    reads: `${CHAPTER}#a-client-with-patience`,
    byHand: `TRIES=1 ${RUN} hello; echo $?, with no server`,
    async run(trial) {
      const env = { TIMEOUT_MS: '200', TRIES: '1' };
      const { request, subject } = await asked(trial, [trial.random.word()], env);
      if (!request) return failUnasked(trial, subject);
      const ending = await subject.end();
      const misconception =
        'Whoever runs a client in a script reads its standard output for the reply, and its exit code for whether there is one; a person reads standard error. A message among the replies is taken for a reply, and an exit code of 0 says that all went well.';
      const expected =
        'nothing on standard output, a message on standard error, and an exit code other than 0';
      if (!ending) {
        const says = 'Its only request got no reply, and it did not end.';
        return trial.fail({ says, misconception, expected, isSilence: true });
      }
      if (subject.output !== '') {
        const says = 'There was no reply, and it printed something on standard output.';
        return trial.fail({ says, misconception, expected, seen: subject.outputBytes });
      }
      if (ending.code === 0) {
        const says = 'There was no reply, and it ended with exit code 0, as if all were well.';
        return trial.fail({ says, misconception, expected, seen: 'exit code 0' });
      }
      if (subject.errors.trim() !== '') return;
      const says = 'There was no reply, and it ended without a word.';
      return trial.fail({ says, misconception, expected, seen: 'nothing on standard error' });
    },
  },
  {
    id: 'own-server',
    title: 'takes a reply only from the server that it asked',
    task: 3,
    needs: ['ends'],
    reads: `${CHAPTER}#an-answer-from-a-stranger`,
    byHand: `${RUN} hello, beside npx wirebook run 04/overheard-server`,
    hint: 3,
    async run(trial) {
      const reply = trial.random.word();
      const forged = trial.random.word();
      const { request, subject, peer } = await asked(trial, [trial.random.word()], PATIENT);
      if (!request) return failUnasked(trial, subject);
      const strangers = [await trial.udp(), await namesake(trial, peer)];
      for (const stranger of strangers) await stranger?.send(forged, request.from);
      await peer.send(reply, request.from);
      await subject.end();
      const misconception =
        'A port is open to everybody: any program can send a datagram to it, and the first that comes need not be the reply. What tells the server from a stranger is its address together with its port. A connected socket has the kernel compare both; otherwise the program has to, with each message.';
      if (!subject.output.includes(forged)) {
        return expectReply(trial, subject, { reply, misconception });
      }
      return trial.fail({
        says: 'It printed what a stranger had sent, not the reply of the server that it asked.',
        misconception,
        expected: Buffer.from(`${reply}\n`),
        seen: subject.outputBytes,
      });
    },
  },
  {
    id: 'refusal',
    title: 'asks on when the port refuses',
    task: 4,
    needs: ['gives-up', 'own-server'],
    reads: `${CHAPTER}#a-refusal`,
    byHand: `${RUN} hello, and then npx wirebook run 04/server within three seconds`,
    hint: 2,
    async run(trial) {
      const reply = trial.random.word();
      const { request, subject, peer } = await asked(trial, [trial.random.word()], PERSISTENT);
      if (!request) return failUnasked(trial, subject);
      const misconception =
        'A refusal says that nobody has the port at this moment. The server may be starting again, so a refusal is a lost try and no more: the client waits its time and asks again. A connected socket is told by an error event or in the callback of send, and an error event without a listener ends a Node program.';
      const { port } = peer;
      // Connected to somebody else, this socket keeps the port, and the kernel refuses what the client sends.
      await peer.connect(await trial.udp());
      trial.note(`refuses   what the client sends to port ${port}`);
      if (await subject.end()) {
        return trial.fail({
          says: DIED.test(subject.errors)
            ? 'Its port refused, and it died of an error that nobody caught.'
            : 'Its port refused, and it gave up, although TRIES was 1000 and TIMEOUT_MS 200.',
          misconception,
          expected: 'more requests',
          seen: ended(subject),
        });
      }
      peer.close();
      const server = await trial.udp('127.0.0.1', port);
      trial.note(`listens   127.0.0.1:${port} again`);
      const again = await server.next(trial.patience.startMs);
      if (!again) {
        const seen = subject.ending ? { seen: ended(subject) } : { isSilence: true };
        const says = 'Its port refused for a while, and it never asked again.';
        return trial.fail({ says, misconception, expected: 'one more request', ...seen });
      }
      await answerAll(server, again, reply);
      await subject.end();
      return expectReply(trial, subject, { reply, misconception });
    },
  },
  {
    id: 'cannot-send',
    title: 'gives up at once when the text cannot be sent',
    task: 5,
    needs: ['failure'],
    reads: `${CHAPTER}#how-long-may-a-text-be`,
    byHand: `${RUN} "$(node -p '"x".repeat(70000)')"`,
    hint: 3,
    async run(trial) {
      if (process.platform === 'win32') {
        return trial.notHere('Windows has no command line of this length');
      }
      const peer = await trial.udp();
      const subject = begun(trial, peer, ['x'.repeat(70_000)], PATIENT);
      const ending = await subject.end(trial.patience.startMs);
      const misconception =
        'That no datagram can carry the text is known at once, and no later try will change it. Node says so to the callback of send; without one, nobody hears of it, and the client waits for the reply to a request that never left.';
      const expected = 'a message on standard error, and an exit code other than 0';
      if (!ending) {
        const says = 'A text of 70,000 bytes fits no datagram, and it goes on waiting for a reply.';
        return trial.fail({ says, misconception, expected, isSilence: true });
      }
      if (ending.code !== 0 && subject.errors.trim() !== '') return;
      const says =
        ending.code === 0
          ? 'A text of 70,000 bytes fits no datagram, and it ended with exit code 0.'
          : 'A text of 70,000 bytes fits no datagram, and it ended without a word.';
      return trial.fail({ says, misconception, expected, seen: ended(subject) });
    },
  },
];

/** What Node and Python say at such an end. */
const DIED = /^Node\.js v\d|^Traceback \(most/m;

/** Starts the client, so that it asks `peer`. */
function begun(trial: Trial, peer: UdpPeer, words: readonly string[], env: Env): Subject {
  return trial.start(['127.0.0.1', `${peer.port}`, ...words], env);
}

/** Starts the client and waits for its first request. */
async function asked(trial: Trial, words: readonly string[], env: Env) {
  const peer = await trial.udp();
  const subject = begun(trial, peer, words, env);
  const request = await peer.next(trial.patience.startMs);
  return { peer, subject, request };
}

/** The next datagram, unless the program that should send it ends before. */
async function nextFrom(
  peer: UdpPeer,
  subject: Subject,
  limitMs: number,
): Promise<Datagram | undefined> {
  for (let leftMs = limitMs; leftMs > 0 && !subject.ending; leftMs -= 100) {
    const datagram = await peer.next(100);
    if (datagram) return datagram;
  }
  return peer.waiting > 0 ? await peer.next() : undefined;
}

/** Answers a request and those that crossed with the reply. */
async function answerAll(peer: UdpPeer, first: Datagram, reply: string): Promise<void> {
  let request: Datagram | undefined = first;
  for (let count = 0; request && count < 20; count += 1) {
    await peer.send(reply, request.from);
    request = await peer.next();
  }
}

/** Whether the socket that asked is closed: then the kernel refuses what the one that was asked sends there. */
async function isRefusedBy(peer: UdpPeer, { from }: Datagram): Promise<boolean> {
  await peer.connect(from);
  await peer.send('');
  return (await peer.told()) === 'ECONNREFUSED';
}

/** A socket at another address with the port of `peer`; none where there is no such address or port. */
async function namesake(trial: Trial, peer: UdpPeer): Promise<UdpPeer | undefined> {
  try {
    return await trial.udp('127.0.0.2', peer.port);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

/** What it printed, without the end of its last line. */
function printed({ output }: Subject): string {
  return output.replace(/\r?\n$/, '');
}

function ended({ ending }: Subject): string {
  return `an end with exit code ${ending?.code}`;
}

/** Accepts an end with exit code 0 after the reply and nothing else was printed. */
function expectReply(
  trial: Trial,
  subject: Subject,
  { reply, misconception }: { readonly reply: string; readonly misconception: string },
): void {
  const hasNothing = subject.output === '' && !subject.ending;
  if (hasNothing || printed(subject) !== reply) {
    const hasMore = reply !== '' && subject.output.includes(reply);
    const unless = hasMore
      ? 'It printed more than the reply.'
      : 'What it printed is not the reply.';
    return failUnprinted(trial, subject, { reply, unless, misconception });
  }
  if (subject.ending?.code === 0) return;
  const seen = subject.ending ? { seen: ended(subject) } : { isSilence: true };
  return trial.fail({
    says: subject.ending
      ? 'It printed the reply and ended, but not with exit code 0.'
      : 'It printed the reply and goes on running.',
    misconception,
    expected: 'an end with exit code 0',
    ...seen,
  });
}

/** Rejects for a reply that was sent and not printed, or not it alone. */
function failUnprinted(
  trial: Trial,
  subject: Subject,
  {
    reply,
    unless,
    misconception,
  }: { readonly reply: string; readonly unless: string; readonly misconception: string },
): never {
  const expected = Buffer.from(`${reply}\n`);
  if (subject.output !== '') {
    return trial.fail({ says: unless, misconception, expected, seen: subject.outputBytes });
  }
  if (subject.ending) {
    const says = 'A reply was sent to it, and it ended without printing it.';
    return trial.fail({ says, misconception, expected, seen: ended(subject) });
  }
  const says = 'A reply was sent to it, and it printed nothing.';
  return trial.fail({ says, misconception, expected, isSilence: true });
}

/** Rejects for a first request that didn't come. */
function failUnasked(trial: Trial, subject: Subject, expected?: Buffer): never {
  const told = {
    misconception:
      'The client speaks first: it sends one datagram to the HOST and PORT of its arguments. The text stands behind them, so it asks nobody for it.',
    expected: expected ?? 'a datagram',
  };
  if (!subject.ending) {
    const says = 'No datagram came to the port that it was given.';
    return trial.fail({ says, ...told, isSilence: true });
  }
  const says = 'It ended before a datagram came to the port that it was given.';
  return trial.fail({ says, ...told, seen: ended(subject) });
}
