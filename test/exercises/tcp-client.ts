import type { Check } from '../../tools/system/check.ts';
import { asTheyCame } from './tcp-client/as-they-came.ts';
import { clock } from './tcp-client/clock.ts';
import { CHAPTER, RUN, WITH_SERVER } from './tcp-client/place.ts';
import {
  expectGoodEnd,
  expectPrinted,
  expectWholeLines,
  untilPrinted,
} from './tcp-client/printing.ts';
import { expectEnd, expectRequest } from './tcp-client/request.ts';
import { sendApart, taken, untilBytes } from './tcp-client/sending.ts';
import { asked, begin, launched, NEVER_MS } from './tcp-client/talk.ts';
import { byteLength, lines, words } from './tcp-client/texts.ts';
import { expectTrouble } from './tcp-client/trouble.ts';

export const checks: readonly Check[] = [
  {
    id: 'sends-lines',
    title: 'sends each text as a line',
    task: 1,
    reads: `${CHAPTER}#whole-lines`,
    byHand: `${WITH_SERVER} one "two three" four`,
    hint: 2,
    async run(trial) {
      const texts = [trial.random.word(), words(trial), trial.random.word()];
      const { peer } = await begin(trial, texts);
      await expectRequest(trial, peer, texts);
    },
  },
  {
    id: 'ends-side',
    title: 'ends its side when all is sent',
    task: 1,
    needs: ['sends-lines'],
    reads: 'chapters/03-three-way-handshake.md#one-direction-at-a-time',
    byHand: `nc -l -p 12000, and in a second terminal: ${RUN} one two`,
    hint: 3,
    async run(trial) {
      const texts = [trial.random.word(), trial.random.word()];
      const { peer } = await begin(trial, texts);
      await expectRequest(trial, peer, texts);
      await expectEnd(trial, peer, texts);
    },
  },
  {
    id: 'prints-replies',
    title: 'prints the lines that come back',
    task: 2,
    needs: ['ends-side'],
    reads: `${CHAPTER}#a-client-that-knows-when-it-has-everything`,
    byHand: `${WITH_SERVER} one two three`,
    hint: 2,
    async run(trial) {
      const texts = [trial.random.word(), words(trial), trial.random.word()];
      const replies = texts.map(() => trial.random.word());
      const { peer, subject } = await asked(trial, texts);
      await peer.send(lines(replies));
      peer.end();
      await expectPrinted(trial, subject, replies, texts);
    },
  },
  {
    id: 'ends-well',
    title: 'ends with code 0 when the server has answered all and ended',
    task: 2,
    needs: ['prints-replies'],
    reads: `${CHAPTER}#a-client-that-knows-when-it-has-everything`,
    byHand: `${WITH_SERVER} one; echo $?`,
    async run(trial) {
      const texts = [trial.random.word(), trial.random.word()];
      const replies = texts.map(() => trial.random.word());
      const { peer, subject } = await asked(trial, texts);
      await peer.send(lines(replies));
      peer.end();
      await expectGoodEnd(trial, subject, replies);
    },
  },
  {
    id: 'split-lines',
    title: 'prints whole lines, whatever the pieces',
    task: 2,
    needs: ['ends-well'],
    reads: `${CHAPTER}#a-piece-is-not-a-message`,
    byHand: `python3 -c "import socket, time; c = socket.create_server(('127.0.0.1', 12000)).accept()[0]; c.sendall(b'O'); time.sleep(1); c.sendall(b'NE\\nTWO\\n')", and in a second terminal: ${RUN} one two`,
    hint: 2,
    async run(trial) {
      const texts = [trial.random.word(), trial.random.word(), trial.random.word()];
      const replies = texts.map(() => trial.random.word());
      const [first = '', second = '', third = ''] = replies;
      const { peer, subject } = await asked(trial, texts);
      const pieces = [
        first.slice(0, 3),
        `${first.slice(3)}\n${second.slice(0, 5)}`,
        `${second.slice(5)}`,
        `\n${third}`,
        '\n',
      ];
      await sendApart(peer, pieces);
      await expectWholeLines(trial, subject, { replies, pieces });
    },
  },
  {
    id: 'empty-line',
    title: 'keeps empty lines, there and back',
    task: 2,
    needs: ['split-lines'],
    reads: `${CHAPTER}#nothing-is-not-a-message`,
    byHand: `${WITH_SERVER} "" one ""`,
    async run(trial) {
      const texts = ['', trial.random.word(), ''];
      const { peer, subject } = await begin(trial, texts);
      await untilBytes(peer, byteLength(lines(texts)));
      if (peer.received.toString() !== lines(texts)) {
        return trial.fail({
          says: 'An empty text did not come as an empty line.',
          misconception: EMPTY,
          expected: Buffer.from(lines(texts)),
          seen: peer.received,
          isSilence: !peer.isOver,
        });
      }
      const replies = ['', trial.random.word(), ''];
      await peer.send(lines(replies));
      peer.end();
      await untilPrinted(subject, lines(replies));
      if (subject.outputBytes.equals(Buffer.from(lines(replies)))) return;
      return trial.fail({
        says: 'An empty reply line was not printed as an empty line.',
        misconception: EMPTY,
        expected: Buffer.from(lines(replies)),
        seen: subject.outputBytes,
        isSilence: !subject.ending,
      });
    },
  },
  {
    id: 'any-letter',
    title: 'keeps all letters, there and back',
    task: 2,
    needs: ['ends-well'],
    reads: 'chapters/04-uppercase-over-udp.md#what-uppercase-does-to-a-text',
    byHand: `${WITH_SERVER} straße жизнь`,
    async run(trial) {
      const texts = [`straße ${trial.random.word(3)}`, `жизнь 🚲 ${trial.random.word(3)}`];
      const { peer, subject } = await begin(trial, texts);
      await untilBytes(peer, byteLength(lines(texts)));
      if (peer.received.toString('utf8') !== lines(texts)) {
        return trial.fail({
          says: 'What came is not the UTF-8 encoding of the texts.',
          misconception: UTF8,
          expected: Buffer.from(lines(texts)),
          seen: peer.received,
          isSilence: !peer.isOver,
        });
      }
      const replies = [`ÄÖÜ ${trial.random.word(3)}`, `ЖИЗНЬ 🚲 ${trial.random.word(3)}`];
      await peer.send(lines(replies));
      peer.end();
      await untilPrinted(subject, lines(replies));
      if (subject.outputBytes.equals(Buffer.from(lines(replies)))) return;
      return trial.fail({
        says: 'The letters that were printed are not those that came.',
        misconception: UTF8,
        expected: Buffer.from(lines(replies)),
        seen: subject.outputBytes,
        isSilence: !subject.ending,
      });
    },
  },
  {
    id: 'split-letters',
    title: 'keeps letters whole, whatever the pieces',
    task: 2,
    needs: ['split-lines', 'any-letter'],
    reads: `${CHAPTER}#every-piece-every-error`,
    byHand: `python3 -c "import socket, time; c = socket.create_server(('127.0.0.1', 12000)).accept()[0]; c.sendall(b'\\xc3'); time.sleep(1); c.sendall(b'\\x89\\n')", and in a second terminal: ${RUN} é`,
    hint: 2,
    async run(trial) {
      const texts = [trial.random.word()];
      const replies = [`${trial.random.word(3)} É Ж 🚲 ${trial.random.word(3)}`];
      const bytes = Buffer.from(lines(replies));
      const { peer, subject } = await asked(trial, texts);
      const cuts = [5, 8, 11, 13].map((cut, index, all) =>
        bytes.subarray(all[index - 1] ?? 0, cut),
      );
      await sendApart(peer, [...cuts, bytes.subarray(13)]);
      await untilPrinted(subject, lines(replies));
      if (subject.outputBytes.equals(bytes)) return;
      return trial.fail({
        says: 'A letter whose bytes came in two pieces was not printed as it is.',
        misconception:
          'The pieces of a stream may end in the middle of a letter. Whoever turns each piece into text by itself reads half a letter twice, as two marks for what cannot be read. Pass the bytes on as they are, at once or when their line is whole.',
        expected: bytes,
        seen: subject.outputBytes,
        isSilence: !subject.ending,
      });
    },
  },
  {
    id: 'too-few',
    title: 'notices that reply lines are missing',
    task: 3,
    needs: ['split-lines'],
    reads: `${CHAPTER}#a-client-that-knows-when-it-has-everything`,
    byHand: `python3 test/peers/tcp_server.py 12000, and in a second terminal: ${RUN} "$(node -p '"a".repeat(3000)')"; echo $?`,
    hint: 2,
    async run(trial) {
      for (const missing of [1, 3]) {
        const texts = [trial.random.word(), trial.random.word(), trial.random.word()];
        const reply = lines(texts.slice(missing).map(() => trial.random.word()));
        const { peer, subject } = await asked(trial, texts);
        if (reply !== '') await peer.send(reply);
        peer.end();
        await expectTrouble(trial, subject, {
          although: `the server ended after ${3 - missing} of 3 lines`,
          misconception:
            'That the server has ended says that nothing more will come. It does not say that all has come: a server that is stopped, or that gives up on us, ends in the same way. Only the client knows how many lines it is owed, so it has to count them.',
          reply,
        });
      }
    },
  },
  {
    id: 'broken-line',
    title: 'takes no half line for a line',
    task: 3,
    needs: ['too-few'],
    reads: `${CHAPTER}#a-client-that-knows-when-it-has-everything`,
    byHand: `printf 'ONE\\nTW' | nc -N -l -p 12000, and in a second terminal: ${RUN} one two; echo $?`,
    async run(trial) {
      const texts = [trial.random.word(), trial.random.word()];
      const reply = `${trial.random.word()}\n${trial.random.word(4)}`;
      const { peer, subject } = await asked(trial, texts);
      await peer.send(reply);
      peer.end();
      await expectTrouble(trial, subject, {
        although: 'the server ended in the middle of the last line',
        misconception:
          'A line is whole when its newline has come. What stands behind the last newline when the stream ends may be a part of a line, and nobody can see how much of it is missing. Whoever splits the reply at newlines and counts the parts counts that rest as a line; so does a line reader that hands out the rest as if it were one.',
        reply,
      });
    },
  },
  {
    id: 'reads-to-end',
    title: 'reads until the server ends',
    task: 3,
    needs: ['ends-well'],
    reads: `${CHAPTER}#a-client-that-knows-when-it-has-everything`,
    byHand: `(printf 'ONE\\n'; sleep 1; printf 'MORE\\n') | nc -N -l -p 12000, and in a second terminal: ${RUN} one`,
    async run(trial) {
      const texts = [trial.random.word()];
      const replies = [trial.random.word(), trial.random.word()];
      const [first = '', more = ''] = replies;
      const { peer, subject } = await asked(trial, texts);
      await peer.send(`${first}\n`);
      await untilPrinted(subject, `${first}\n`);
      await peer.send(`${more}\n`);
      peer.end();
      const ending = await subject.end();
      if (ending?.code !== 0 || subject.output === lines(replies)) return;
      return trial.fail({
        says: 'The server sent one line more than there were texts; it ended with exit code 0 and without that line.',
        misconception:
          'A reply with a line too many is no better than one with a line too few: client and server don’t agree on what was asked. Whoever leaves at the last line that was owed never sees that. The end of the stream is the server’s word that this was all; read until it comes.',
        expected: `${JSON.stringify(more)} on standard output, or a message and an exit code other than 0`,
        seen: 'exit code 0, without that line',
      });
    },
  },
  asTheyCame,
  {
    id: 'refused',
    title: 'says that it was refused',
    task: 4,
    needs: ['ends-well'],
    reads: `${CHAPTER}#a-client-that-slams-the-door`,
    byHand: `${RUN} one, without a server; echo $?`,
    hint: 3,
    async run(trial) {
      // The port of a connected socket: nobody listens there, and nobody else can.
      const { host, port: listened } = await trial.listen();
      const { port } = await trial.connect({ host, port: listened });
      const args = [host, `${port}`, trial.random.word()];
      const subject = trial.start(args, { TIMEOUT_MS: `${NEVER_MS}` });
      await expectTrouble(trial, subject, {
        although: 'nobody listens at that port',
        misconception:
          'That a connection cannot be had comes as an event, error, and not as an exception of connect. A program that has no listener for it dies with a stack trace, which tells the author much and the user nothing; one that only prints it ends with code 0. Whoever started the client needs two things: a message that says what went wrong, and an exit code other than 0.',
        reply: '',
        moreMs: trial.patience.startMs,
      });
    },
  },
  {
    id: 'reset',
    title: 'says that the connection was reset',
    task: 4,
    needs: ['refused', 'too-few'],
    reads: `${CHAPTER}#a-client-that-slams-the-door`,
    byHand: `npx tsx -e "require('node:net').createServer((c) => c.on('data', () => c.resetAndDestroy())).listen(12000)", and in a second terminal: ${RUN} one; echo $?`,
    hint: 3,
    async run(trial) {
      const texts = [trial.random.word(), trial.random.word(), trial.random.word()];
      const reply = `${trial.random.word()}\n`;
      const { peer, subject } = await asked(trial, texts);
      await peer.send(reply);
      await taken(peer);
      peer.reset();
      await expectTrouble(trial, subject, {
        although: 'the server reset the connection after 1 of 3 lines',
        misconception:
          'A connection that stands can still break, at any time: then error comes, and no end. So the listener has to stay for as long as the socket is there, and what is done after the last byte must not hang on the event end alone.',
        reply,
      });
    },
  },
  ...clock,
  {
    id: 'own-host',
    title: 'connects to HOST',
    needs: ['ends-well'],
    reads: `${CHAPTER}#open-to-the-network`,
    byHand: `npx wirebook run 05/line-server --host 127.0.0.2, and in a second terminal: npx tsx answers/tcp-client.ts 127.0.0.2 12000 one`,
    async run(trial) {
      if (process.platform !== 'linux') return trial.notHere('only Linux has 127.0.0.2 by itself');
      const { subject, listener } = await launched(
        trial,
        [trial.random.word()],
        NEVER_MS,
        '127.0.0.2',
      );
      if (await listener.next(trial.patience.startMs)) return;
      return trial.fail({
        says: 'It was told to connect to 127.0.0.2, and no connection came there.',
        misconception:
          'The first argument says where the server is. 127.0.0.1 leads to this computer and nowhere else: a client that has it written in finds a server as long as both run on its author’s desk.',
        expected: `a connection to 127.0.0.2:${listener.port}`,
        isSilence: !subject.ending,
      });
    },
  },
];

const EMPTY =
  'A text without a letter is a text, and its line is the newline alone. It asks for an answer as every other line does: a client that leaves it out, on its way there or back, shifts all answers that follow. Empty strings are false in a condition, and that is how they get lost.';

const UTF8 =
  'Between client and server there are only bytes, and both sides take them for UTF-8. Another encoding, latin1 or ascii, has one byte for each letter: it breaks letters which in UTF-8 have two or more.';
