import { describe, expect, it } from 'vitest';
import { readBook } from '../../../tools/book/book.ts';
import { strayMessages } from '../../../tools/book/museum.ts';
import { block, chapter } from '../../support/book.ts';

const mistakes = ['loud', 'mute'].map((name) =>
  block(`ts {mistake=shout/${name} #say caught-by=loud}`, 'say();'),
);

function advice(...messages: readonly string[]): readonly string[] {
  const blocks = messages.map((name) => block(`text {message=shout/${name}}`, 'no'));
  const bytes = Buffer.from(chapter('Museum', ...mistakes, ...blocks));
  const { listings } = readBook([{ path: 'chapters/b-museum-of-mistakes.md', bytes }]);
  return strayMessages(listings).map(({ advice }) => advice);
}

describe('a message that belongs to no mistake', () => {
  it('is told which mistake may be meant, of those that have no message', () => {
    expect(advice('loud', 'mutt')).toEqual(['Did you mean shout/mute?']);
    expect(advice('load')).toEqual(['Did you mean shout/loud, shout/mute?']);
  });

  it('may go where every mistake has its own', () => {
    const all = 'Every mistake has its message: take this one away.';
    expect(advice('loud', 'mute', 'loud')).toEqual([all]);
  });
});
