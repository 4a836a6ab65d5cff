import { describe, expect, test } from 'vitest';
import { planCode } from '../../../tools/book/code-plan.ts';
import { hash } from '../../../tools/base/hash.ts';
import { MANIFEST, readManifest, writeManifest } from '../../../tools/book/manifest.ts';

const wanted = new Map([
  ['a/new.ts', 'new\n'],
  ['a/same.ts', 'same\n'],
  ['a/old.ts', 'changed\n'],
]);
const entries = [
  { path: '', kind: 'folder' },
  { path: 'a', kind: 'folder' },
  file('a/gone.ts', 'gone\n'),
  file('a/old.ts', 'old\n'),
  file('a/same.ts', 'same\n'),
] as const;
const manifest = [
  `${hash('gone\n')}  a/gone.ts\n`,
  `${hash('old\n')}  a/old.ts\n`,
  `${hash('same\n')}  a/same.ts\n`,
].join('');

describe('the plan for code/', () => {
  test('claims old and new texts first, then changes the files, then forgets the old ones', () => {
    const { changes, edits, problems } = planCode(wanted, entries, manifest);
    expect([edits, problems]).toEqual([[], []]);
    expect(changes.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      `write ${MANIFEST}`,
      'remove code/a/gone.ts',
      'write code/a/new.ts',
      'write code/a/old.ts',
      `write ${MANIFEST}`,
    ]);
    const [first, last] = [changes.at(0), changes.at(-1)].map((change) =>
      change?.kind === 'write' ? readManifest(String(change.text)).manifest : new Map(),
    );
    expect(first?.get('a/old.ts')).toEqual(new Set([hash('old\n'), hash('changed\n')]));
    expect(last?.get('a/old.ts')).toEqual(new Set([hash('changed\n')]));
    expect([...(last?.keys() ?? [])]).toEqual(['a/new.ts', 'a/old.ts', 'a/same.ts']);
  });

  test('has nothing to do once it is carried out', () => {
    const done = [...wanted].map(([path, text]) => file(path, text));
    const { changes } = planCode(wanted, entries, manifest);
    const last = changes.at(-1);
    const text = last?.kind === 'write' ? String(last.text) : '';
    expect(planCode(wanted, done, text)).toEqual({
      changes: [],
      places: [],
      edits: [],
      problems: [],
    });
  });

  test('takes a file that neither it nor the manifest knows for a hand edit, at its place', () => {
    const mine = [file('a/old.ts', 'chanGed\nmore\n'), file('a/stray.ts', 'stray\n')];
    const { edits, changes } = planCode(new Map([['a/old.ts', 'changed\n']]), mine, manifest);
    expect(edits).toEqual([
      {
        path: 'a/old.ts',
        mine: Buffer.from('chanGed\nmore\n'),
        wanted: 'changed\n',
        place: { file: 'code/a/old.ts', line: 1, column: 5 },
      },
      {
        path: 'a/stray.ts',
        mine: Buffer.from('stray\n'),
        place: { file: 'code/a/stray.ts', line: 1, column: 1 },
      },
    ]);
    expect(changes.filter(({ path }) => path !== MANIFEST)).toEqual([]);
  });

  test('with one file to discard touches that one alone', () => {
    const mine = [file('a/old.ts', 'mine\n'), file('a/stray.ts', 'stray\n')];
    const { edits, changes } = planCode(wanted, mine, manifest, { discarded: 'a/stray.ts' });
    const was = Buffer.from('stray\n');
    expect([edits, changes]).toEqual([[], [{ kind: 'remove', path: 'code/a/stray.ts', was }]]);
  });
});

describe('the manifest', () => {
  test('is sorted by path and reads back as it was', () => {
    const map = new Map([
      ['b.ts', new Set([hash('2'), hash('1')])],
      ['a/z.ts', new Set([hash('3')])],
      ['a-1.ts', new Set([hash('4')])],
    ]);
    const text = writeManifest(map);
    const paths = text.split('\n').map((line) => line.slice(66));
    expect(paths).toEqual(['a-1.ts', 'a/z.ts', 'b.ts', 'b.ts', '']);
    expect(readManifest(text)).toEqual({ manifest: map, problems: [] });
    expect(writeManifest(new Map([...map].reverse()))).toBe(text);
  });

  test('says which of its lines it can not read', () => {
    const { problems, manifest } = readManifest(
      `${hash('1')} a.ts\n${hash('1')}  b.ts\nabc  c.ts\n`,
    );
    expect(problems.map(({ place }) => place?.line)).toEqual([1, 3]);
    expect([...manifest.keys()]).toEqual(['b.ts']);
  });
});

function file(path: string, text: string) {
  return { path, kind: 'file', bytes: Buffer.from(text) } as const;
}
