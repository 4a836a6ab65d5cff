// The yardstick: what any tool must do that reads the chapters of a folder with markdown-it.
import { readdirSync, readFileSync } from 'node:fs';
import markdownit from 'markdown-it';

const [, , folder] = process.argv;
const markdown = markdownit();
for (const name of readdirSync(folder).filter((name) => name.endsWith('.md'))) {
  markdown.parse(readFileSync(`${folder}/${name}`, 'utf8'), {});
}
