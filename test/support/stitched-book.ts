import { block, chapter } from './book.ts';

/** A chapter whose file `a.ts` has chunks at its beginning, in its middle and at its end; `b.ts` shares the last. */
export const CHAPTER = chapter(
  'One',
  block('ts {file=a.ts}', 'first();', '', 'if (ready) {', '  // <<work>>', '}', '// <<end>>'),
  'Then the work:',
  block('ts {#work}', 'start();', 'carry();', '', 'stop();'),
  'And more of it:',
  block('ts {#work}', 'rest();'),
  'The end:',
  block('ts {#end}', 'last();'),
  block('ts {file=b.ts}', '// <<end>>', 'other();'),
);

/** What it makes. */
export const A_TEXT =
  'first();\n\nif (ready) {\n  start();\n  carry();\n\n  stop();\n\n  rest();\n}\nlast();\n';
export const B_TEXT = 'last();\nother();\n';
