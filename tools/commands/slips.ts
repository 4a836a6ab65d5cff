import { WrongUse } from '../base/problem.ts';
import { byDistance } from '../book/nearest.ts';
import { everyFlagOf, usage, type VerbFacts } from './help.ts';

/** What to say of a command line whose first word is no verb. */
export function noVerb(words: readonly string[], verbs: readonly string[]): WrongUse {
  const [name = ''] = words;
  if (!name.startsWith('-')) {
    const [nearest] = byDistance(name, verbs);
    return new WrongUse(`no verb ${name}`, `Did you mean ${nearest}? Known: ${verbs.join(', ')}.`);
  }
  const verb = words.find((word) => verbs.includes(word)) ?? 'VERB';
  const others = words.filter((word) => word !== verb);
  const line = ['npx wirebook', verb, ...others].join(' ');
  return new WrongUse(`no verb before ${name}`, `Write the verb first: ${line}`);
}

/** What to say of the option that Node can't parse, by what Node says of it. */
export function badOption({ message }: TypeError, verb: VerbFacts): WrongUse {
  const flags = everyFlagOf(verb);
  const [, written = '', name = ''] = /'((?:-\w, )?-*([\w-]*))/.exec(message) ?? [];
  if (message.startsWith('Unknown')) {
    const [nearest = ''] = byDistance(name, [...Object.keys(flags), 'help']);
    const hint = written.startsWith('--') ? `Did you mean --${nearest}? ` : '';
    return new WrongUse(`no option ${written}`, `${hint}${usage(verb)}`);
  }
  const value = Object.hasOwn(flags, name) ? flags[name]?.value : undefined;
  return value === undefined
    ? new WrongUse(`--${name} takes no value`, usage(verb))
    : new WrongUse(`--${name} needs a value`, `Write --${name} ${value}.`);
}
