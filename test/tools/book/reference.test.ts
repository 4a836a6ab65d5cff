import { describe, expect, test } from 'vitest';
import {
  readCrowdedReference,
  readReference,
  readStrayReference,
  unescapeReference,
  writeReference,
} from '../../../tools/book/reference.ts';

describe('a reference', () => {
  test.for([
    ['// <<answer>>', 'ts', { indent: '', name: 'answer', character: 3 }],
    ['\t  //<<answer>> ', 'ts', { indent: '\t  ', name: 'answer', character: 5 }],
    ['// <<01-one/a-b>>', 'ts', { indent: '', chapter: '01-one', name: 'a-b', character: 3 }],
    ['  # <<x>>', 'python', { indent: '  ', name: 'x', character: 4 }],
    ['/* <<x>> */', 'css', { indent: '', name: 'x', character: 3 }],
    ['<!-- <<x>> -->', 'html', { indent: '', name: 'x', character: 5 }],
    ['-- <<x>>', 'sql', { indent: '', name: 'x', character: 3 }],
  ] as const)('is a comment alone on its line: %s in %s', ([line, language, reference]) => {
    expect(readReference(line, language)).toEqual(reference);
  });

  test.for([
    ['f(); // <<answer>>', 'ts'],
    ['// <<answer>> later', 'ts'],
    ['// <<two words>>', 'ts'],
    ['// <<a/b/c>>', 'ts'],
    ['# <<answer>>', 'ts'],
    ['// <<answer>>', 'json'],
    ['// <<answer>>', 'constructor'],
    ['/* <<answer>>', 'css'],
    ['// \\<<answer>>', 'ts'],
  ] as const)('is nothing else: %s in %s', ([line, language]) => {
    expect(readReference(line, language)).toBeUndefined();
  });

  test('is stray where no comment of its language makes it', () => {
    const stray = ['<<answer>>', '  // <<answer>>', '"<<answer>>",', '/* <<answer>> */'];
    expect(stray.map((line) => readStrayReference(line)?.name)).toEqual(stray.map(() => 'answer'));
    const text = ['cout << a >> b', 'x = y <<answer>> 2', 'cat <<EOF'];
    expect(text.map(readStrayReference)).toEqual(text.map(() => undefined));
  });

  test.for([
    ['f(); // <<answer>>', 'ts', 8],
    ['// <<answer>> later', 'ts', 3],
    ['p { /* <<answer>> */', 'css', 7],
    ['<!-- <<answer>> --><br>', 'html', 5],
  ] as const)('is crowded beside anything else: %s in %s', ([line, language, character]) => {
    expect(readCrowdedReference(line, language)).toMatchObject({ name: 'answer', character });
  });

  test.for([
    ['// <<answer>>', 'ts'],
    ["say('// <<answer>>');", 'ts'],
    ['// see <<answer>>', 'ts'],
    ['f(); // \\<<answer>>', 'ts'],
    ['f(); // <<answer>>', 'json'],
  ] as const)(
    'is not crowded alone on its line, nor where it is text: %s in %s',
    ([line, language]) => {
      expect(readCrowdedReference(line, language)).toBeUndefined();
    },
  );

  test.for([
    ['ts', '// <<answer>>'],
    ['python', '# <<answer>>'],
    ['sql', '-- <<answer>>'],
    ['tex', '% <<answer>>'],
    ['css', '/* <<answer>> */'],
    ['html', '<!-- <<answer>> -->'],
  ] as const)('is written as it is read, in a comment of its language: %s', ([language, line]) => {
    expect(writeReference('answer', language)).toBe(line);
    expect(readReference(line, language)?.name).toBe('answer');
  });

  test('is text behind a backslash, which goes, and only where it would be one', () => {
    expect(unescapeReference('  // \\<<answer>>')).toBe('  // <<answer>>');
    expect(unescapeReference('// \\\\<<answer>>')).toBe('// \\<<answer>>');
    for (const line of ["a = '\\<<answer>>';", '// see \\<<answer>> there', '\\<<EOF']) {
      expect(unescapeReference(line)).toBe(line);
    }
  });
});
