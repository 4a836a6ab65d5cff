import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { WrongUse } from '../base/problem.ts';
import { isPass } from '../base/verdict.ts';
import { findingLines, headLine, summaryLines } from '../book/verdict-text.ts';
import { paint } from '../system/terminal.ts';
import { runExamination, type Tried } from './examination.ts';
import { chooseExercise } from './exercises.ts';

type CheckFlags = Readonly<Record<string, string | boolean | undefined>>;

/** Tries an answer by its exercise's checks, says what came out, and gives 0 for a pass. */
export async function checkCommand(
  root: string,
  word: string | undefined,
  flags: CheckFlags,
): Promise<number> {
  const { id } = chooseExercise(root, word);
  const tried = whatToTry(root, id, flags);
  let hasFailed = false;
  const verdict = await runExamination(root, id, tried, {
    ...(typeof flags.seed === 'string' ? { seed: flags.seed } : {}),
    isSlow: flags.slow === true,
    begin: (head, count) => print([headLine(head, count), '']),
    tell: (finding) => {
      print(findingLines(finding, !hasFailed, id, { allSteps: flags.trace === true }));
      hasFailed ||= finding.state === 'failed';
    },
  });
  print(['', ...summaryLines(verdict)]);
  return isPass(verdict) ? 0 : 1;
}

function whatToTry(root: string, id: string, { cmd, file }: CheckFlags): Tried {
  if (typeof cmd === 'string') return { command: cmd };
  const path = typeof file === 'string' ? file : `answers/${id}.ts`;
  if (existsSync(join(root, path))) return { file: path };
  throw new WrongUse(`there is no ${path}`, `Begin with npx wirebook start ${id}`);
}

function print(lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${coloured(line)}\n`);
}

function coloured(line: string): string {
  return line
    .replace(/^ {2}ok {4}/, (word) => paint('green', word))
    .replace(/^ {2}FAIL {2}/, (word) => paint('red', word))
    .replace(/^ {2}\.\. .*/, (text) => paint('dim', text));
}
