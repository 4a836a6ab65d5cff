import { constants } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { ProblemsFound, WrongUse } from './base/problem.ts';
import { help, helpFor, usage } from './commands/help.ts';
import { type CommandLine, type Verb, VERBS } from './commands/verbs.ts';
import { showProblem } from './system/terminal.ts';

process.stdout.on('error', endWhenNobodyReads);
process.stderr.on('error', endWhenNobodyReads);
process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  try {
    const result = await answer(words);
    if (typeof result === 'number') return result;
    for (const line of result) process.stdout.write(`${line}\n`);
    return 0;
  } catch (error) {
    return report(error);
  }
}

async function answer(words: readonly string[]): Promise<readonly string[] | number> {
  const [name, ...others] = words;
  if (name === undefined || ['--help', '-h', 'help'].includes(name)) return help(VERBS);
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (!verb) throw new WrongUse(`no verb ${name}`, `Known: ${Object.keys(VERBS).join(', ')}.`);
  const line = readCommandLine(verb, others);
  return line.flags.help ? helpFor(verb) : await verb.run(line);
}

function readCommandLine(verb: Verb, words: readonly string[]): CommandLine {
  const end = words.includes('--') ? words.indexOf('--') : words.length;
  const { values, positionals } = parse(verb, words.slice(0, end));
  const rest = words.slice(end + 1);
  const surplus = positionals[verb.words] ?? (verb.passesOn ? undefined : rest[0]);
  if (surplus !== undefined) throw new WrongUse(`one word too many: ${surplus}`, usage(verb));
  const { root, ...flags } = values;
  return {
    root: resolve(typeof root === 'string' ? root : '.'),
    words: positionals,
    flags,
    rest,
  };
}

function parse(verb: Verb, args: readonly string[]) {
  const options: NonNullable<ParseArgsConfig['options']> = {
    root: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  };
  for (const [name, { value }] of Object.entries(verb.flags ?? {})) {
    options[name] = { type: value === undefined ? 'boolean' : 'string' };
  }
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { values: values as CommandLine['flags'], positionals };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new WrongUse(error.message.replace(/\. .*$/s, ''), usage(verb));
  }
}

function report(error: unknown): number {
  if (error instanceof ProblemsFound) {
    for (const problem of error.problems) {
      process.stderr.write(showProblem(problem, process.stderr));
    }
    return 1;
  }
  if (error instanceof WrongUse) {
    process.stderr.write(showProblem(error, process.stderr));
    return 2;
  }
  const stack = error instanceof Error ? error.stack : String(error);
  process.stderr.write(`wirebook itself failed; this says nothing about the book:\n${stack}\n`);
  return 3;
}

/** Without a verdict yet, the exit code is that of a program that a broken pipe ended. */
function endWhenNobodyReads(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') process.exit(report(error));
  process.exit(process.exitCode ?? 128 + constants.signals.SIGPIPE);
}
