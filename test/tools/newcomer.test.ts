import { expect, test } from 'vitest';
import { answers, block, Book, chapter } from '../support/book.ts';

/** Mends a chapter by what a message says: the line that it names (from 0), and words out of its advice. */
type Mend = (lines: readonly string[], line: number, words: readonly string[]) => readonly string[];

const server = block('ts {file=server.ts}', 'start();', '// <<answer>>');
const answer = block('ts {#answer}', 'reply();');

// Each row: what a newcomer did wrong, the chapter with it, what the advice must give, and the mend that
// takes all it needs from there: nothing but the message is known.
const mistakes: readonly (readonly [string, string, RegExp, Mend])[] = [
  [
    'a wrong name in a call',
    chapter('One', server.replace('answer', 'anser'), answer),
    /no chunk (\w+)[^]*? Did you mean (\w+)\?/,
    change((text, [wrong = '', right = '']) => text.replace(wrong, right)),
  ],
  [
    'no end of a block',
    chapter('One', server.replace(/\n```$/, ''), 'It starts.', answer),
    /Close it with a line of (`+) where its code ends/,
    (lines, line, [end = '']) => lines.toSpliced(lines.indexOf('', line), 0, end),
  ],
  [
    'a slip in the name of an attribute',
    chapter('One', server.replace('file=', 'fiel='), answer),
    /unknown attribute (\w+)[^]*? Did you mean (\w+)=/,
    change((text, [wrong = '', right = '']) => text.replace(wrong, right)),
  ],
  [
    'no language',
    chapter('One', server.replace('ts {', '{'), answer),
    /Write the language first: (\w+) \{/,
    change((text, [language = '']) => text.replace('{', `${language} {`)),
  ],
  [
    'two listings for one file',
    chapter('One', server, answer, block('ts {file=server.ts}', 'stop();')),
    /Make this one a chunk, (\{#\w+\}), that it calls for, or give it another name/,
    change((text) => text.replace('server.ts', 'other.ts')),
  ],
  [
    'a chunk that is called for nowhere',
    chapter('One', server, answer, block('ts {#farewell}', 'stop();')),
    /Call for it with (.+), or take it away/,
    (lines, _, [call = '']) => lines.toSpliced(lines.indexOf('// <<answer>>'), 0, call),
  ],
  [
    "a call for the chapter's chunk in an exercise",
    chapter('One', server.replace('file=server.ts', 'exercise=greeter'), answer),
    /a block with the header (\{.+?\}), or call/,
    (lines, _, [header = '']) => lines.map((line) => line.replace('{#answer}', header)),
  ],
  [
    'a call that shares its line',
    chapter('One', server.replace('\n//', ' //'), answer),
    /alone on its line: (.+)/,
    (lines, line, [call = '']) =>
      lines.toSpliced(line, 1, lines[line]?.replace(call, '') ?? '', call),
  ],
  [
    'a slip in the file of a variant',
    chapter('One', server, answer, block('ts {variant=b.ts of=sever.ts #answer}', 'shout();')),
    /Did you mean 01-one\/([\w.]+)/,
    change((text, [file = '']) => text.replace('sever.ts', file)),
  ],
  [
    'a call in JSON',
    chapter('One', block('json {file=words.json}', '[', '  // <<answer>>', ']'), server, answer),
    /Write the text out/,
    change(() => '  "reply"'),
  ],
  [
    'a path out of the house',
    chapter('One', server.replace('server.ts', '../server.ts'), answer),
    /the path "([^"]+)" leads out[^]*? with (\/) only between folders/,
    change((text, [path = '', slash = '/']) => text.replace(path, path.split(slash).at(-1) ?? '')),
  ],
  [
    'a header as Entangled has it',
    chapter('One', server.replace('ts {file', '{.ts #main file'), answer),
    /Write (ts \{.+\})\./,
    change((_, [header = '']) => '```' + header),
  ],
  [
    'a file behind a colon',
    chapter('One', server.replace(' {file=server.ts}', ':server.ts'), answer),
    /Write (ts \{.+\})\./,
    change((_, [header = '']) => '```' + header),
  ],
  [
    'another name of the language',
    chapter('One', server.replace('ts', 'TypeScript'), answer),
    /Write the language as (\w+)\./,
    change((text, [language = '']) => text.replace('TypeScript', language)),
  ],
  [
    'the whole path of a file',
    chapter('One', server.replace('server', 'code/01-one/server'), answer),
    /the path "(.+)" begins with[^]*? write (.+)\./,
    change((text, [whole = '', path = '']) => text.replace(whole, path)),
  ],
  [
    'curly quotation marks',
    chapter('One', server.replace('server.ts', '“server.ts”'), answer),
    /or none: (.+)\./,
    change((_, [attribute = '']) => '```ts {' + attribute + '}'),
  ],
  [
    'a transcript with a reason',
    chapter('One', block('console {needs=linux reason=slow}', '$ true')),
    /Take (reason=)/,
    change((text, [attribute = '']) => text.replace(` ${attribute}slow`, '')),
  ],
  [
    'a value with blanks and without quotation marks',
    chapter('One', block('c {.shown reason=a system call}', 'bind();')),
    /into quotation marks: (reason=".+")\./,
    change((text, [attribute = '']) => text.replace(/reason=[^}]*/, attribute)),
  ],
  [
    'a hidden comment without an end',
    chapter('One', server, ['<!-- hidden', answer].join('\n\n')),
    /End it with (-->)/,
    (lines, _, [end = '']) => [...lines, end],
  ],
  [
    'a hidden comment with a capital letter',
    chapter('One', ['<!-- Hidden', block('ts {file=a.ts}', 'a();'), '-->'].join('\n\n')),
    /Begin it with (<!-- hidden),/,
    change((_, [beginning = '']) => beginning),
  ],
  [
    'a block that is indented',
    chapter('One', server.replace(/^/gm, '    '), answer),
    /Move all of its lines to the left: to the margin/,
    (lines) => lines.map((line) => line.trimStart()),
  ],
];

test('a newcomer who goes by the message alone mends each of the commonest mistakes', async (context) => {
  const books = mistakes.map(([, text]) => new Book(context, { 'chapters/01-one.md': text }));
  const tangle = async () => await answers(books.map(({ root }) => ({ root, words: ['tangle'] })));
  for (const [index, { code, said }] of (await tangle()).entries()) {
    const [name = '', text = '', advice = /^/, mend] = mistakes[index] ?? [];
    expect([name, code, said]).toEqual([name, 1, expect.stringMatching(advice)]);
    const misleads = text.includes('<<answer>>') && said.includes('chunk answer is used nowhere');
    expect([name, misleads]).toEqual([name, false]);
    const [, line = ''] = /^chapters\/01-one\.md:(\d+):\d+: /.exec(said) ?? [];
    const [, ...words] = advice.exec(said) ?? [];
    const mended = mend?.(text.split('\n'), Number(line) - 1, words) ?? [];
    books[index]?.write('chapters/01-one.md', mended.join('\n'));
  }
  const after = await tangle();
  expect(after.map(({ code, said }, index) => [mistakes[index]?.[0], code, said])).toEqual(
    mistakes.map(([name]) => [name, 0, expect.not.stringContaining('→')]),
  );
});

function change(mended: (text: string, words: readonly string[]) => string): Mend {
  return (lines, line, words) => lines.with(line, mended(lines[line] ?? '', words));
}
