import { stripVTControlCharacters } from 'node:util';
import type { Place } from '../base/place.ts';
import type { Problem } from '../base/problem.ts';
import { namesIn } from '../system/disk.ts';
import { originOnDisk } from './failure-origin.ts';

/** Why vitest ran no test, by its output, where the book has a configuration that may keep it from doing so. */
export function configurationProblem(root: string, output: string): Problem | undefined {
  const file = namesIn(root)?.filter(isConfiguration).toSorted().at(-1);
  if (file === undefined) return undefined;
  const said = stripVTControlCharacters(output);
  const details = toldIn(said);
  return {
    code: 'tests-not-run',
    message: "vitest can't run the tests by its configuration here",
    ...(originIn(root, file, said) ?? { place: startOf(file) }),
    ...(details === '' ? {} : { details }),
    advice: 'Mend the configuration; see it by itself: npx vitest run',
  };
}

/** Where a folder has both, vitest takes its own. */
function isConfiguration(name: string): boolean {
  return /^vite(?:st)?\.config\.[cm]?[jt]s$/.test(name);
}

/** The output up to where the calls begin that led to the configuration, without the rule above it. */
function toldIn(said: string): string {
  const [told = ''] = said.split(/\n\s+(?:at|❯) .*(?:node_modules|node:)/);
  return told
    .replace(/\n⎯.*⎯(?=\n)/g, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function originIn(root: string, file: string, said: string) {
  const [, position] = said.split(`${file}:`, 2);
  const [, line, column] = /^(\d+):(\d+)/.exec(position ?? '') ?? [];
  if (!line) return undefined;
  const origin = originOnDisk(root, { file, line: Number(line), column: Number(column) });
  // vite puts text of its own before the first line
  if (!origin || origin.place.column <= origin.frame.length + 1) return origin;
  return { ...origin, place: startOf(file) };
}

function startOf(file: string): Place {
  return { file, line: 1, column: 1 };
}
