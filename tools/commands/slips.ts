import { WrongUse } from '../base/problem.ts';
import { didYouMean } from '../book/nearest.ts';
import { everyFlagOf, usage, type VerbFacts } from './help.ts';

/** What to say of a command line whose first word is no verb. */
export function noVerb(words: readonly string[], verbs: readonly string[]): WrongUse {
  const [name = ''] = words;
  if (!name.startsWith('-')) {
    const known = `${didYouMean(name, verbs)}Known: ${verbs.join(', ')}.`;
    const isProgram = /^\d|\//.test(name);
    return new WrongUse(`no verb ${name}`, isProgram ? `Write ${line('run', words)}` : known);
  }
  const verb = words.find((word) => verbs.includes(word)) ?? 'VERB';
  const others = words.filter((word) => word !== verb);
  return new WrongUse(`no verb before ${name}`, `Write the verb first: ${line(verb, others)}`);
}

function line(verb: string, words: readonly string[]): string {
  return ['npx wirebook', verb, ...words].join(' ');
}

/** What to say of the option that Node can't parse, by what Node says of it. */
export function badOption({ message }: TypeError, verb: VerbFacts): WrongUse {
  const flags = everyFlagOf(verb);
  const [, written = '', name = ''] = /'((?:-\w, )?-*([\w-]*))/.exec(message) ?? [];
  if (message.startsWith('Unknown')) {
    const known = [...Object.keys(flags), 'help'];
    const hint = written.startsWith('--') ? didYouMean(name, known, '--') : '';
    return new WrongUse(`no option ${written}`, `${hint}${usage(verb)}`);
  }
  const value = Object.hasOwn(flags, name) ? flags[name]?.value : undefined;
  return value === undefined
    ? new WrongUse(`--${name} takes no value`, usage(verb))
    : new WrongUse(`--${name} needs a value`, `Write --${name} ${value}.`);
}
