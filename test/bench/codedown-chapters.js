// codedown by its own function, as a process for each chapter would measure how often Node starts.
//
//   node codedown-chapters.js LIBRARY FOLDER         (in the folder of a book)
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

const [, , library, target] = process.argv;
const { default: codedown } = await import(library);
mkdirSync(target);
for (const name of readdirSync('chapters')) {
  const text = readFileSync(`chapters/${name}`, 'utf8');
  writeFileSync(`${target}/${name.replace(/md$/, 'ts')}`, codedown(text, 'ts*'));
}
