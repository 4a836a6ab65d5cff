import { createHash } from 'node:crypto';
import { block, Book, chapter, type Owner, type Tree } from './book.ts';

// The book of the tests of tangle: one chapter that makes two files.
export const FILE = 'chapters/01-one.md';
export const HELLO = "console.log('hello');\nconsole.log('more');\n";
export const WORDS = "export const words = ['a'];\n";

/** Its chapter; the words in the files may differ. */
export function one(
  { hello = 'hello', more = 'more', words = "'a'" } = {},
  ...others: string[]
): string {
  const files = [
    block('ts {file=hello.ts}', `console.log('${hello}');`, '// <<more>>'),
    block('ts {#more}', `console.log('${more}');`),
    ...(words === '' ? [] : [block('ts {file=lib/words.ts}', `export const words = [${words}];`)]),
  ];
  return chapter('One', ...files, ...others);
}

export function bookOf(owner: Owner, text = one()): Book {
  return new Book(owner, { [FILE]: text });
}

/** A book whose code/ is what tangling made of the chapter; its chapter may be another by now. */
export function tangledBook(owner: Owner, text = one()): Book {
  return new Book(owner, { [FILE]: text, ...TANGLED });
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export const TANGLED: Tree = {
  'code/01-one/hello.ts': HELLO,
  'code/01-one/lib/words.ts': WORDS,
  'code/.manifest': `${sha256(HELLO)}  01-one/hello.ts\n${sha256(WORDS)}  01-one/lib/words.ts\n`,
};
