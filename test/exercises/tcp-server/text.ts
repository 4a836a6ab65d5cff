import type { Check } from '../../../tools/system/check.ts';
import { ASK, CHAPTER } from './by-hand.ts';
import { LINE_BYTES } from './memory.ts';
import { ANY_LETTER, BLANKS, BYTE_ORDER_MARK, CUT_LETTER, LONG_LINE } from './misconceptions.ts';
import { expectAll, expectSoFar, sendCut } from './replies.ts';

export const anyLetter: Check = {
  id: 'any-letter',
  title: 'knows the capitals of all letters',
  task: 2,
  needs: ['one-line'],
  reads: 'chapters/04-uppercase-over-udp.md#what-uppercase-does-to-a-text',
  byHand: `${ASK} straße`,
  async run(trial) {
    const server = await trial.sharedServer('tcp');
    const client = await trial.connect(server);
    let sent = '';
    for (const letters of ['äöü', 'straße', 'жизнь', 'ñandú', 'ΐ', 'i 🚲']) {
      const line = `${trial.random.word(3)} ${letters}\n`;
      sent += line;
      await client.send(line);
      await expectSoFar(trial, client, sent, ANY_LETTER);
    }
  },
};

export const cutLetter: Check = {
  id: 'cut-letter',
  title: 'puts together a letter that was cut in two',
  task: 2,
  needs: ['in-pieces', 'any-letter'],
  reads: `${CHAPTER}#every-piece-every-error`,
  byHand: "(printf 'caf\\303'; sleep 1; printf '\\251\\n') | nc 127.0.0.1 12000",
  async run(trial) {
    const server = await trial.sharedServer('tcp');
    const cuts = ['é', 'ж', '€', '🚲'].flatMap((letter) => {
      const bytes = Buffer.from(`${trial.random.word(3)}${letter}${trial.random.word(3)}`);
      const inside = Array.from({ length: Buffer.byteLength(letter) - 1 }, (_, index) => 4 + index);
      return inside.map((at) => [bytes.subarray(0, at), bytes.subarray(at)]);
    });
    await sendCut(trial, server, cuts, CUT_LETTER);
  },
};

export const blanks: Check = {
  id: 'blanks',
  title: 'keeps blanks, carriage returns and all the rest of a line',
  task: 2,
  needs: ['empty-line'],
  reads: `${CHAPTER}#a-server-for-lines`,
  byHand: "printf ' one \\r\\n' | nc 127.0.0.1 12000 | od -c",
  async run(trial) {
    const server = await trial.sharedServer('tcp');
    const word = () => trial.random.word(4);
    const lines: readonly (readonly [line: string, fault: string])[] = [
      [`  ${word()} \t${word()}\t \n`, 'Blanks at the edges of a line are not in its reply.'],
      [`${word()}\r\n`, 'The carriage return before a newline is not in the reply.'],
      [`${word()}\r${word()}\r\n`, 'The reply differs where a carriage return was.'],
      [
        `${word()}\u2028${word()}\v${word()}\f${word()}\n`,
        'The reply differs where a character stands that some take for the end of a line.',
      ],
    ];
    for (const [line, fault] of lines) {
      const client = await trial.connect(server);
      await client.send(line);
      client.end();
      await expectAll(trial, client, line, BLANKS, () => ({ says: fault }));
    }
    const client = await trial.connect(server);
    const marked = `\ufeff${word()}\n`;
    await client.send(marked);
    client.end();
    await expectAll(trial, client, marked, BLANKS, (seen, reply) => {
      if (seen !== reply.slice(1)) return undefined;
      return {
        says: 'The reply lacks the byte order mark with which the line began.',
        misconception: BYTE_ORDER_MARK,
        expected: `the bytes EF BB BF, and behind them ${JSON.stringify(seen)}`,
        seen: JSON.stringify(seen),
      };
    });
  },
};

export const longLine: Check = {
  id: 'long-line',
  title: 'answers a line of a million bytes',
  task: 2,
  needs: ['in-pieces'],
  reads: `${CHAPTER}#whole-lines`,
  byHand: `${ASK} "$(printf '%0100000d' 0)"`,
  async run(trial) {
    const server = await trial.sharedServer('tcp');
    const client = await trial.connect(server);
    const line = `${trial.random
      .word(50)
      .repeat(LINE_BYTES / 50)
      .slice(1)}\n`;
    const flushed = client.send(line);
    await client.bytes(line.length, trial.patience.startMs);
    if (client.receivedBytes >= line.length) await flushed;
    await expectSoFar(trial, client, line, LONG_LINE, (seen, _, isOver) =>
      seen.length < line.length && isOver
        ? { says: 'The connection was over before a line of a million bytes had its reply.' }
        : undefined,
    );
  },
};
