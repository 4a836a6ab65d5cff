import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { describe, expect, it } from 'vitest';
import { textFile } from '../../tools/base/text-file.ts';
import { readProse } from '../../tools/book/links.ts';
import { brokenLinks, linkedFile } from '../../tools/book/prose.ts';
import { answers } from '../support/book.ts';

const README = 'tools/README.md';
const text = readFileSync(README, 'utf8');
const readme = textFile(README, Buffer.from(text));
const { links, headings } = readProse(readme);
const linked = links.map(linkedFile);
const codes = [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);

describe('the map of tools/', () => {
  it('is short enough to be read', () => {
    expect(readme.lines.length).toBeLessThanOrEqual(90);
  });

  it('leads to nothing that is not there', () => {
    expect(linked.length).toBeGreaterThan(30);
    expect(brokenLinks(links, existsSync, new Map([[README, headings]]))).toEqual([]);
  });

  it('names no file, no folder and nothing of the code that is not there', () => {
    const tops = ['', 'tools', 'tools/commands'];
    const paths = codes
      .filter((code) => /^[\w./-]+(?:\.[jt]s|\/)$/.test(code))
      .map((path) => path.replace('VERB', 'tangle'));
    expect(paths.length).toBeGreaterThan(10);
    const isThere = (path: string) => tops.some((top) => existsSync(join(top, path)));
    expect(paths.filter((path) => !isThere(path))).toEqual([]);
    const names = codes.filter((code) => /^(?!VERB$)[a-zA-Z]*[A-Z][a-zA-Z]*$/.test(code));
    expect(names).toEqual(expect.arrayContaining(['VERBS', 'GROUPS', 'closestTo']));
    const sources = ['tools', 'test/support'].flatMap(sourcesIn).join('\n');
    const isDeclared = (name: string) =>
      new RegExp(`^(?:export )?(?:const|class|function|interface) ${name}\\b`, 'm').test(sources);
    expect(names.filter((name) => !isDeclared(name))).toEqual([]);
  });

  it('misses no folder, no file beside them, no ground floor and no kin of problems', () => {
    const inside = readdirSync('tools', { recursive: true, withFileTypes: true }).map((entry) => {
      const path = join(entry.parentPath.replaceAll('\\', '/'), entry.name);
      return entry.isDirectory() ? `${path}/` : path;
    });
    const important = inside.filter((path) =>
      /\/$|^tools\/[^/]+\.[jt]s$|^tools\/base\/|^tools\/book\/\w+-problems\.ts$/.test(path),
    );
    expect(important.length).toBeGreaterThan(13);
    expect(important.filter((path) => !linked.includes(path))).toEqual([]);
  });

  it('has every verb of wirebook, in a file of its name or in the one that it says', async () => {
    const [answer] = await answers([{ root: process.cwd(), words: ['nothing'] }]);
    const [, known = ''] = /Known: (.*)\./.exec(answer?.said ?? '') ?? [];
    const verbs = known.split(', ');
    expect(verbs).toContain('tangle');
    const rows = readme.lines.filter((line) => line.startsWith('| · to '));
    const told = rows.flatMap((row) => [...row.matchAll(/`([a-z]+)`/g)].map(([, verb]) => verb));
    expect([...new Set(told)].sort()).toEqual(verbs.toSorted());
    const elsewhere = /`(\w+)` \(in `(\w+\.ts)`\)/g;
    const homes = new Map(
      [...rows.join('\n').matchAll(elsewhere)].map(([, verb, file]) => [verb, file]),
    );
    const astray = verbs.filter((verb) => {
      const path = `tools/commands/${homes.get(verb) ?? `${verb}.ts`}`;
      return !existsSync(path) || !readFileSync(path, 'utf8').includes(` ${verb}Command(`);
    });
    expect(astray).toEqual([]);
  });
});

function sourcesIn(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}
