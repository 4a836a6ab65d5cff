import { mkdirSync, symlinkSync } from 'node:fs';
import { describe, expect, test, type TestContext } from 'vitest';
import { Book } from '../../support/book.ts';

describe('doctor', () => {
  test('exits with 0 where what is missing is not required, and says what follows', async (context) => {
    const { code, said } = await doctor(context, undefined);
    expect(code).toBe(0);
    expect(said).toMatch(/^yes +node /m);
    expect(said).toMatch(/^no +python3 /m);
    expect(said).toMatch(/^ +`python3 .*` says: .*not found$/m);
  });

  test('exits with 1 where something required is missing', async (context) => {
    for (const required of ['linux, python3', 'all']) {
      const { code, said } = await doctor(context, required);
      expect([required, code]).toEqual([required, 1]);
      expect(said).toMatch(/^MISSING +python3 /m);
    }
  });

  test('exits with 2 where nobody knows what is required', async (context) => {
    expect(await doctor(context, 'pyhton3')).toEqual({
      code: 2,
      said:
        'WIREBOOK_REQUIRE names pyhton3\n' +
        '  → Known: all, linux, namespaces, python3, strace, tty.\n',
    });
  });
});

/** Runs it where /bin/sh is all that the search path has. */
async function doctor(context: TestContext, required: string | undefined) {
  if (process.platform === 'win32') context.skip('Windows has no /bin/sh');
  const book = new Book(context);
  mkdirSync(book.path('bin'));
  symlinkSync('/bin/sh', book.path('bin/sh'));
  const env = { PATH: book.path('bin'), WIREBOOK_REQUIRE: required };
  return book.answer(await book.wirebook(['doctor'], { env }).ended);
}
