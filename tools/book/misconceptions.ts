import { firstFailed, type Grade } from './grades.ts';
import { xml } from './xml.ts';

const BAR_CHARACTERS = 40;
const BAR_WIDTH = 400;
const CHARACTER_WIDTH = 8; // wide enough for most letters of 13 pixels
const MARGIN = 12;
const ROW = 22;

/** How often each check was the first to fail, the commonest first. */
export function misconceptions(grades: readonly Grade[]): readonly Misconception[] {
  const found = new Map<string, Misconception>();
  for (const grade of grades) {
    const failed = firstFailed(grade);
    if (!failed) continue;
    const says = failed.says ?? failed.title;
    const key = `${grade.exercise} ${failed.id}`;
    const count = (found.get(key)?.count ?? 0) + 1;
    found.set(key, {
      exercise: grade.exercise,
      check: failed.id,
      title: failed.title,
      says,
      count,
    });
  }
  return [...found.values()].sort(
    (a, b) =>
      b.count - a.count || a.exercise.localeCompare(b.exercise) || a.check.localeCompare(b.check),
  );
}

export interface Misconception {
  readonly exercise: string;
  readonly check: string;
  readonly title: string;
  /** What the last student was told who failed there first. */
  readonly says: string;
  readonly count: number;
}

/** The histogram as text: a line each, with a bar. */
export function histogramText(found: readonly Misconception[]): readonly string[] {
  const most = Math.max(1, ...found.map(({ count }) => count));
  const names = found.map(({ exercise, check }) => `${exercise}/${check}`);
  const width = Math.max(0, ...names.map((name) => name.length));
  return found.map(({ count }, index) => {
    const bar = '#'.repeat(Math.max(1, Math.round((count / most) * BAR_CHARACTERS)));
    return `${String(count).padStart(5)}  ${(names[index] ?? '').padEnd(width)}  ${bar}`;
  });
}

/** The same as a bar chart, its content in words as title and description. */
export function histogramSvg(found: readonly Misconception[]): string {
  const most = Math.max(1, ...found.map(({ count }) => count));
  const names = found.map(({ exercise, check }) => `${exercise}/${check}`);
  const left = 2 * MARGIN + Math.max(0, ...names.map(({ length }) => length)) * CHARACTER_WIDTH;
  const height = 2 * MARGIN + found.length * ROW;
  const rows = found.map(({ count }, index) => {
    const y = MARGIN + index * ROW;
    const width = Math.round((count / most) * BAR_WIDTH);
    return [
      `  <text x="${left - 8}" y="${y + 15}" text-anchor="end">${xml(names[index] ?? '')}</text>`,
      `  <rect x="${left}" y="${y + 3}" width="${width}" height="${ROW - 6}" fill="#2b6cb0"/>`,
      `  <text x="${left + width + 6}" y="${y + 15}">${count}</text>`,
    ].join('\n');
  });
  const words = found.map(({ count }, index) => `${names[index]}: ${count}`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + BAR_WIDTH + 60}" height="${height}" role="img" aria-labelledby="title what" font-family="sans-serif" font-size="13">`,
    '  <title id="title">What answers fail at first</title>',
    `  <desc id="what">${xml(words.join('; ') || 'nothing')}</desc>`,
    '  <rect width="100%" height="100%" fill="#ffffff"/>',
    ...rows,
    '</svg>',
    '',
  ].join('\n');
}
