import { allNeeds, NEEDS, requiredNeeds, whyNotHere } from '../system/machine.ts';
import { stripsTypes } from '../system/node.ts';
import { whyNoLoopback } from '../system/loopback.ts';
import { paint } from '../system/terminal.ts';

interface Finding {
  readonly name: string;
  /** Why it can't be used; nothing where it works. */
  readonly reason: string | undefined;
  readonly isRequired: boolean;
  /** What follows where it works, and where it doesn't. */
  readonly follows: readonly [string, string];
}

/** Tries what the book needs and says what follows; exits with 1 where something required is missing. */
export async function doctorCommand(): Promise<number> {
  const findings = [await nodeFinding(), ...(await loopbackFindings()), ...(await needFindings())];
  process.stdout.write(findings.map(show).join(''));
  return findings.some(({ reason, isRequired }) => reason !== undefined && isRequired) ? 1 : 0;
}

async function nodeFinding(): Promise<Finding> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isKnown = major > 20 || (major === 20 && minor >= 19);
  const how = stripsTypes() ? 'runs TypeScript by itself' : 'runs TypeScript through tsx';
  return {
    name: `node ${process.versions.node}`,
    reason: isKnown ? undefined : 'the book is tried on 20.19, 22, 24 and 26',
    isRequired: true,
    follows: [
      `${how}: node ${stripsTypes() ? '' : '--import tsx '}code/…/server.ts`,
      'install a newer Node',
    ],
  };
}

async function loopbackFindings(): Promise<readonly Finding[]> {
  const ipv4 = { name: '127.0.0.1', reason: await whyNoLoopback('127.0.0.1'), isRequired: true };
  const ipv6 = { name: '::1', reason: await whyNoLoopback('::1'), isRequired: false };
  return [
    {
      ...ipv4,
      follows: ['all programs of the book run here', 'no program of the book can run here'],
    },
    {
      ...ipv6,
      follows: ['IPv6 on this machine works too', 'what the book shows over IPv6 is skipped'],
    },
  ];
}

async function needFindings(): Promise<readonly Finding[]> {
  const required = requiredNeeds();
  return await Promise.all(
    allNeeds().map(async (need) => ({
      name: need,
      reason: await whyNotHere(need),
      isRequired: required.includes(need),
      follows: [
        `runs: ${NEEDS[need]}`,
        `is skipped, and named at the end of a run: ${NEEDS[need]}`,
      ] as const,
    })),
  );
}

function show({ name, reason, isRequired, follows }: Finding): string {
  const [here, absent] = follows;
  const word = reason === undefined ? 'yes' : isRequired ? 'MISSING' : 'no';
  const colour = reason === undefined ? 'green' : isRequired ? 'red' : 'yellow';
  const why = reason === undefined ? '' : `  ${''.padEnd(24)}${reason}\n`;
  const head = `${paint(colour, word.padEnd(8))} ${name.padEnd(15)}`;
  return `${head} ${reason === undefined ? here : absent}\n${why}`;
}
