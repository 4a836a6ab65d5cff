import { WrongUse } from '../base/problem.ts';
import { runLine } from './shell.ts';

/** What a transcript or a test may need beyond Node alone. */
export const NEEDS = {
  linux: 'what reads the kernel’s own tables under /proc',
  namespaces: 'what makes itself a network or a file system of its own',
  python3: 'what talks with Python programs',
  strace: 'what tells which system calls a program makes',
  tty: 'what gives a program a terminal, by util-linux’s script',
} as const;

export type Need = keyof typeof NEEDS;

export function isNeed(word: string): word is Need {
  return Object.hasOwn(NEEDS, word);
}

/** Tries the need for real and says why it can't be met here, or nothing if it can. Asked once per run. */
export async function whyNotHere(need: Need): Promise<string | undefined> {
  const known = answers.get(need);
  if (known) return await known;
  const answer = probes[need]();
  answers.set(need, answer);
  return await answer;
}

/**
 * The needs that WIREBOOK_REQUIRE names (`all`, or words between commas): nothing that takes one may be skipped.
 * Throws WrongUse where it names something else.
 */
export function requiredNeeds(required = process.env.WIREBOOK_REQUIRE ?? ''): readonly Need[] {
  const words = required.split(/[\s,]+/).filter((word) => word !== '');
  const unknown = words.find((word) => word !== 'all' && !isNeed(word));
  if (unknown !== undefined) {
    const known = ['all', ...allNeeds()].join(', ');
    throw new WrongUse(`WIREBOOK_REQUIRE names ${unknown}`, `Known: ${known}.`);
  }
  return allNeeds().filter((need) => words.includes('all') || words.includes(need));
}

/** Whether nothing at all may be skipped. */
export function isAllRequired(): boolean {
  return requiredNeeds().length === allNeeds().length;
}

export function allNeeds(): readonly Need[] {
  return Object.keys(NEEDS).filter(isNeed);
}

const answers = new Map<Need, Promise<string | undefined>>();

const probes: Record<Need, () => Promise<string | undefined>> = {
  linux: async () =>
    process.platform === 'linux'
      ? await failure('test -r /proc/net/udp')
      : `this is ${process.platform}`,
  namespaces: async () =>
    await failure('unshare --user --map-root-user --net --mount ip link set lo up'),
  python3: async () => await failure('python3 -c "import socket"'),
  strace: async () => await failure('strace -o /dev/null true'),
  tty: async () => await failure('script --quiet --return --command true /dev/null'),
};

async function failure(line: string): Promise<string | undefined> {
  const { code, output } = await runLine(line);
  return code === 0 ? undefined : `\`${line}\` says: ${output.trim() || `exit code ${code}`}`;
}
