import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PROBLEM_CODES } from '../../../tools/base/problem-code.ts';

const LIST = 'base/problem-code.ts';
const sources = readdirSync('tools', { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts') && path !== LIST)
  .map((path) => readFileSync(`tools/${path}`, 'utf8'));

describe('the codes of problems', () => {
  it('are words in kebab-case, each listed once', () => {
    expect(PROBLEM_CODES.length).toBeGreaterThan(100);
    expect(PROBLEM_CODES.filter((code) => !/^[a-z]+(?:-[a-z\d]+)+$/.test(code))).toEqual([]);
    expect(new Set(PROBLEM_CODES).size).toBe(PROBLEM_CODES.length);
  });

  it('are all used', () => {
    const isUsed = (code: string) => sources.some((text) => text.includes(`'${code}'`));
    expect(PROBLEM_CODES.filter((code) => !isUsed(code))).toEqual([]);
  });

  // The compiler sees this, too, wherever a problem is written down.
  it('are all listed that are used', () => {
    const used = sources.flatMap((text) => [
      ...[...text.matchAll(/\bcode[:=] *'([\w-]+)'/g)].map(([, code]) => code),
      ...[...text.matchAll(/\bcode: [^,;]*\? '([\w-]+)' : '([\w-]+)'/g)].flatMap(
        ([, one, other]) => [one, other],
      ),
    ]);
    expect(used.length).toBeGreaterThan(80);
    const listed = new Set<string | undefined>(PROBLEM_CODES);
    expect(used.filter((code) => !listed.has(code))).toEqual([]);
  });
});
