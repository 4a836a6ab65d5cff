import { describe, expect, it } from 'vitest';
import { read, transcriptOf } from '../../support/transcripts.ts';

describe('readTranscripts', () => {
  it('reads commands, output, typing, keys and exit codes of several terminals', () => {
    const { steps } = transcriptOf([
      'server$ npx wirebook run 04/server',
      'listening on udp 127.0.0.1:12000',
      '$ npx wirebook run 04/client',
      'Text: hello: you⏎',
      'HELLO: YOU',
      '[exit 1]',
      'server| hello from <port>',
      'server$ ^C',
    ]);
    expect(steps).toEqual([
      {
        kind: 'command',
        terminal: 'server',
        line: 0,
        env: {},
        words: ['npx', 'wirebook', 'run', '04/server'],
      },
      { kind: 'output', terminal: 'server', line: 1, pattern: 'listening on udp 127.0.0.1:12000' },
      {
        kind: 'command',
        terminal: '',
        line: 2,
        env: {},
        words: ['npx', 'wirebook', 'run', '04/client'],
      },
      { kind: 'typing', terminal: '', line: 3, prompt: 'Text: ', typed: 'hello: you' },
      { kind: 'output', terminal: '', line: 4, pattern: 'HELLO: YOU' },
      { kind: 'exit', terminal: '', line: 5, code: 1 },
      { kind: 'output', terminal: 'server', line: 6, pattern: 'hello from <port>' },
      { kind: 'key', terminal: 'server', line: 7, key: 'C' },
    ]);
  });

  it('takes a line that begins with the name of no terminal as it stands', () => {
    const { steps } = transcriptOf(['$ npx wirebook run 04 -- hello', 'server| listening']);
    expect(steps[1]).toMatchObject({ terminal: '', pattern: 'server| listening' });
  });

  it('joins the continuation of a command', () => {
    const { steps } = transcriptOf([
      "$ node -e 'a();",
      "> b()'",
      '$ node \\',
      '> --version',
      'out',
    ]);
    expect(steps).toMatchObject([
      { words: ['node', '-e', 'a();\nb()'] },
      { words: ['node', '--version'] },
      { line: 4 },
    ]);
  });

  it('refuses output before any command, and a command that needs a shell', () => {
    const { problems } = read(['out', '$ cat file | sort']);
    expect(problems.map(({ message, place }) => `${place?.line} ${message}`)).toEqual([
      '4 output before any command',
      '5 can\'t play "| sort" in a command',
    ]);
  });

  it('refuses a transcript of nothing', () => {
    const [problem] = read([]).problems;
    expect(problem).toMatchObject({ message: 'a transcript of nothing', place: { line: 3 } });
  });

  it('lets patterns pass anything only where the header says why', () => {
    const lines = ['$ node --version', '...', 'v[..]'];
    expect(read(lines).problems.map(({ message }) => message)).toEqual([
      'this line lets anything pass',
      'this line lets anything pass',
    ]);
    expect(read(lines, 'console {varies="versions differ"}').problems).toEqual([]);
  });

  it('knows a measurement by the reason why its numbers differ', () => {
    expect(transcriptOf(['$ node'], 'console {measured="clocks"}').isMeasured).toBe(true);
    expect(transcriptOf(['$ node']).isMeasured).toBe(false);
  });

  it('adds the need of a terminal to a block that wants one', () => {
    expect(transcriptOf(['$ node'], 'console {.tty needs=linux}')).toMatchObject({
      needs: ['linux', 'tty'],
      isTty: true,
    });
  });
});
