import type { Place } from '../base/place.ts';
import type { TextFile } from '../base/text-file.ts';
import { proseTokens, type Token } from './markdown.ts';

/** A link or an image of the prose. */
export interface Link {
  readonly target: string;
  readonly title: string;
  readonly place: Place;
  readonly frame: string;
}

/** The links and headings of a chapter's prose. */
export function readProse(source: TextFile): {
  readonly links: readonly Link[];
  readonly headings: readonly string[];
} {
  const tokens = proseTokens(source.lines);
  const headings = tokens.flatMap(({ type }, index) =>
    type === 'heading_open' ? [plainText(tokens[index + 1])] : [],
  );
  return { links: tokens.flatMap((token) => linksIn(source, token)), headings };
}

/** Markdown tells only the lines of a paragraph; where in it a link stands is looked up in order. */
function linksIn(source: TextFile, { map, children }: Token): readonly Link[] {
  let [line, start, end] = [map?.[0] ?? 0, 0, 0];
  return (children ?? []).flatMap((token) => {
    const written = token.attrGet(token.type === 'image' ? 'src' : 'href');
    if (written === null || !['image', 'link_open'].includes(token.type)) return [];
    const target = unescaped(String(written));
    for (let at = line; at < (map?.[1] ?? line); at += 1) {
      const text = source.lines[at] ?? '';
      const from = at === line ? end : 0;
      const found = [target, String(written)].find((word) => text.includes(word, from));
      if (found === undefined) continue;
      start = text.indexOf(found, from);
      [line, end] = [at, start + found.length];
      break;
    }
    const place = { file: source.path, line: line + 1, column: start + 1 };
    const frame = source.lines[line] ?? '';
    return [{ target, title: String(token.attrGet('title') ?? ''), place, frame }];
  });
}

/** A link without its percent escapes, except those that stand for no character. */
function unescaped(link: string): string {
  return link.replace(/%[0-7][\da-f]|(?:%[89a-f][\da-f])+/gi, (escape) => {
    try {
      return decodeURI(escape);
    } catch (error) {
      if (!(error instanceof URIError)) throw error;
      return escape;
    }
  });
}

function plainText(token: Token | undefined): string {
  return (token?.children ?? []).map(({ content }) => content).join('');
}
