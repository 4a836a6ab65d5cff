import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const folder = new URL('../../chapters/', import.meta.url);
const numbered = readdirSync(folder).filter((name) => /^\d\d-.*\.md$/.test(name));
const appendix = read('c-dictionaries.md');

describe('claims', () => {
  test('has each word that the chapters define, where they define it', () => {
    const defined = numbered.flatMap((name) => {
      return boldWords(read(name)).map((word) => `${word} in ${name}`);
    });
    const glossary = rows('Glossary').map(([word = '', , link = '']) => {
      const [, name] = /\((.*)\)/.exec(link) ?? [];
      const isPlural = defined.includes(`${word}s in ${name}`);
      return `${word}${isPlural ? 's' : ''} in ${name}`;
    });
    expect(glossary.toSorted()).toEqual(defined.toSorted());
    const words = rows('Glossary').map(([word = '']) => word.toLowerCase());
    expect(words).toEqual(words.toSorted());
    expect(new Set(glossary.map((entry) => entry.replace(/ in .*/, ''))).size).toBe(
      glossary.length,
    );
  });
});

test('lists all twenty-four traps, each with the section that puts it right', () => {
  const traps = rows('Twenty-four traps');
  expect(traps.map(([number]) => Number(number))).toEqual(traps.map((_, index) => index + 1));
  expect(traps).toHaveLength(24);
  for (const [, , , where] of traps) expect(where).toMatch(/\]\(0\d-[a-z-]+\.md#[a-z-]+\)/);
});

function read(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8');
}

/** What stands in bold in the prose; a bold sentence (with its point) is a heading in a paragraph, no word. */
function boldWords(text: string): readonly string[] {
  const prose = text.replace(/^```.*?^```/gms, '').replace(/`[^`\n]*`/g, '``');
  return [...prose.matchAll(/\*\*([^*\n]+)\*\*/g)]
    .map(([, word = '']) => word)
    .filter((word) => word !== '``' && !word.endsWith('.'));
}

/** The cells of the table below a heading, its own head left out. */
function rows(heading: string): readonly (readonly string[])[] {
  const section = appendix.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) => {
    return line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim());
  });
}
