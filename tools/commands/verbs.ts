import type { VerbFacts } from './help.ts';

/** What a verb gets from the command line. */
export interface CommandLine {
  readonly root: string;
  readonly words: readonly string[];
  readonly flags: Readonly<Record<string, string | boolean | undefined>>;
  /** What stands behind `--`. */
  readonly rest: readonly string[];
}

export interface Verb extends VerbFacts {
  /** How many words it takes at most. */
  readonly words: number;
  /** Whether it passes on what stands behind `--`. */
  readonly passesOn?: true;
  /** Says what it has to say before it is done; gives the lines to print then, or the exit code of a program that printed by itself. */
  readonly run: (
    line: CommandLine,
    say: (line: string) => void,
  ) => Promise<readonly string[] | number>;
}

/** All verbs, in the order in which they are named to whoever types another one. */
export const VERBS: Readonly<Record<string, Verb>> = {
  list: {
    usage: 'list',
    does: 'the chapters and their programs',
    words: 0,
    run: async ({ root }) => (await import('./list.ts')).listCommand(root),
  },
  run: {
    usage: 'run PROGRAM [-- ARGUMENT…] | run CHAPTER -- TEXT',
    does: 'runs a program (04/server), or a chapter’s pair (04)',
    words: 1,
    passesOn: true,
    flags: {
      port: { value: 'N', does: 'the port that the programs use, 0 for any free one' },
      host: { value: 'HOST', does: 'the address that the programs use' },
    },
    run: async ({ root, words, flags, rest }) =>
      await (await import('./run.ts')).runCommand(root, words[0], flags, rest),
  },
  start: {
    usage: 'start [EXERCISE]',
    does: 'puts the starter of an exercise into answers/',
    words: 1,
    run: async ({ root, words }) => (await import('./start.ts')).startCommand(root, words[0]),
  },
  check: {
    usage: 'check [EXERCISE] [--file FILE | --cmd COMMAND]',
    does: 'tries your answer, and says what is wrong with it',
    words: 1,
    flags: {
      watch: { does: 'try it at every save' },
      file: { value: 'FILE', does: 'try this file instead of answers/EXERCISE.ts' },
      cmd: { value: 'CMD', does: 'try a program of any language: --cmd "python3 mine.py"' },
      seed: { value: 'SEED', does: 'use the test data of an earlier check' },
      trace: { does: 'show every step of the first failure' },
      slow: { does: 'wait four times as long for everything' },
      json: { does: 'print the verdict as JSON' },
      junit: { value: 'FILE', does: 'write the verdict as a JUnit report, too' },
      ctrf: { value: 'FILE', does: 'write the verdict as a CTRF report, too' },
    },
    run: async ({ root, words, flags }) =>
      flags.watch
        ? await (await import('./check-watch.ts')).watchCommand(root, words[0], flags)
        : await (await import('./check.ts')).checkCommand(root, words[0], flags),
  },
  hint: {
    usage: 'hint [EXERCISE [1 | 2 | 3]]',
    does: 'shows the next hint: where to look, the idea, the call',
    words: 2,
    run: async ({ root, words }) =>
      (await import('./hint.ts')).hintCommand(root, words[0], words[1]),
  },
  diff: {
    usage: 'diff [EXERCISE] [--starter | --give-up]',
    does: 'your answer and the book’s, once yours has passed',
    words: 1,
    flags: {
      starter: { does: 'compare with the starter instead' },
      'give-up': { does: 'show it although the exercise isn’t solved' },
    },
    run: async ({ root, words, flags }) =>
      (await import('./diff.ts')).diffCommand(root, words[0], flags),
  },
  reset: {
    usage: 'reset EXERCISE',
    does: 'puts the starter back; your answer is kept',
    words: 1,
    run: async ({ root, words }) => (await import('./restore.ts')).resetCommand(root, words[0]),
  },
  restore: {
    usage: 'restore EXERCISE [--from FILE | --list]',
    does: 'undoes a reset, or puts back any copy',
    words: 1,
    flags: {
      from: { value: 'FILE', does: 'put back this copy' },
      list: { does: 'name the copies that are kept' },
    },
    run: async ({ root, words, flags }) =>
      (await import('./restore.ts')).restoreCommand(root, words[0], flags),
  },
  reveal: {
    usage: 'reveal [EXERCISE] [--give-up]',
    does: 'shows the book’s solution, once yours has passed',
    words: 1,
    flags: { 'give-up': { does: 'show it although the exercise isn’t solved' } },
    run: async ({ root, words, flags }) =>
      (await import('./diff.ts')).revealCommand(root, words[0], flags),
  },
  next: {
    usage: 'next',
    does: 'the next exercise that isn’t solved',
    words: 0,
    run: async ({ root }) => (await import('./progress.ts')).nextCommand(root),
  },
  progress: {
    usage: 'progress',
    does: 'how far you have come',
    words: 0,
    run: async ({ root }) => (await import('./progress.ts')).progressCommand(root),
  },
  grade: {
    usage: 'grade DIR [--out DIR]',
    does: 'tries the answers of a class, and writes grades',
    words: 1,
    flags: {
      out: { value: 'DIR', does: 'where the grades go, grades/ if it isn’t said' },
      exercises: { value: 'IDS', does: 'only these, with commas between' },
      jobs: { value: 'N', does: 'so many at once; as many as there are cores if it isn’t said' },
      shard: { value: 'N/M', does: 'only the Nth of M parts of the class' },
    },
    run: async ({ root, words, flags }) =>
      await (await import('./grade.ts')).gradeCommand(root, words[0], flags),
  },
  tangle: {
    usage: 'tangle [--check | --watch | --discard FILE]',
    does: 'writes code/ from the chapters',
    words: 0,
    flags: {
      check: { does: 'write nothing; exit with 1 if something would change' },
      watch: { does: 'do it at every save; report edits of code/, and keep them' },
      discard: { value: 'FILE', does: 'drop the hand edit of a file in code/; a copy is kept' },
    },
    tellsPrograms: true,
    run: async ({ root, flags }) => {
      if (flags.watch)
        return await (await import('./tangle-watch.ts')).tangleWatchCommand(root, flags);
      (await import('../system/engine.ts')).runShortly(); // for all of this process
      return await (await import('./tangle.ts')).tangleCommand(root, flags);
    },
  },
  stitch: {
    usage: 'stitch',
    does: 'brings edits of code/ back into the chapters',
    words: 0,
    tellsPrograms: true,
    run: async ({ root }) => await (await import('./stitch.ts')).stitchCommand(root),
  },
  where: {
    usage: 'where FILE:LINE[:COLUMN]',
    does: 'where a line of code/ comes from, or a chapter’s goes',
    words: 1,
    tellsPrograms: true,
    run: async ({ root, words }) => (await import('./where.ts')).whereCommand(root, words[0]),
  },
  verify: {
    usage: 'verify [CHAPTER…] [--watch]',
    does: 'plays and proves all that the chapters show',
    words: Infinity,
    flags: { watch: { does: 'tangle at every save, and verify what has changed' } },
    tellsPrograms: true,
    run: async ({ root, words, flags }, say) =>
      flags.watch
        ? await (await import('./verify-watch.ts')).verifyWatchCommand(root, words, flags)
        : await (await import('./verify.ts')).verifyCommand(root, words, say),
  },
  record: {
    usage: 'record [CHAPTER…]',
    does: 'rewrites what a fresh run prints differently',
    words: Infinity,
    tellsPrograms: true,
    run: async ({ root, words }, say) =>
      await (await import('./record.ts')).recordCommand(root, words, say),
  },
  doctor: {
    usage: 'doctor',
    does: 'what this machine has, and what follows from it',
    words: 0,
    run: async () => await (await import('./doctor.ts')).doctorCommand(),
  },
};
