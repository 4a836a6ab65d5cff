// The yardstick: what any tool must do that reads the chapters with markdown-it.
import { readdirSync, readFileSync } from 'node:fs';
import markdownit from 'markdown-it';

const markdown = markdownit();
for (const name of readdirSync('chapters').filter((name) => name.endsWith('.md'))) {
  markdown.parse(readFileSync(`chapters/${name}`, 'utf8'), {});
}
