import { constants } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { WrongUse } from './base/problem.ts';
import { annotatedReport } from './commands/annotations.ts';
import { everyFlagOf, help, helpFor, usage } from './commands/help.ts';
import { jsonReport } from './commands/json-report.ts';
import { exitCodeOf, type Report, textReport } from './commands/report.ts';
import { type CommandLine, type Verb, VERBS } from './commands/verbs.ts';

process.stdout.on('error', endWhenNobodyReads);
process.stderr.on('error', endWhenNobodyReads);
process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  const [name, ...others] = words;
  const verb = verbOf(name);
  let report = isJsonAsked(verb, words) ? jsonReport() : textReport;
  try {
    if (name === undefined || ['--help', '-h', 'help'].includes(name)) {
      report.done(help(VERBS));
      return 0;
    }
    if (!verb) throw (await import('./commands/slips.ts')).noVerb(words, Object.keys(VERBS));
    const line = await readCommandLine(verb, others);
    report = asAsked(line, report);
    const result = line.flags.help ? helpFor(verb) : await verb.run(line, report.say);
    if (typeof result === 'number') return result;
    report.done(result);
    return 0;
  } catch (error) {
    report.failed(error);
    return exitCodeOf(error);
  }
}

function verbOf(name = ''): Verb | undefined {
  return Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
}

/** Whoever asks for JSON gets it even where the line can't be read; some verbs have a JSON of their own. */
function isJsonAsked(verb: Verb | undefined, words: readonly string[]): boolean {
  const isOwn = verb?.flags?.json !== undefined;
  return !isOwn && words.slice(0, endOf(words)).some((word) => /^--json(?:=|$)/.test(word));
}

/** How many of the words stand before `--`. */
function endOf(words: readonly string[]): number {
  return words.includes('--') ? words.indexOf('--') : words.length;
}

function asAsked({ root, flags }: CommandLine, report: Report): Report {
  if (typeof flags.annotations !== 'string') return report;
  if (flags.json)
    throw new WrongUse('--json prints nothing else, --annotations does', 'Give one of them.');
  return annotatedReport(flags.annotations, root);
}

async function readCommandLine(verb: Verb, words: readonly string[]): Promise<CommandLine> {
  const end = endOf(words);
  const { values, positionals } = await parse(verb, words.slice(0, end));
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

async function parse(verb: Verb, args: readonly string[]) {
  const options: NonNullable<ParseArgsConfig['options']> = {
    help: { type: 'boolean', short: 'h' },
  };
  for (const [name, { value }] of Object.entries(everyFlagOf(verb))) {
    options[name] = { type: value === undefined ? 'boolean' : 'string' };
  }
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { values: values as CommandLine['flags'], positionals };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw (await import('./commands/slips.ts')).badOption(error, verb);
  }
}

/** Without a verdict yet, the exit code is that of a program that a broken pipe ended. */
function endWhenNobodyReads(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') {
    textReport.failed(error);
    process.exit(exitCodeOf(error));
  }
  process.exit(process.exitCode ?? 128 + constants.signals.SIGPIPE);
}
