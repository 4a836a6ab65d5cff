import type { Place } from '../base/place.ts';
import type { Problem } from '../base/problem.ts';
import type { ProblemCode } from '../base/problem-code.ts';
import type { Book } from './book.ts';
import { type Chapter, frameAt } from './chapter.ts';
import { readSections, type Section } from './section.ts';
import { textOf } from './tangle.ts';

/** What the reader gets and writes: a task of a chapter with a starter, hints, and checks. */
export interface Exercise {
  /** One word for good. */
  readonly id: string;
  readonly title: string;
  readonly chapter: Chapter;
  readonly place: Place;
  /** The prompt as it stands in the chapter, without its starter and hints. */
  readonly prompt: readonly string[];
  /** Where to look; the idea; the call. */
  readonly hints: readonly string[];
  /** The text of the starter, if the chapter has one. */
  readonly starter: string | undefined;
  readonly solution: string | undefined;
  /** Ids that it had before, under which a journal may know it. */
  readonly formerIds: readonly string[];
}

const HEADING = /^Exercise ([a-z\d]+(?:-[a-z\d]+)*): (.+)$/;

/** Whether a chapter can have an exercise at all: a quick look that may say yes too often. */
export function mayHaveExercises(bytes: Uint8Array): boolean {
  return Buffer.from(bytes).includes('### Exercise ');
}

const FORMERLY = /^<!-- formerly: ([a-z\d, -]+) -->$/;

/** The exercises of a book in its order. */
export function readExercises({ chapters, tangled }: Book): readonly Exercise[] {
  return exercisesOf(chapters, (path) => {
    const file = tangled.files.find((file) => file.path === path);
    return file && textOf(file);
  });
}

/** The exercises of chapters; `text` gives what a file below `code/` says, if there is one. */
export function exercisesOf(
  chapters: readonly Chapter[],
  text: (path: string) => string | undefined,
): readonly Exercise[] {
  return chapters.flatMap((chapter) =>
    readSections(chapter).flatMap((section) => {
      const [, id, title] = HEADING.exec(section.heading) ?? [];
      if (id === undefined || title === undefined) return [];
      const { prompt, hints } = readSection(section);
      const formerly = section.lines.map((line) => FORMERLY.exec(line)?.[1]).find(Boolean) ?? '';
      return [
        {
          ...{ id, title, chapter, place: section.place, prompt, hints },
          starter: text(`${chapter.slug}/exercises/${id}.ts`),
          solution: text(`a-solutions/${id}.ts`),
          formerIds: formerly.split(', ').filter((word) => word !== ''),
        },
      ];
    }),
  );
}

/** What an exercise lacks that it must have. */
export function exerciseProblems(exercises: readonly Exercise[]): readonly Problem[] {
  return exercises.flatMap((exercise, index) => {
    const { id, hints, starter, solution, prompt } = exercise;
    const faults: (readonly [code: ProblemCode, message: string, advice: string])[] = [];
    if (exercises.slice(0, index).some((other) => other.id === id))
      faults.push([
        'exercise-twice',
        `a second exercise ${id}`,
        'Give it another word; the id is for good.',
      ]);
    if (starter === undefined)
      faults.push([
        'exercise-without-starter',
        `exercise ${id} has no starter`,
        `Write one: ts {exercise=${id}}.`,
      ]);
    if (solution === undefined)
      faults.push([
        'exercise-without-solution',
        `exercise ${id} has no solution`,
        `Write one in chapters/a-solutions.md: ts {solution=${id} #chunk}.`,
      ]);
    if (hints.length !== 3)
      faults.push([
        'exercise-without-hints',
        `exercise ${id} has ${hints.length} hints, not three`,
        'Write three folds: <details><summary>Hint 1: where to look</summary>, the idea, the call.',
      ]);
    if (!prompt.some((line) => line.startsWith('Contract: ')))
      faults.push([
        'exercise-without-contract',
        `exercise ${id} tells no contract`,
        'Write a paragraph that begins with "Contract: ": what is given to the program, and what it must print.',
      ]);
    return faults.map(([code, message, advice]) => ({
      code,
      message,
      advice,
      place: exercise.place,
      frame: frameAt(exercise.chapter, exercise.place),
    }));
  });
}

/** Folds are HTML; what stands in them is Markdown. Listings of the starter are not part of the prompt. */
function readSection({ lines }: Section): Pick<Exercise, 'prompt' | 'hints'> {
  const prompt: string[] = [];
  const hints: string[][] = [];
  let hint: string[] | undefined;
  let fence = '';
  for (const line of lines) {
    const opening = /^(`{3,}|~{3,})/.exec(line)?.[1];
    if (hint === undefined && (fence !== '' || opening !== undefined)) {
      fence = fence === '' ? (opening ?? '') : line.startsWith(fence) ? '' : fence;
    } else if (line.startsWith('<details>')) hints.push((hint = [summaryOf(line), '']));
    else if (line.startsWith('</details>')) hint = undefined;
    else if (hint) hint.push(line);
    else if (!/^<!--|^\*\*`.+`\*\*/.test(line)) prompt.push(line);
  }
  return {
    prompt: trimmed(prompt),
    hints: hints.map((lines) => trimmed(lines).join('\n')),
  };
}

function summaryOf(line: string): string {
  return /<summary>(.*)<\/summary>/.exec(line)?.[1] ?? '';
}

/** Without blank lines at the ends, and without more than one in a row. */
function trimmed(lines: readonly string[]): readonly string[] {
  return lines
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
    .split('\n');
}
