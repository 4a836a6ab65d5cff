import type { Check } from '../../../tools/system/check.ts';
import { CHAPTER, WITH_SERVER } from './place.ts';
import { untilBytes } from './sending.ts';
import { begin } from './talk.ts';
import { byteLength, lines } from './texts.ts';

/** What no letter of UTF-8 contains. */
const NO_LETTERS = Buffer.from([0x41, 0xff, 0xc0, 0x42, 0x0a]);

export const asTheyCame: Check = {
  id: 'as-they-came',
  title: 'sends texts as they are, and prints lines as they came',
  task: 2,
  needs: ['split-letters'],
  reads: `${CHAPTER}#whole-lines`,
  byHand: `${WITH_SERVER} "  one " | cat -A`,
  async run(trial) {
    const texts = [`  ${trial.random.word(3)} `, `\t${trial.random.word(3)}\r`];
    const { peer, subject } = await begin(trial, [...texts, 'x']);
    const request = lines([...texts, 'x']);
    await untilBytes(peer, byteLength(request));
    if (peer.received.toString() !== request) {
      return trial.fail({
        says: 'The texts lost something at their edges before they were sent.',
        misconception:
          'A blank, a tab and a carriage return are bytes of the text like all others, at its edges, too. Who gave them wants them sent; trim takes them away. The newline is the only byte that may not be in a text, and the only one that is added.',
        expected: Buffer.from(request),
        seen: peer.received,
        isSilence: !peer.isOver,
      });
    }
    const blanks = Buffer.from(lines([` ${trial.random.word(3)}  `, `${trial.random.word(3)}\r`]));
    const reply = Buffer.concat([blanks, NO_LETTERS]);
    await peer.send(reply);
    peer.end();
    await subject.end();
    const seen = subject.outputBytes;
    if (seen.equals(reply)) return;
    const compared = { expected: reply, seen, isSilence: !subject.ending };
    if (seen.subarray(0, blanks.length).equals(blanks)) {
      return trial.fail({
        says: 'Bytes that are no UTF-8 were not printed as they came.',
        misconception:
          'Not all bytes are a text. Whoever makes a string of them, by toString or a decoder, gets the mark � for what is no letter, and prints that mark, which is three other bytes. Pass the bytes on as they are; to count lines, look for the byte 0x0A.',
        ...compared,
      });
    }
    return trial.fail({
      says: 'The lines were printed without the blanks or the carriage return that came with them.',
      misconception:
        'A line goes from one newline to the next, and all between them belongs to it: blanks at its edges, and a carriage return as well. What trims lines, or takes \\r\\n for the end of one, prints other lines than came.',
      ...compared,
    });
  },
};
