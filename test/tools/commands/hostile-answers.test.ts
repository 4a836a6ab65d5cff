import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, type TestContext } from 'vitest';
import type { Tree } from '../../support/book.ts';
import { thisBook } from '../../support/exercise-book.ts';
import { marked } from '../../support/marked.ts';
import { needs } from '../../support/needs.ts';
import { untilTrue } from '../../support/tcp-table.ts';

const cleanUps: (() => void | Promise<void>)[] = [];
const book = thisBook({ onTestFinished: (cleanUp) => void cleanUps.unshift(cleanUp) });
let sound: string;
let before: Tree;

beforeAll(async () => {
  expect((await book.run('tangle')).code).toBe(0);
  sound = book.read('code/a-solutions/udp-server.ts');
  before = ours();
});

afterAll(async () => {
  for (const cleanUp of cleanUps) await cleanUp();
});

/** All that lies in the book but the answers and what is the tool's own, where others come and go meanwhile. */
function ours(): Tree {
  return book.tree('', ['.wirebook', 'answers']);
}

const ENDLESS = 'setInterval(() => {}, 1000);\n';

/** Silence is waited for as long as some eighty starts of Node take here, which on a busy machine is long. */
const GUARD_MS = 180_000;

describe('an answer that does harm', { timeout: GUARD_MS }, () => {
  // Each row: what it does, its text (`SOUND` is a right server), and what the verdict says first.
  test.concurrent.for<readonly [harm: string, text: string, says: string | RegExp]>([
    ['never ends and says nothing', ENDLESS, 'Nothing has come out of your program within'],
    ['runs in a circle', 'for (;;);\n', 'Nothing has come out of your program within'],
    [
      'ignores SIGTERM',
      "SOUND process.removeAllListeners('SIGTERM'); process.on('SIGTERM', () => {});",
      'It goes on running after SIGTERM.',
    ],
    [
      'forks children that outlive it, in its group and out of it',
      `import { spawn } from 'node:child_process';
       for (const detached of [false, true]) spawn('sleep', ['1000'], { detached, stdio: 'ignore' });
       console.log('I am off'); process.exit(0);`,
      'Your program ended with exit code 0 before it said where it listens.',
    ],
    [
      'prints 100 MB',
      "const line = 'x'.repeat(1_000_000); for (let n = 0; n < 100; n += 1) console.log(line);",
      'Your program printed more than 16 MiB and was ended.',
    ],
    [
      'prints without end',
      "const write = () => void process.stdout.write('x'.repeat(100_000), write); write();",
      'Your program printed more than 16 MiB and was ended.',
    ],
    [
      'closes its standard output',
      "import { closeSync } from 'node:fs'; closeSync(1); SOUND",
      /^(?:Your program ended with exit code \d+ before it said|Nothing has come out of your program)/,
    ],
    [
      'prints the ready line twice',
      "SOUND socket.on('listening', () => { const { address, port } = socket.address(); console.log(`listening on udp ${address}:${port}`); });",
      'It said 2 times where it listens.',
    ],
    [
      'prints the ready line on standard error',
      'console.log = console.error; SOUND',
      'The line stands on standard error; the contract wants it on standard output.',
    ],
    [
      'listens elsewhere than it says',
      'const log = console.log; console.log = (text: string) => log(text.replace(/\\d+$/, (port) => String((Number(port) % 60_000) + 1)));  SOUND',
      'The line says that it listens on udp',
    ],
    [
      'names a port that is none',
      "console.log('listening on udp 127.0.0.1:99999'); setInterval(() => {}, 1000);",
      'The line names port 99999, which is none.',
    ],
    [
      'answers a minute later',
      'const now = setTimeout; SOUND const { send } = socket; socket.send = ((...words: never[]) => now(() => Reflect.apply(send, socket, words), 60_000)) as never;',
      'Nothing came back to the socket that asked.',
    ],
    [
      'says a minute later where it listens',
      'const log = console.log; console.log = (text: string) => void setTimeout(() => log(text), 60_000); SOUND',
      'Nothing has come out of your program within',
    ],
    [
      'crashes in the middle',
      "SOUND let count = 0; socket.on('message', () => { count += 1; if (count === 5) throw new Error('enough'); });",
      'A request got no reply. The same client had sent others',
    ],
    [
      'writes where it stands, and into what it takes for the project',
      `import { mkdirSync, writeFileSync } from 'node:fs';
       writeFileSync('junk.txt', 'junk'); mkdirSync('junk'); writeFileSync(new URL('junk.ts', import.meta.url), '');
       process.exit(1);`,
      'Your program ended with exit code 1 before it said where it listens.',
    ],
    [
      'is empty but for a blank',
      '\n',
      'Your program ended with exit code 0 before it said where it listens.',
    ],
  ])(
    'gets its verdict in time, and leaves nothing behind, when it %s',
    async ([, text, says], context) => await expectVerdict(context, text, says),
  );

  // With others beside it, it may not get so much memory in the time that it has to start.
  test('gets its verdict in time, and leaves nothing behind, when it takes memory without end', async (context) => {
    const text =
      'const all: Buffer[] = []; setInterval(() => all.push(Buffer.alloc(50_000_000, 1)), 1);';
    const says = 'Your program took more than 1024 MiB of memory and was ended.';
    await expectVerdict(context, text, says);
  });
});

/** Checks an answer as a reader would; nothing of it may run or lie about afterwards. */
async function expectVerdict(
  context: TestContext,
  text: string,
  says: string | RegExp,
): Promise<void> {
  await needs(context, 'linux');
  const name = `answers/${randomUUID()}.ts`;
  const [variable, value] = ['MARK', randomUUID()];
  book.write(name, text.replace('SOUND', sound));
  const run = book.wirebook(['check', 'udp-server', '--file', name, '--json'], {
    env: { [variable]: value },
  });
  const { code, output } = await run.ended;
  const { checks } = JSON.parse(output) as { checks: { state: string; says: string }[] };
  const found = checks.find(({ state }) => state === 'failed')?.says;
  expect(found).toEqual(
    typeof says === 'string' ? expect.stringContaining(says) : expect.stringMatching(says),
  );
  expect(code).toBe(1);
  await untilTrue('nothing of it runs', () => marked(`${variable}=${value}`).length === 0);
  expect(ours()).toEqual(before);
}
