import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { wirebookCommand } from '../../../tools/system/node.ts';
import { inTerminal } from '../../../tools/system/pseudo-terminal.ts';
import { isAlive } from '../../support/alive.ts';
import { answers, Book } from '../../support/book.ts';
import { needs } from '../../support/needs.ts';
import { arrival, makeBarrier } from '../../support/barrier.ts';
import { untilTrue } from '../../support/tcp-table.ts';

const cleanUps: (() => void | Promise<void>)[] = [];
const book = new Book({ onTestFinished: (cleanUp) => void cleanUps.unshift(cleanUp) });

beforeAll(async () => {
  cpSync(fileURLToPath(new URL('../../fixtures/running', import.meta.url)), book.root, {
    recursive: true,
  });
  expect((await book.run('tangle')).code).toBe(0);
});

afterAll(async () => {
  for (const cleanUp of cleanUps) await cleanUp();
});

const WHICH =
  'Say a program, such as 04/server, or a chapter: 04-tiny-udp, 05-tiny-tcp, 06-both-wait, 10-only-a-server, 11-a-mute-server.';

describe('run PROGRAM', () => {
  test('passes on what stands behind --, port and host, and gives the exit code', async () => {
    const words = ['--port', '0', '--host', '::1', '--', 'a', '--port', 'b', '--', 'c d'];
    expect(await book.run('run', '4/show', ...words)).toEqual({
      code: 7,
      said: '{"args":["a","--port","b","--","c d"],"PORT":"0","HOST":"::1"}\n',
    });
  });

  test('passes on what is typed and the end of input', async () => {
    const run = book.wirebook(['run', '04/shout']);
    run.type('hello\n');
    await run.line(/^HELLO$/);
    run.endInput();
    expect(book.answer(await run.ended)).toEqual({ code: 0, said: 'HELLO\nend of input\n' });
  });

  test('ends with its program on SIGTERM', async () => {
    const run = book.wirebook(['run', '04/patient']);
    const [, pid] = await run.line(/^waiting as (\d+)$/);
    process.kill(run.pid ?? 0, 'SIGTERM');
    expect((await run.ended).code).toBe(128 + 15);
    expect(isAlive(Number(pid))).toBe(false);
  });

  test('leaves it to its program how to end on SIGINT', async () => {
    const run = book.wirebook(['run', '04/patient']);
    await run.line(/^waiting/);
    process.kill(run.pid ?? 0, 'SIGINT');
    const { code, output } = await run.ended;
    expect([code, output]).toEqual([5, expect.stringMatching(/^waiting as .*\ninterrupted 1\n$/)]);
  });

  test('passes on a signal that comes before it knows that its program has started', async (context) => {
    if (process.platform === 'win32') context.skip('Windows has no mkfifo');
    const barrier = await makeBarrier(book);
    const preload = new URL('../../support/wait-after-spawn.js', import.meta.url).href;
    const env = { NODE_OPTIONS: `--import=${preload}`, BARRIER: barrier };
    const run = book.wirebook(['run', '04/patient'], { env });
    await run.line(/^waiting/);
    const letGo = await arrival(run, barrier);
    process.kill(run.pid ?? 0, 'SIGINT');
    await letGo();
    const { code, output } = await run.ended;
    expect([code, output]).toEqual([5, expect.stringMatching(/^waiting as .*\ninterrupted 1\n$/)]);
  });

  test('lets Ctrl-C at a terminal reach its program once', async (context) => {
    await needs(context, 'tty');
    // It stays for a while in which a second interrupt would be seen.
    const words = [...wirebookCommand(), 'run', '04/patient', '--', '300'];
    // Without SHELL it is /bin/sh that starts it, which may be one that waits.
    const run = book.start(inTerminal(words), { merged: true, env: { SHELL: undefined } });
    await run.until('sign of life', ({ output }) => output.includes('waiting') || undefined);
    run.type('\x03');
    const { code, output } = await run.ended;
    expect(output.match(/interrupted \d/g)).toEqual(['interrupted 1']);
    expect(code).toBe(5);
  });

  test('says what may be meant when it can not tell, and exits with 2', async () => {
    const calls: readonly (readonly [words: readonly string[], message: string, advice: string])[] =
      [
        [['04/sho'], '04/sho may be any of 04/shout, 04/show', 'Say one of them.'],
        [
          ['04/'],
          '04/ may be any of 04/client, 04/patient, 04/server, 04/shout, 04/show',
          'Say one of them.',
        ],
        [['4/pateint'], 'no program 4/pateint', 'Did you mean 04/patient, 04/client, 05/client?'],
        [['nope'], 'no chapter nope', WHICH],
        [['04/letters'], 'no program 04/letters', 'Did you mean 04/server, 04/patient, 05/server?'],
        [['7', '--', 'hello'], 'no chapter 7', WHICH],
        [['04'], 'the client has nothing to say', 'Give it a text: npx wirebook run 04 -- hello'],
        [
          ['04/show', '--port', '70000'],
          '--port 70000 is no port',
          'Give a number from 0 (any free port) to 65535.',
        ],
        [
          ['04/show', '--port', '1e3'],
          '--port 1e3 is no port',
          'Give a number from 0 (any free port) to 65535.',
        ],
      ];
    const found = await answers(
      calls.map(([words]) => ({ root: book.root, words: ['run', ...words] })),
    );
    expect(found).toEqual(
      calls.map(([, message, advice]) => ({ code: 2, said: `${message}\n  → ${advice}\n` })),
    );
  });

  test('exits with 1 and says how to make programs where there are none', async (context) => {
    const { root } = new Book(context, { 'chapters/01-one.md': '# One\n' });
    const [answer] = await answers([{ root, words: ['run', '01/server'] }]);
    expect(answer).toEqual({
      code: 1,
      said:
        'there is no program in code/ yet\n' +
        '  → Make them from the chapters: npx wirebook tangle.\n',
    });
  });

  test('exits with 2 where there is no book', async (context) => {
    const { root } = new Book(context);
    const [answer] = await answers([{ root, words: ['run', '01/server'] }]);
    expect(answer).toEqual({
      code: 2,
      said:
        'no folder chapters/ in /book\n' +
        "  → Stand in the book's top folder, or name it with --root DIR.\n",
    });
  });
});

describe('run CHAPTER', () => {
  test('runs server and client with a text, marks what each says, and ends both', async () => {
    const { code, said } = await book.run('run', '04', '--', 'hello', 'there');
    const lines = said.replace(/:\d+$/m, ':PORT').trimEnd().split('\n');
    expect(code).toBe(0);
    expect(lines[0]).toBe('server| listening on udp 127.0.0.1:PORT');
    expect(lines.filter((line) => line.startsWith('client'))).toEqual([
      'client| HELLO THERE',
      'client| the last word',
    ]);
    expect(lines.filter((line) => line.startsWith('server')).slice(1)).toEqual([
      'server| asked hello there',
      'server| goodbye',
    ]);
  });

  test('asks nothing of a server that does not start, and gives its exit code', async () => {
    expect(await book.run('run', '10', '--', 'hello')).toEqual({
      code: 4,
      said: 'server| I will not start\n',
    });
  });

  test('takes a server that ends well without an address for a problem', async () => {
    expect(await book.run('run', '11', '--', 'hello')).toEqual({
      code: 1,
      said:
        'server| only this\nthe server ended before it said where it listens\n' +
        '  → It prints one line when it is bound: listening on udp 127.0.0.1:12000.\n',
    });
  });

  test('shows what the server says of a port that is taken', async () => {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    try {
      const { port } = socket.address();
      const { code, said } = await book.run('run', '04', '--port', String(port), '--', 'hello');
      expect(code).toBe(1);
      expect(said).toContain(`bind EADDRINUSE 127.0.0.1:${port}`);
      expect(said).not.toContain('client|');
    } finally {
      socket.close();
    }
  });

  test('ends a client whose server has failed, and gives the exit code of the server', async () => {
    const { code, said } = await book.run('run', '05', '--', 'hello');
    expect(code).toBe(9);
    expect(said).toContain('server| that was too much\n');
    const [, pid] = /^client\| waiting as (\d+)$/m.exec(said) ?? [];
    expect(isAlive(Number(pid))).toBe(false);
  });

  test.for([
    ['SIGINT', 2],
    ['SIGQUIT', 3],
  ] as const)('ends both on %s, also one that does not want to end', async ([signal, number]) => {
    const run = book.wirebook(['run', '06', '--', 'hello']);
    const [, server] = await run.line(/^server\| serving as (\d+)$/);
    const [, client] = await run.line(/^client\| waiting as (\d+)$/);
    process.kill(run.pid ?? 0, signal);
    expect((await run.ended).code).toBe(128 + number);
    for (const pid of [server, client]) {
      await untilTrue(`${pid} is gone`, () => !isAlive(Number(pid)));
    }
  });
});
