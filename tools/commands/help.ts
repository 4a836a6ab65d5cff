/** What help has to know of a verb. */
export interface VerbFacts {
  readonly usage: string;
  readonly does: string;
  /** Its flags: the name of the value, if it takes one, and what it does. */
  readonly flags?: Flags;
  /** Whether programs may ask for what it says, too, by the flags that all such verbs have. */
  readonly tellsPrograms?: true;
}

type Flags = Readonly<Record<string, { readonly value?: string; readonly does: string }>>;

const FOR_PROGRAMS: Flags = {
  json: { does: 'print one JSON document, and nothing else' },
  annotations: { value: 'github', does: 'print problems for GitHub to show them, too' },
};

/** The flags of a verb and those that every verb has, but for the one that asks for help. */
export function everyFlagOf({ flags, tellsPrograms }: VerbFacts): Flags {
  return { ...flags, ...(tellsPrograms ? FOR_PROGRAMS : {}), ...ROOT };
}

/** The verbs as a reader, a teacher and an author meet them. */
const GROUPS: readonly (readonly [who: string, verbs: readonly string[]])[] = [
  ['Read and run', ['list', 'run', 'doctor']],
  [
    'Solve exercises',
    ['next', 'start', 'check', 'hint', 'diff', 'reveal', 'reset', 'restore', 'progress'],
  ],
  ['Teach', ['grade']],
  ['Write the book', ['tangle', 'stitch', 'where', 'verify', 'record']],
];

/** What there is, and what a newcomer does first. */
export function help(all: Readonly<Record<string, VerbFacts>>): readonly string[] {
  const groups = GROUPS.flatMap(([who, verbs]) => [
    '',
    `${who}:`,
    ...verbs.map((name) => `  ${name.padEnd(8)} ${all[name]?.does ?? ''}`),
  ]);
  return [
    'Usage: npx wirebook VERB, in the top folder of the book',
    '',
    'New here? Read the first chapter in chapters/ and run what it shows.',
    'Then try its first exercise: npx wirebook next',
    ...groups,
    '',
    'Every verb takes --root DIR (another book) and --help; those that write',
    'the book take --json and --annotations github, for other programs.',
    'Exit codes: 0 done, 1 a problem was found, 2 wrong use,',
    '3 the tool itself failed; run passes on its program’s own.',
  ];
}

/** What one verb does, with its flags. */
export function helpFor(verb: VerbFacts): readonly string[] {
  const flags = Object.entries(everyFlagOf(verb));
  const written = flags.map(([name, { value }]) => `--${name} ${value ?? ''}`.trimEnd());
  const width = Math.max(...written.map(({ length }) => length));
  return [
    usage(verb),
    '',
    `  ${verb.does}`,
    '',
    ...flags.map(([, { does }], index) => `  ${(written[index] ?? '').padEnd(width)}  ${does}`),
  ];
}

const ROOT: Flags = { root: { value: 'DIR', does: 'the book in another folder' } };

export function usage(verb: VerbFacts): string {
  return `Usage: npx wirebook ${verb.usage}`;
}
