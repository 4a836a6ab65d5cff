import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { answers, Book } from '../../support/book.ts';

test('list names the chapters and the programs that run by themselves', async (context) => {
  const book = new Book(context);
  const running = fileURLToPath(new URL('../../fixtures/running', import.meta.url));
  cpSync(running, book.root, { recursive: true });
  const [answer] = await answers([{ root: book.root, words: ['list'] }]);
  expect(answer).toEqual({
    code: 0,
    said: [
      '04  Tiny UDP',
      '    04/client                code/04-tiny-udp/client.ts',
      '    04/patient               code/04-tiny-udp/patient.ts',
      '    04/server                code/04-tiny-udp/server.ts',
      '    04/shout                 code/04-tiny-udp/shout.ts',
      '    04/show                  code/04-tiny-udp/show.ts',
      '05  Tiny TCP',
      '    05/client                code/05-tiny-tcp/client.ts',
      '    05/server                code/05-tiny-tcp/server.ts',
      '06  Both wait',
      '    06/client                code/06-both-wait/client.ts',
      '    06/server                code/06-both-wait/server.ts',
      '10  Only a server',
      '    10/client                code/10-only-a-server/client.ts',
      '    10/server-two            code/10-only-a-server/server-two.ts',
      '    10/server                code/10-only-a-server/server.ts',
      '11  A mute server',
      '    11/client                code/11-a-mute-server/client.ts',
      '    11/server                code/11-a-mute-server/server.ts',
      '',
    ].join('\n'),
  });
});
