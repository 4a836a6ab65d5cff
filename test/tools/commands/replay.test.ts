import { describe, expect, it } from 'vitest';
import { perform } from '../../../tools/commands/perform.ts';
import { replay } from '../../../tools/commands/replay.ts';
import { runningPrograms } from '../../../tools/system/running-programs.ts';
import { needs } from '../../support/needs.ts';
import { transcriptOf } from '../../support/transcripts.ts';

const root = process.cwd();
const hello = `$ node -e 'console.log("hello")'`;
const failing = `$ node -e 'console.error("bad"); process.exit(3)'`;
const upper = `$ node -e 'process.stdout.write("Text: "); process.stdin.once("data", (t) => { process.stdout.write(t.toString().toUpperCase()); process.exit() })'`;
const server = `server$ node -e 'require("net").createServer((c) => { console.log("from " + c.remotePort); c.end("hi") }).listen(12000, "127.0.0.1", () => console.log("listening on 12000"))'`;
const client = `client$ node -e 'const c = require("net").connect(12000, "127.0.0.1", () => console.log("from " + c.localPort)); c.resume()'`;

/**
 * What a replay says of a block: where and what, or that it is as shown. `restMs`: how long programs that
 * are about to end may take; a block in which one runs on waits for so long.
 */
async function said(lines: readonly string[], header?: string, restMs = 20_000): Promise<string> {
  const problem = await replay(root, transcriptOf(lines, header), { restMs });
  expect(runningPrograms()).toEqual([]);
  return problem ? `${problem.place?.line} ${problem.message}\n${problem.details}` : 'as shown';
}

describe('replay', () => {
  it('is content with what a fresh run prints', async () => {
    expect(await said([hello, 'hello'])).toBe('as shown');
  });

  it('says where a fresh run prints something else', async () => {
    expect(await said([hello, 'Hello'])).toBe(
      '5 a fresh run prints something else\nexpected: Hello\nseen:     hello',
    );
  });

  it('says which line never came', async () => {
    expect(await said([hello, 'hello', 'world'])).toBe(
      '6 this line never came: the program ended\nexpected: world\nseen:     (nothing)',
    );
  });

  it('says what was printed beyond the transcript', async () => {
    expect(await said([hello])).toContain('more was printed than the transcript shows');
  });

  it('wants an exit code other than 0 to be told, and no other', async () => {
    expect(await said([failing, 'bad', '[exit 3]'])).toBe('as shown');
    expect(await said([failing, 'bad'])).toContain('expected: [exit 0]\nseen:     [exit 3]');
    expect(await said([failing, 'bad', '[exit 4]'])).toContain(
      'expected: [exit 4]\nseen:     [exit 3]',
    );
  });

  it('types what a person types behind the prompt', async () => {
    expect(await said([upper, 'Text: hello⏎', 'HELLO'])).toBe('as shown');
    expect(await said([upper, 'Name: hello⏎', 'HELLO'])).toContain('expected: Name:');
  });

  it('gives programs a terminal where the block wants one', async (context) => {
    await needs(context, 'tty');
    const isTty = `$ node -e 'console.log(process.stdin.isTTY, process.stdout.isTTY)'`;
    expect(await said([isTty, 'undefined undefined'])).toBe('as shown');
    expect(await said([isTty, 'true true'], 'console {.tty}')).toBe('as shown');
    expect(await said([upper, 'Text: hello⏎', 'HELLO'], 'console {.tty}')).toBe('as shown');
  });

  it('keeps one time line for several terminals, and one port under the number 12000', async () => {
    const lines = [server, 'listening on 12000', client, 'from <port>', 'server| from <port>'];
    expect(await said(lines, 'console', 300)).toBe('as shown');
    expect(await said([...lines, 'server$ ^C', hello.replace('$', 'server$'), 'hello'])).toBe(
      'as shown',
    );
    expect(await said([...lines.slice(0, -1), 'server| from <port-2>'])).toContain(
      'something else',
    );
  });

  it('finds a second command where a program still runs', async () => {
    const lines = [server, 'listening on 12000', 'server$ node --version'];
    const problem = await replay(root, transcriptOf(lines), { exitMs: 300, restMs: 300 });
    expect(problem?.message).toBe('the program in this terminal has not ended');
    expect(runningPrograms()).toEqual([]);
  });

  it('ends the input of a program at ^D', async () => {
    const lines = [
      `$ node -e 'process.stdin.resume().on("end", () => console.log("end"))'`,
      '$ ^D',
      'end',
    ];
    expect(await said(lines)).toBe('as shown');
  });

  it('lets ... stand for any lines, but wants the next one', async () => {
    const lines = [`$ node -e 'console.log("a\\nb\\nc\\nd")'`, '...', 'c', '...'];
    expect(await said(lines, 'console {varies="a test"}')).toBe('as shown');
    const exiting = [
      failing.replace('bad', 'bad\\n more\\n and more'),
      '...',
      ' more',
      '...',
      '[exit 3]',
    ];
    expect(await said(exiting, 'console {varies="a test"}')).toBe('as shown');
    const others = [...lines.slice(0, 2), 'e', '...'];
    expect(await said(others, 'console {varies="a test"}')).toContain('this line never came');
  });

  it('takes the numbers of a measurement for any numbers, and its words as they stand', async () => {
    const lines = [`$ node -e 'console.log("asked " + process.pid + " times\\n a  1.5")'`];
    const measured = 'console {measured="a test"}';
    expect(await said([...lines, 'asked 3 times', ' a 20.25'], measured)).toBe('as shown');
    expect(await said([...lines, 'asked 3 times', ' a 20.25'])).toContain('something else');
    expect(await said([...lines, 'asked 3 times', ' b  1.5'], measured)).toBe(
      '6 a fresh run prints something else\nexpected:  b  1.5\nseen:      a  1.5',
    );
    expect(await said([...lines, 'asked no times', ' a  1.5'], measured)).toContain(
      '5 a fresh run prints something else',
    );
  });

  it('says that a command does not exist', async () => {
    expect(await said(['$ no-such-command-anywhere', 'hello'])).toContain(
      'no-such-command-anywhere',
    );
  });
});

describe('perform', () => {
  it('writes down a whole conversation from its commands alone, fit to be replayed', async () => {
    const lines = await perform(
      root,
      transcriptOf([server, client, failing.replace('$', 'other$')]),
    );
    expect(lines).toEqual([
      server,
      'listening on 12000',
      client,
      expect.stringMatching(/^from \d+$/),
      expect.stringMatching(/^server\| from \d+$/),
      failing.replace('$', 'other$'),
      'bad',
      '[exit 3]',
    ]);
    expect(runningPrograms()).toEqual([]);
  });

  it('keeps what is typed and what still matches', async () => {
    expect(await perform(root, transcriptOf([upper, 'Text: hello⏎', 'hello']))).toEqual([
      upper,
      'Text: hello⏎',
      'HELLO',
    ]);
  });
});
