/** A panel of a plot: lines over a shared x axis. */
export interface Panel {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Where the x axis is marked; `log2` spaces doublings evenly. */
  readonly x: readonly number[];
  readonly scale: 'linear' | 'log2';
  /** A value for each mark of the x axis. */
  readonly lines: readonly { readonly name: string; readonly values: readonly number[] }[];
}

const [WIDTH, HEIGHT] = [460, 300];
const [LEFT, RIGHT, TOP, BOTTOM] = [52, 16, 36, 48];
/** In the middle between light and dark, so that both show them. */
const INK = '#7d7d7d';
const COLOURS = ['#d9651f', '#2f81d6', '#3a9a50'];

/** Panels side by side as an SVG picture. */
export function plot(panels: readonly Panel[]): string {
  const size = `${panels.length * WIDTH} ${HEIGHT}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size}" font-family="sans-serif" font-size="12" fill="${INK}">`,
    ...panels.flatMap((panel, index) => [
      `<g transform="translate(${index * WIDTH} 0)">`,
      ...drawn(panel),
      '</g>',
    ]),
    '</svg>\n',
  ].join('\n');
}

function drawn(panel: Panel): readonly string[] {
  const { title, xLabel, yLabel, x, scale, lines } = panel;
  const step = roundStep(Math.max(...lines.flatMap(({ values }) => values)));
  const steps = Math.ceil(Math.max(...lines.flatMap(({ values }) => values)) / step);
  const along = scale === 'log2' ? x.map(Math.log2) : x;
  const [first, last] = scale === 'log2' ? [0, Math.max(...along)] : [0, Math.max(...x)];
  const xs = along.map((at) => LEFT + ((at - first) / (last - first)) * (WIDTH - LEFT - RIGHT));
  const yOf = (value: number) =>
    HEIGHT - BOTTOM - (value / (steps * step)) * (HEIGHT - TOP - BOTTOM);
  const middle = (TOP + HEIGHT - BOTTOM) / 2;
  return [
    label(LEFT, 20, title, 'font-weight="bold"'),
    ...Array.from({ length: steps + 1 }, (_, at) => at * step).flatMap((value) => [
      `<path d="M${LEFT} ${round(yOf(value))}H${WIDTH - RIGHT}" stroke="${INK}" stroke-opacity="0.35"/>`,
      label(LEFT - 6, yOf(value) + 4, String(Number(value.toFixed(2))), 'text-anchor="end"'),
    ]),
    ...x.map((value, at) =>
      label(xs[at] ?? 0, HEIGHT - BOTTOM + 16, String(value), 'text-anchor="middle"'),
    ),
    label((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, xLabel, 'text-anchor="middle"'),
    label(14, middle, yLabel, `text-anchor="middle" transform="rotate(-90 14 ${middle})"`),
    ...lines.flatMap(({ name, values }, index) => {
      const colour = COLOURS[index % COLOURS.length] ?? INK;
      const points = values.map((value, at) => [round(xs[at] ?? 0), round(yOf(value))] as const);
      return [
        `<polyline points="${points.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`,
        ...points.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}"/>`),
        label(LEFT + 10, TOP + 14 + index * 16, name, `fill="${colour}"`),
      ];
    }),
  ];
}

/** A step of 1, 2 or 5 times a power of ten that makes three to seven of them. */
function roundStep(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most / 3));
  return [5, 2, 1].map((factor) => factor * power).find((step) => most / step >= 3) ?? power;
}

function label(x: number, y: number, text: string, more: string): string {
  return `<text x="${round(x)}" y="${round(y)}" ${more}>${text}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
