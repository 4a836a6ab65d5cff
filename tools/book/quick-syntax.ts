import { parseSync } from 'oxc-parser';
import type { Listing } from './listing.ts';

/** The languages that it knows, and the ending that tells each. */
const ENDINGS: Readonly<Record<string, string>> = {
  ...{ ts: 'ts', mts: 'ts', tsx: 'tsx' },
  ...{ js: 'js', mjs: 'js', javascript: 'js', jsx: 'jsx' },
};

/**
 * Whether a listing parses by itself, told by the quickest parser; one that doesn't is looked at again by
 * `syntaxProblem`, which lets more pass and says what is wrong.
 */
export function surelyParses({ block, language, role }: Listing): boolean {
  if (role.kind === 'shown' || role.kind === 'transcript') return true;
  if (!Object.hasOwn(ENDINGS, language)) return true;
  const { errors } = parseSync(`listing.${ENDINGS[language]}`, block.lines.join('\n'), {
    sourceType: 'module',
    astType: 'js', // the smaller tree: nobody looks at it
  });
  return errors.length === 0;
}
