import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { textFile } from '../tools/base/text-file.ts';
import { readChapter } from '../tools/book/chapter.ts';
import { readProse } from '../tools/book/links.ts';
import { readListings } from '../tools/book/listing.ts';
import { brokenLinks } from '../tools/book/prose.ts';
import { readTranscripts } from '../tools/book/transcript.ts';
import { replay } from '../tools/commands/replay.ts';
import { wirebookCommand } from '../tools/system/node.ts';
import { start } from './support/programs.ts';

const text = readFileSync('README.md', 'utf8');
const readme = textFile('README.md', Buffer.from(text));
const chapter = readChapter(readme);
const { transcripts } = readTranscripts(readListings(chapter).listings);

describe('the README', () => {
  it('is short enough to be read', () => {
    expect(readme.lines.length).toBeLessThanOrEqual(120);
  });

  it('gives exactly two commands for everything, and CI runs both', () => {
    const given = chapter.blocks.filter(({ info }) => info === 'sh').flatMap(({ lines }) => lines);
    expect(given).toEqual(['npm ci && npm start', 'npm ci && npm test']);
    const ci = readFileSync('.ci/run', 'utf8').split('\n');
    expect(ci).toContain('npm ci && npm start');
    expect(ci.findLast((line) => line !== '')).toBe('npm test');
  });

  it('shows what npm start runs', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
    const shown = text.match(/^\$ npx wirebook run \d\d -- .*$/gm) ?? [];
    const wirebook = 'node tools/wirebook.js';
    const run = shown.map((line) => line.replace('$ npx wirebook', wirebook));
    expect(scripts.start).toBe([`${wirebook} tangle`, ...run].join(' && '));
  });

  it.each(transcripts.map((transcript) => [transcript.block.lines[0], transcript] as const))(
    'shows what a fresh run prints: %s',
    async (_, transcript) => {
      expect(await replay(process.cwd(), transcript)).toBeUndefined();
    },
  );

  it('names no path and no heading that is not there', () => {
    const { links, headings } = readProse(readme);
    expect(links.length).toBeGreaterThan(10);
    expect(brokenLinks(links, existsSync, new Map([['README.md', headings]]))).toEqual([]);
    const named =
      text.match(/(?<=`(?:npx tsx )?)(?:tools|test|chapters|code)\/[\w./-]+(?=`)/g) ?? [];
    expect(named.filter((path) => !/NN|ID/.test(path) && !existsSync(path))).toEqual([]);
  });

  it('names every chapter and every folder', () => {
    const { links } = readProse(readme);
    const targets = links.map(({ target }) => target);
    const chapters = readdirSync('chapters').map((name) => `chapters/${name}`);
    const folders = ['chapters/', 'code/', 'tools/', 'test/'];
    expect(targets).toEqual(expect.arrayContaining([...folders, ...chapters]));
  });

  it('names only verbs that wirebook has', async () => {
    const verbs = new Set(
      [...text.matchAll(/npx wirebook ([a-z]+)/g)].map(([, verb = '']) => verb),
    );
    verbs.delete('would');
    expect(verbs.size).toBeGreaterThan(4);
    for (const verb of verbs) {
      const program = start([...wirebookCommand(), verb, '--help']);
      expect((await program.ended).output).toContain(`Usage: npx wirebook ${verb}`);
    }
  });
});

describe('the README of the benchmarks', () => {
  const path = 'test/bench/README.md';
  const text = readFileSync(path, 'utf8');
  const readme = textFile(path, Buffer.from(text));

  it('is short enough to be read', () => {
    expect(readme.lines.length).toBeLessThanOrEqual(90);
  });

  it('names no path and no heading that is not there', () => {
    const { links, headings } = readProse(readme);
    expect(links.length).toBeGreaterThan(3);
    expect(brokenLinks(links, existsSync, new Map([[path, headings]]))).toEqual([]);
  });

  it('names every benchmark, and nothing else as one', () => {
    const named = [...text.matchAll(/^\| `npx tsx (test\/bench\/[\w-]+\.ts)` /gm)].map(
      ([, file]) => file,
    );
    const sources = readdirSync('test/bench')
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `test/bench/${name}`);
    const benchmarks = sources.filter((file) => !/^export /m.test(readFileSync(file, 'utf8')));
    expect(named).toEqual(benchmarks.toSorted());
  });
});
