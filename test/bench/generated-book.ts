// A book of any size whose every line is known beforehand: each twenty chunks make one file, four levels deep,
// four of them as continuations of others. The same text gives the same book in the forms of two tools.

/** What a generated book is made of. */
export interface GeneratedBook {
  /** The chapters in this book's grammar, by file name. */
  readonly markdown: ReadonlyMap<string, string>;
  /** The same for noweb. */
  readonly noweb: ReadonlyMap<string, string>;
  /** What tangling has to give, by path below `code/`. */
  readonly expected: ReadonlyMap<string, string>;
  /** The listings of each chapter as they stand there, a blank line between them, by its name with `.ts`. */
  readonly listings: ReadonlyMap<string, string>;
}

/** A line of code, or the call for another chunk. */
type Line = string | { readonly indent: string; readonly chunk: string };

interface Block {
  readonly name: string;
  /** Where the block is a file's. */
  readonly path?: string;
  /** Whether a block before it has the same name. */
  readonly continues?: true;
  readonly lines: readonly Line[];
}

const BLOCKS_OF_A_FILE = 20;

/** Makes a book; `chunks` is the number of blocks of each chapter, in twenties. */
export function generateBook(chapters: number, chunks: number): GeneratedBook {
  const markdown = new Map<string, string>();
  const noweb = new Map<string, string>();
  const expected = new Map<string, string>();
  const listings = new Map<string, string>();
  for (let chapter = 1; chapter <= chapters; chapter += 1) {
    const slug = `${String(chapter).padStart(chapters > 99 ? 3 : 2, '0')}-generated`;
    const files = Array.from({ length: chunks / BLOCKS_OF_A_FILE }, (_, index) =>
      blocksOfFile(slug, index + 1),
    );
    const blocks = files.flat();
    markdown.set(`${slug}.md`, chapterText(`# Chapter ${chapter}`, blocks, markdownBlock));
    noweb.set(`${slug}.nw`, chapterText(`\\section{Chapter ${chapter}}`, blocks, nowebBlock));
    for (const file of files) expected.set(`${slug}/${file[0]?.path}`, expandedFile(file));
    listings.set(`${slug}.ts`, blocks.map((block) => markdownLines(block).join('\n')).join('\n\n'));
  }
  return { markdown, noweb, expected, listings };
}

/** A chapter whose one file, nested.ts, calls chunks `depth` deep, each from within the other. */
export function nestedChapter(depth: number, length: number): string {
  return chapterText('# Nested', nestedBlocks(depth, length), markdownBlock);
}

/** What tangling has to make of that chapter; as long at any depth that divides `length`. */
export function nestedFile(depth: number, length: number): string {
  return expandedFile(nestedBlocks(depth, length));
}

function nestedBlocks(depth: number, length: number): readonly Block[] {
  return Array.from({ length: depth }, (_, level) => ({
    name: `level-${level}`,
    ...(level === 0 ? { path: 'nested.ts' } : {}),
    lines: [
      ...Array.from(
        { length: Math.floor(length / depth) },
        (_, line) => `step(${level}, ${line});`,
      ),
      ...(level + 1 < depth ? [{ indent: '', chunk: `level-${level + 1}` }] : []),
    ],
  }));
}

function blocksOfFile(slug: string, file: number): readonly Block[] {
  const name = (end: string) => `${slug}-${file}-${end}`;
  const call = (indent: string, end: string) => ({ indent, chunk: name(end) });
  const more = (end: string, line: string): Block => ({
    name: name(end),
    continues: true,
    lines: [line],
  });
  const halves = ['left', 'right'];
  const steps = [1, 2, 3];
  const root: Block = {
    name: name('root'),
    path: `file-${file}.ts`,
    lines: [
      `// the ${file}th file`,
      call('', 'constants'),
      '',
      `export function run${file}(): number {`,
      '  let sum = 0;',
      ...halves.map((half) => call('  ', half)),
      '  return sum;',
      '}',
    ],
  };
  const parts = halves.flatMap((half, at) => [
    {
      name: name(half),
      lines: [
        `if (sum >= ${at + file}) {`,
        ...steps.map((step) => call('  ', `${half}-${step}`)),
        '}',
      ],
    },
    ...steps.flatMap((step) => [
      {
        name: name(`${half}-${step}`),
        lines: [
          `for (let turn = 0; turn < ${step + 2}; turn += 1) {`,
          call('  ', `${half}-${step}-body`),
          '}',
        ],
      },
      {
        name: name(`${half}-${step}-body`),
        lines: [
          `const text = \`turn \${turn} of ${half} in ${slug}\`;`,
          `sum += text.length * ${step} + turn;`,
          '',
          `if (sum > ${1000 * file + step}) {`,
          `  sum -= first % ${step + 1};`,
          '}',
        ],
      },
    ]),
  ]);
  return [
    root,
    { name: name('constants'), lines: [`const first = ${file};`, `const second = ${file * 7};`] },
    ...parts,
    more('constants', 'const third = first + second;'),
    more('left-1-body', 'sum ^= second;'),
    more('left-2-body', 'sum += third;'),
    more('right-1-body', 'sum = Math.abs(sum);'),
  ];
}

const SENTENCES = [
  'A datagram carries the address of its sender, and nothing that it carries is promised to arrive.',
  'The kernel keeps what has come until the program asks for it, as long as there is room.',
  'Who listens on a port is told of each newcomer, once the three segments have gone to and fro.',
  'What is written in two pieces may be read in one, or in three, and a program has to be ready for it.',
  'A window says how much the other side may send before it has to wait for somebody to read.',
];

function chapterText(
  title: string,
  blocks: readonly Block[],
  show: (block: Block) => string,
): string {
  const paragraphs = blocks.map((block, index) => {
    const prose = [0, 1].map((at) => SENTENCES[(index * 2 + at) % SENTENCES.length]);
    return `${prose.join(' ')}\n\n${show(block)}`;
  });
  return [title, ...paragraphs].join('\n\n');
}

function markdownBlock(block: Block): string {
  const header = block.path === undefined ? `#${block.name}` : `file=${block.path}`;
  return ['```ts {' + header + '}', ...markdownLines(block), '```', ''].join('\n');
}

function markdownLines({ lines }: Block): readonly string[] {
  return lines.map((line) =>
    typeof line === 'string' ? line : `${line.indent}// <<${line.chunk}>>`,
  );
}

/** noweb puts a continuation right behind what it continues, so the blank line is written here. */
function nowebBlock({ name, path, lines, continues }: Block): string {
  const code = lines.map((line) =>
    typeof line === 'string' ? line : `${line.indent}<<${line.chunk}>>`,
  );
  return [
    `<<${path === undefined ? name : `${name.replace(/-\d+-root$/, '')}/${path}`}>>=`,
    ...(continues ? [''] : []),
    ...code,
    '@',
    '',
  ].join('\n');
}

/** The oracle: expands the blocks without looking at any Markdown. A continuation is set off by a blank line. */
function expandedFile(blocks: readonly Block[]): string {
  const expand = (name: string, indent: string): readonly string[] =>
    blocks
      .filter((block) => block.name === name)
      .flatMap(({ lines }, index) => [
        ...(index > 0 ? [''] : []),
        ...lines.flatMap((line) =>
          typeof line === 'string'
            ? [line === '' ? '' : indent + line]
            : expand(line.chunk, indent + line.indent),
        ),
      ]);
  return `${expand(blocks[0]?.name ?? '', '').join('\n')}\n`;
}
