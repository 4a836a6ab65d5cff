import { join } from 'node:path';
import { type Problem, ProblemsFound, WrongUse } from '../base/problem.ts';
import { closestTo } from '../book/nearest.ts';
import { findPrograms, isChapter, type Program, programs } from '../book/programs.ts';
import { readTree } from '../system/tree.ts';
import { runInForeground } from '../system/foreground.ts';
import { chapterNames } from './chapter-files.ts';
import { programCommand } from './chapter-maps.ts';
import { runPair } from './run-pair.ts';

type RunFlags = Readonly<Record<string, string | boolean | undefined>>;

/** Runs the program that `word` means, or the pair of a chapter, and gives its exit code. */
export async function runCommand(
  root: string,
  word: string | undefined,
  flags: RunFlags,
  args: readonly string[],
): Promise<number> {
  const known = knownPrograms(root);
  if (word === undefined) throw new WrongUse('run what?', `Known: ${names(known).join(', ')}.`);
  const env = environment(flags);
  const command = ({ path }: Program) => programCommand(root, path);
  if (!word.includes('/')) {
    if (!known.some(({ chapter }) => isChapter(chapter, word))) throw noChapter(word, known);
    const pair = {
      server: command(only(known, `${word}/server`)),
      client: command(only(known, `${word}/client`)),
    };
    return await runPair(pair, env, args);
  }
  return await runInForeground([...command(only(known, word)), ...args], env);
}

function knownPrograms(root: string): readonly Program[] {
  const entries = readTree(join(root, 'code'));
  const known = programs(entries.map(({ path, bytes = '' }) => ({ path, text: bytes.toString() })));
  const isTangled = entries.some(({ path, kind }) => kind === 'file' && path !== '.manifest');
  if (known.length > 0) return known;
  chapterNames(root); // says where there is no book at all
  throw new ProblemsFound(isTangled ? noTypeScript : notTangled);
}

const notTangled: Problem = {
  code: 'not-tangled',
  message: 'there is no program in code/ yet',
  advice: 'Make them from the chapters: npx wirebook tangle.',
};

const noTypeScript: Problem = {
  code: 'no-program',
  message: 'no file in code/ is a TypeScript program',
  advice: 'Start those of other languages as their chapters show: python3 code/…, sh code/….',
};

/** Both of a pair take PORT and HOST; numbers are looked at here, so that a slip is wrong use. */
function environment({ port, host }: RunFlags): Record<string, string> {
  const isPort = port === undefined || (/^\d+$/.test(String(port)) && Number(port) < 65_536);
  if (!isPort)
    throw new WrongUse(
      `--port ${port} is no port`,
      'Give a number from 0 (any free port) to 65535.',
    );
  return {
    ...(port === undefined ? {} : { PORT: String(port) }),
    ...(host === undefined ? {} : { HOST: String(host) }),
  };
}

function only(known: readonly Program[], word: string): Program {
  const [first, ...others] = findPrograms(known, word);
  if (first && others.length === 0) return first;
  if (first) {
    const meant = names([first, ...others]).join(', ');
    throw new WrongUse(`${word} may be any of ${meant}`, 'Say one of them.');
  }
  throw new WrongUse(
    `no program ${word}`,
    closestTo(word, names(known), 'npx wirebook list names them.'),
  );
}

function noChapter(word: string, known: readonly Program[]): WrongUse {
  const chapters = [...new Set(known.map(({ chapter }) => chapter))];
  const advice = `Say a program, such as 04/server, or a chapter: ${chapters.join(', ')}.`;
  return new WrongUse(`no chapter ${word}`, advice);
}

function names(known: readonly Program[]): readonly string[] {
  return known.map(({ chapter, name }) => `${chapter.split('-')[0]}/${name}`);
}
