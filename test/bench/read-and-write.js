// The floor: what any tool must do that reads the chapters and writes the programs, and nothing else.
//
//   node read-and-write.js TEXTS.json FOLDER         (in the folder of a book)
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const [, , texts, target] = process.argv;
for (const name of readdirSync('chapters')) readFileSync(`chapters/${name}`);

const made = new Set();
for (const [path, text] of Object.entries(JSON.parse(readFileSync(texts, 'utf8')))) {
  const folder = dirname(`${target}/${path}`);
  if (!made.has(folder)) mkdirSync(folder, { recursive: true });
  made.add(folder);
  writeFileSync(`${target}/${path}`, text);
}
