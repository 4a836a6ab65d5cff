import type { Problem } from '../base/problem.ts';
import type { ProblemCode } from '../base/problem-code.ts';
import { type Block, type Chapter, placeIn } from './chapter.ts';
import { blockProblem } from './block-problem.ts';
import { readCommand } from './command-line.ts';
import type { FenceHeader } from './fence-header.ts';
import type { Listing } from './listing.ts';
import { isVague } from './pattern.ts';

/** A console block: what is typed and what is to be seen, in the order of time. */
export interface Transcript {
  readonly chapter: Chapter;
  readonly block: Block;
  readonly steps: readonly Step[];
  /** What the machine must have, by the words of `needs=`. */
  readonly needs: readonly string[];
  /** Whether its programs get a terminal instead of pipes. */
  readonly isTty: boolean;
  /** Whether the numbers of its output are a measurement's, and differ in every run. */
  readonly isMeasured: boolean;
}

/** One line of a transcript (a command may take more); `line` counts from 0 in the block. */
export type Step = { readonly terminal: string; readonly line: number } & (
  | {
      readonly kind: 'command';
      readonly words: readonly string[];
      readonly env: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'output'; readonly pattern: string }
  | { readonly kind: 'typing'; readonly prompt: string; readonly typed: string }
  | { readonly kind: 'key'; readonly key: 'C' | 'D' }
  | { readonly kind: 'exit'; readonly code: number }
);

/** Reads the listings that are transcripts; a line that can't be played is a problem. */
export function readTranscripts(listings: readonly Listing[]): {
  readonly transcripts: readonly Transcript[];
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const transcripts = listings.flatMap(({ chapter, block, role }) => {
    if (role.kind !== 'transcript') return [];
    const { steps, problems: faults } = readSteps(block, role.header);
    problems.push(...faults);
    const needs = (role.header.values.needs ?? '').split(/[\s,]+/).filter((need) => need !== '');
    const isTty = role.header.marks.includes('tty');
    const isMeasured = role.header.values.measured !== undefined;
    return [{ chapter, block, steps, needs: isTty ? [...needs, 'tty'] : needs, isTty, isMeasured }];
  });
  return { transcripts, problems };
}

const COMMAND = /^(?<terminal>[\w-]*)\$ (?<text>.*)$/;
const OTHER = /^(?<terminal>[\w-]+)\| ?(?<text>.*)$/;

function readSteps(block: Block, header: FenceHeader): { steps: Step[]; problems: Problem[] } {
  const steps: Step[] = [];
  const problems: Problem[] = [];
  const terminals = new Set<string>();
  let front: string | undefined;
  for (let line = 0; line < block.lines.length; line += 1) {
    const text = block.lines[line] ?? '';
    const command = COMMAND.exec(text)?.groups;
    if (command) {
      front = command.terminal ?? '';
      terminals.add(front);
      const first = line;
      let typed = command.text ?? '';
      while (block.lines[line + 1]?.startsWith('> ')) {
        line += 1;
        typed = joinLines(typed, (block.lines[line] ?? '').slice(2));
      }
      const step = commandStep(typed, front, first);
      if (typeof step === 'string')
        problems.push(lineProblem(block, first, 'unplayable-command', step, COMMAND_ADVICE));
      else steps.push(step);
    } else if (front === undefined) {
      problems.push(
        lineProblem(
          block,
          line,
          'output-before-command',
          'output before any command',
          FIRST_ADVICE,
        ),
      );
    } else {
      const other = OTHER.exec(text)?.groups;
      const isOther = other?.terminal !== undefined && terminals.has(other.terminal);
      steps.push(
        outputStep(
          isOther ? (other.text ?? '') : text,
          isOther ? (other.terminal ?? '') : front,
          line,
        ),
      );
    }
  }
  if (block.lines.length === 0) {
    problems.push(
      blockProblem(block, {
        code: 'empty-transcript',
        message: 'a transcript of nothing',
        advice: FIRST_ADVICE,
      }),
    );
  }
  if (header.values.varies === undefined) {
    problems.push(
      ...steps
        .filter(hidesMuch)
        .map(({ line }) => lineProblem(block, line, 'vague-pattern', VAGUE, VAGUE_ADVICE)),
    );
  }
  return { steps, problems };
}

const COMMAND_ADVICE = 'Write one plain command: words, quotes, and NAME=value before them.';
const FIRST_ADVICE =
  'Begin with a command: $ npx wirebook list, or server$ npx wirebook run 04/server.';
const VAGUE = 'this line lets anything pass';
const VAGUE_ADVICE =
  'Say why the output varies: console {varies="…"}, or write out what is to be seen.';

function joinLines(first: string, second: string): string {
  return first.endsWith('\\') ? `${first.slice(0, -1)}${second}` : `${first}\n${second}`;
}

function commandStep(text: string, terminal: string, line: number): Step | string {
  if (text === '^C' || text === '^D')
    return { kind: 'key', key: text === '^C' ? 'C' : 'D', terminal, line };
  const command = readCommand(text);
  return typeof command === 'string' ? command : { kind: 'command', terminal, line, ...command };
}

/** The prompt ends at the first colon with a blank behind it; without one everything was typed. */
function outputStep(text: string, terminal: string, line: number): Step {
  const exit = /^\[exit (\d+)\]$/.exec(text)?.[1];
  if (exit !== undefined) return { kind: 'exit', code: Number(exit), terminal, line };
  if (text.endsWith('⏎')) {
    const end = text.includes(': ') ? text.indexOf(': ') + 2 : 0;
    return {
      kind: 'typing',
      prompt: text.slice(0, end),
      typed: text.slice(end, -1),
      terminal,
      line,
    };
  }
  return { kind: 'output', pattern: text, terminal, line };
}

function hidesMuch(step: Step): boolean {
  return step.kind === 'output' && isVague(step.pattern);
}

function lineProblem(
  block: Block,
  line: number,
  code: ProblemCode,
  message: string,
  advice: string,
): Problem {
  return blockProblem(block, { code, message, advice }, placeIn(block, line));
}
