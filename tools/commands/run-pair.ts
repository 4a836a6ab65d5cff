import { ProblemsFound, WrongUse } from '../base/problem.ts';
import { type Ending, Program } from '../system/program.ts';
import { paint } from '../system/terminal.ts';

type Command = readonly [string, ...string[]];

/**
 * Runs a server and, once it listens, its client with a text; marks each line with who said it.
 * Ends both. The exit code is the client's, or the server's where it failed first.
 */
export async function runPair(
  { server, client }: { readonly server: Command; readonly client: Command },
  env: Readonly<Record<string, string>>,
  texts: readonly string[],
): Promise<number> {
  if (texts.length === 0) {
    throw new WrongUse(
      'the client has nothing to say',
      'Give it a text: npx wirebook run 04 -- hello',
    );
  }
  const serving = new Program(server, { env: { PORT: '0', ...env }, merged: true });
  let asking: Program | undefined;
  try {
    showLines(serving, `${paint('cyan', 'server')}| `);
    const address = await serving.until('address', addressOrEnding);
    if ('code' in address) return failedCode(address);
    asking = new Program([...client, ...address, ...texts], { merged: true });
    showLines(asking, `${paint('green', 'client')}| `);
    const { code } = await Promise.race([asking.ended, failureOf(serving)]);
    return code;
  } finally {
    await asking?.end();
    await serving.end();
  }
}

function failedCode({ code }: Ending): number {
  if (code !== 0) return code;
  throw new ProblemsFound({
    code: 'server-not-ready',
    message: 'the server ended before it said where it listens',
    advice: 'It prints one line when it is bound: listening on udp 127.0.0.1:12000.',
  });
}

/** How a program ended that failed; one that ends well may have left a client with what it needs. */
async function failureOf(program: Program): Promise<Ending> {
  const ending = await program.ended;
  return ending.code === 0 ? await new Promise(() => {}) : ending;
}

function addressOrEnding({
  output,
  ending,
}: Program): readonly [string, string] | Program['ending'] {
  const [, host, port] = /^listening on (?:udp|tcp) (.+):(\d+)$/m.exec(output) ?? [];
  return host && port ? [host, port] : ending;
}

/** Prints what a program says line by line, the last one even if it never ends. */
function showLines(program: Program, mark: string): void {
  let shown = 0;
  program.watch(({ output, ending }) => {
    const end = ending ? output.length : output.lastIndexOf('\n') + 1;
    if (end <= shown) return;
    const lines = output.slice(shown, end).replace(/\n$/, '').split('\n');
    shown = end;
    process.stdout.write(lines.map((line) => `${mark}${line}\n`).join(''));
  });
}
