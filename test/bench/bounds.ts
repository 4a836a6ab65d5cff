import { type BookCosts, FLOOR } from './table.ts';

/** What a number may be at most, and what it is; NaN where it couldn't be measured. */
export interface Bound {
  readonly what: string;
  readonly limit: number;
  readonly found: number;
}

/** What is wanted of the tool on the small book and, where it was measured, on the large one. */
export function boundsOf(
  [small, large]: readonly BookCosts[],
  nodeMajor: number,
): readonly Bound[] {
  const keepsCompiled = nodeMajor >= 24; // older ones parse the tool at each start
  const ofSmall = small && keepsCompiled ? [parsing(small)] : [];
  return large ? [...ofLarge(large, keepsCompiled ? 1.2 : 2), ...ofSmall] : ofSmall;
}

export function isReached({ limit, found }: Bound): boolean {
  return !(found > limit);
}

export function shownBound(bound: Bound): string {
  const { what, limit, found } = bound;
  const end = Number.isNaN(found)
    ? 'not measured'
    : `found ${shown(found)}  ${isReached(bound) ? 'ok' : 'not reached'}`;
  return `${what.padEnd(44)}  at most ${shown(limit)}, ${end}`;
}

function ofLarge(book: BookCosts, limit: number): readonly Bound[] {
  const peaks = [...book.costs].flatMap(([name, { peakMb }]) =>
    name.startsWith('tangle') ? [peakMb] : [],
  );
  const nowebs = [...book.costs.keys()].flatMap((name) =>
    name.startsWith('noweb') ? [ratio(book, 'tangle, cold', name)] : [],
  );
  return [
    bound('large, nothing changed ÷ floor', limit, ratio(book, 'tangle, nothing changed', FLOOR)),
    bound(
      'large, one chapter changed ÷ floor',
      limit,
      ratio(book, 'tangle, one chapter changed', FLOOR),
    ),
    bound('large, cold ÷ noweb at its best', 1, most(nowebs)),
    bound('large, peak MB of tangling', 150, most(peaks)),
  ];
}

function parsing(book: BookCosts): Bound {
  return bound('small, cold ÷ parsing', 1.5, ratio(book, 'tangle, cold', 'markdown-it parses'));
}

function bound(what: string, limit: number, found: number): Bound {
  return { what, limit, found };
}

function ratio({ title, costs }: BookCosts, name: string, to: string): number {
  const [cost, base] = [costs.get(name), costs.get(to)];
  if (!cost || !base) throw new Error(`on ${title} nothing measures ${name} beside ${to}`);
  return cost.cpuMs / base.cpuMs;
}

function most(values: readonly number[]): number {
  return values.length > 0 ? Math.max(...values) : NaN;
}

function shown(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(0);
}
