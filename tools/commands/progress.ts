import type { Standing } from '../book/journal.ts';
import { Desk } from './desk.ts';
import { promptLines, whatToDo } from './start.ts';

const BAR_WIDTH = 20;
const STATES = { solved: 'solved', tried: 'tried', started: 'begun', new: '' } as const;

/** How far the reader has come, exercise by exercise. */
export function progressCommand(root: string): readonly string[] {
  const desk = new Desk(root);
  const all = desk.standings();
  const width = Math.max(0, ...all.map(({ exercise }) => exercise.id.length));
  const chapters = [...new Set(all.map(({ exercise }) => exercise.chapter))];
  return [
    ...chapters.flatMap((chapter) => [
      `${chapter.number} ${chapter.title}`,
      ...all
        .filter(({ exercise }) => exercise.chapter === chapter)
        .map((standing) => standingLine(standing, width).trimEnd()),
    ]),
    '',
    progressLine(all),
    ...desk.spoilt(),
  ];
}

/** The next exercise that isn't solved: its prompt, and how to go about it. */
export function nextCommand(root: string): readonly string[] {
  const desk = new Desk(root);
  const exercise = desk.next();
  return [...promptLines(exercise), '', ...whatToDo(desk, exercise)];
}

/** `███████░░░░░░░░░░░░░ 7 of 20 solved` */
export function progressLine(all: readonly Standing[]): string {
  const solved = all.filter(({ state }) => state === 'solved').length;
  const filled = all.length === 0 ? 0 : Math.floor((solved / all.length) * BAR_WIDTH);
  return `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${solved} of ${all.length} solved`;
}

function standingLine({ exercise, state, checks, failed, hints }: Standing, width: number): string {
  const { id } = exercise;
  const tries = checks === 0 ? '' : `${checks} ${checks === 1 ? 'check' : 'checks'}`;
  const seen = new Set(hints).size;
  const more = [
    tries,
    ...(state === 'tried' && failed !== undefined ? [`failed last at ${failed}`] : []),
    ...(seen > 0 ? [`${seen} of 3 hints seen`] : []),
  ].filter((text) => text !== '');
  return `   ${id.padEnd(width)}  ${STATES[state].padEnd(6)}  ${more.join(', ')}`;
}
