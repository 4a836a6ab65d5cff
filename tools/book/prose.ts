import { dirname, join, relative } from 'node:path/posix';
import GithubSlugger from 'github-slugger';
import type { Problem } from '../base/problem.ts';
import type { ProblemCode } from '../base/problem-code.ts';
import type { Block } from './chapter.ts';
import { blockProblem } from './block-problem.ts';
import type { Link } from './links.ts';
import type { Listing } from './listing.ts';
import type { TangledFile } from './tangle.ts';

/** Links to files of the book that aren't there, and to headings that no chapter has. */
export function brokenLinks(
  links: readonly Link[],
  exists: (path: string) => boolean,
  headings: ReadonlyMap<string, readonly string[]>,
): readonly Problem[] {
  return links.flatMap((link) => {
    if (/^[a-z][a-z\d+.-]*:/i.test(link.target)) return [];
    const path = linkedFile(link);
    const astray = strayLink(link, path, exists);
    if (astray) return [astray];
    const [, anchor] = link.target.split('#');
    const known = anchorsOf(headings.get(path) ?? []);
    if (!anchor || !headings.has(path) || known.includes(anchor)) return [];
    return [
      broken(
        link,
        'unknown-heading',
        `${path} has no heading #${anchor}`,
        `It has: ${known.map((name) => `#${name}`).join(', ')}.`,
      ),
    ];
  });
}

/** The file that a link leads to, as a path from the top folder. */
export function linkedFile({ target, place }: Link): string {
  const [path = ''] = target.split(/[?#]/);
  return path === '' ? place.file : join(dirname(place.file), path);
}

/** Listings whose file and chunk a reader on a code host couldn't tell. */
export function missingCaptions(
  listings: readonly Listing[],
  files: readonly TangledFile[],
): readonly Problem[] {
  return listings.flatMap((listing) => {
    const { block, role, chapter } = listing;
    if (block.isHidden || !('path' in role || 'name' in role)) return [];
    const mine = files.filter((file) => comesFrom(file, block)).map(({ path }) => path);
    const names = 'path' in role ? [role.path] : mine;
    const chunk = 'name' in role ? `, *${role.name}*` : '';
    const captions = names.map((path) => `**\`${path.replace(`${chapter.slug}/`, '')}\`**${chunk}`);
    const line = plainEmphasis(lineAbove(block));
    if (captions.some((caption) => line.includes(plainEmphasis(caption)))) return [];
    const message = 'the line above the listing does not name its file and chunk';
    const advice = `Write it above, with a blank line between: ${captions[0] ?? '**`FILE`**, *chunk*'}`;
    return [blockProblem(block, { code: 'listing-without-caption', message, advice })];
  });
}

function strayLink(
  link: Link,
  path: string,
  exists: (path: string) => boolean,
): Problem | undefined {
  const { target, place } = link;
  if (target.startsWith('/')) {
    const advice = `Write it from there: ${relative(`/${dirname(place.file)}`, target)}.`;
    return broken(link, 'link-not-relative', `${target} is not relative to its chapter`, advice);
  }
  const advice = 'Mend the path; it is relative to the chapter.';
  if (/^\.\.(?:\/|$)/.test(path))
    return broken(link, 'link-out-of-book', `${target} leads out of the book`, advice);
  return exists(path) ? undefined : broken(link, 'broken-link', `there is no ${path}`, advice);
}

/** The names that code hosts give to the headings of one file. */
function anchorsOf(headings: readonly string[]): readonly string[] {
  const slugger = new GithubSlugger();
  return headings.map((heading) => slugger.slug(heading));
}

function broken(
  { place, frame }: Link,
  code: ProblemCode,
  message: string,
  advice: string,
): Problem {
  return { code, message, place, frame, advice };
}

function comesFrom({ lines }: TangledFile, block: Block): boolean {
  return lines.some(({ listing, index }) => listing.block === block && index >= 0);
}

/** `_answer_` and `*answer*` are the same to a reader; formatters prefer one of them. */
function plainEmphasis(line: string): string {
  return line.replaceAll('_', '*');
}

function lineAbove({ source, place }: Block): string {
  const above = source.lines.slice(0, place.line - 1).map((line) => line.replace(/^[\s>]+/, ''));
  return above.findLast((line) => line !== '') ?? '';
}
