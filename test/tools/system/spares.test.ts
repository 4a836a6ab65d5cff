import { expect, test } from 'vitest';
import { TrialFolder } from '../../../tools/system/launcher.ts';
import { Spares } from '../../../tools/system/spares.ts';
import { Book } from '../../support/book.ts';

test('a spare becomes a program, also one that has not even booted when it is asked', async (context) => {
  const book = new Book(context, {
    'a.ts': 'console.log(process.argv.slice(2).join(), process.env.WORD, process.connected);\n',
  });
  const folder = new TrialFolder(book.root);
  const spares = new Spares(folder);
  try {
    const answer = spares.launcher('a', await folder.compile('a.ts'));
    // More at once than wait, and all before any of them can be up.
    const subjects = Array.from({ length: 12 }, (_, index) =>
      answer.start([`${index}`, 'b'], { WORD: 'c' }, 1_000),
    );
    for (const [index, subject] of subjects.entries()) {
      expect(await subject.end()).toEqual({ code: 0, output: `${index},b c false\n`, errors: '' });
    }
  } finally {
    await spares.end();
    folder.remove();
  }
});
