import type { Check } from '../../../tools/system/check.ts';
import type { Datagram, UdpPeer } from '../../../tools/system/udp-peer.ts';
import { expectReply, failUnprinted, printed } from './replies.ts';
import { asked, begun, CHAPTER, ended, failUnasked, nextFrom, PATIENT, RUN } from './talk.ts';

/** It asks, prints the reply, and ends. */
export const asking: readonly Check[] = [
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
    id: 'own-host',
    title: 'asks at HOST',
    task: 1,
    needs: ['ends'],
    reads: 'chapters/01-udp-model.md#one-socket-for-everybody',
    byHand: `npx wirebook run 04/server --host 127.0.0.2, and in a second terminal: npx tsx answers/udp-client.ts 127.0.0.2 12000 hello`,
    async run(trial) {
      if (process.platform !== 'linux') return trial.notHere('only Linux has 127.0.0.2 by itself');
      const reply = trial.random.word();
      const asking = await asked(trial, [trial.random.word()], PATIENT, '127.0.0.2');
      const { request, subject, peer } = asking;
      const misconception =
        'The first argument says where the server is. 127.0.0.1 is this computer and nothing else: a client that has it written in finds a server as long as both run on its author’s desk.';
      if (!request) {
        return trial.fail({
          says: 'It was told to ask 127.0.0.2, and no datagram came there.',
          misconception,
          expected: `a datagram to 127.0.0.2:${peer.port}`,
          isSilence: !subject.ending,
        });
      }
      await peer.send(reply, request.from);
      await subject.end();
      return expectReply(trial, subject, { reply, misconception });
    },
  },
];

/** Whether the socket that asked is closed: then the kernel refuses what the one that was asked sends there. */
async function isRefusedBy(peer: UdpPeer, { from }: Datagram): Promise<boolean> {
  await peer.connect(from);
  await peer.send('');
  return (await peer.told()) === 'ECONNREFUSED';
}
