import type { Problem } from '../base/problem.ts';
import { isAnyLines, matchLine, matchMeasured, type Seen } from '../book/pattern.ts';
import type { Step, Transcript } from '../book/transcript.ts';
import { type Difference, differenceProblem, stillRunning } from './replay-difference.ts';
import { Stage } from './stage.ts';

/** How long a replay waits at most. */
export interface ReplayLimits {
  /** For the next line. */
  readonly lineMs: number;
  /** For the end of a program that has to end where the transcript stands. */
  readonly exitMs: number;
  /** Behind the last line, for programs that may end or run on. */
  readonly restMs: number;
}

const LIMITS: ReplayLimits = { lineMs: 20_000, exitMs: 20_000, restMs: 500 };

/** Plays a transcript against real processes. Gives the first difference, or nothing where there is none. */
export async function replay(
  root: string,
  transcript: Transcript,
  limits: Partial<ReplayLimits> = {},
): Promise<Problem | undefined> {
  const stage = await Stage.open(root, transcript.isTty);
  const player = new Player(stage, transcript, { ...LIMITS, ...limits });
  try {
    return await player.play();
  } finally {
    await stage.close();
  }
}

class Player {
  readonly #stage: Stage;
  readonly #transcript: Transcript;
  readonly #limits: ReplayLimits;
  #seen: Seen = new Map();
  /** Terminals whose next line may be any: the pattern `...` stands before it. */
  readonly #skipping = new Set<string>();
  /** The exit code that the transcript says for the program in a terminal. */
  readonly #codes = new Map<string, number>();
  /** Terminals whose program `^C` was pressed for; how such a one ends is its own affair. */
  readonly #interrupted = new Set<string>();

  constructor(stage: Stage, transcript: Transcript, limits: ReplayLimits) {
    this.#stage = stage;
    this.#transcript = transcript;
    this.#limits = limits;
  }

  async play(): Promise<Problem | undefined> {
    for (const step of this.#transcript.steps) {
      const difference = await this.#step(step);
      if (difference) return differenceProblem(this.#transcript, difference);
    }
    const last = this.#transcript.block.lines.length - 1;
    const endings = this.#stage.names.map(async (name) => {
      await this.#stage.console(name).speaks(this.#limits.exitMs);
      return await this.#leftOver(name, last, this.#limits.restMs);
    });
    const difference = (await Promise.all(endings)).find((found) => found !== undefined);
    return difference && differenceProblem(this.#transcript, difference);
  }

  async #step(step: Step): Promise<Difference | undefined> {
    switch (step.kind) {
      case 'command':
        return await this.#command(step);
      case 'output':
        return await this.#output(step);
      case 'typing':
        return await this.#typing(step);
      case 'exit':
        return await this.#exit(step);
      case 'key':
        this.#stage.console(step.terminal).press(step.key);
        if (step.key === 'C') this.#interrupted.add(step.terminal);
        return undefined;
    }
  }

  async #command(step: Extract<Step, { kind: 'command' }>): Promise<Difference | undefined> {
    const { terminal, line } = step;
    if (this.#stage.names.includes(terminal)) {
      const difference = await this.#leftOver(terminal, line, this.#limits.exitMs);
      if (difference) return difference;
      if (!this.#stage.console(terminal).hasEnded) return stillRunning(line);
    }
    this.#skipping.delete(terminal);
    this.#codes.delete(terminal);
    this.#interrupted.delete(terminal);
    await this.#stage.start(terminal, step.words, step.env);
    return undefined;
  }

  async #output({ terminal, line, pattern }: Extract<Step, { kind: 'output' }>) {
    if (isAnyLines(pattern)) {
      this.#skipping.add(terminal);
      return undefined;
    }
    const mayskip = this.#skipping.delete(terminal);
    const match = this.#transcript.isMeasured ? matchMeasured : matchLine;
    for (;;) {
      const seen = await this.#stage.console(terminal).line(this.#limits.lineMs);
      const values = seen === undefined ? undefined : match(pattern, seen, this.#seen);
      if (values) {
        this.#seen = values;
        return undefined;
      }
      if (seen === undefined || !mayskip) return this.#unlike(terminal, line, pattern, seen);
    }
  }

  async #typing({ terminal, line, prompt, typed }: Extract<Step, { kind: 'typing' }>) {
    const console = this.#stage.console(terminal);
    if (!(await console.prompt(prompt, this.#limits.lineMs))) {
      return this.#unlike(terminal, line, prompt, undefined);
    }
    await console.type(typed, this.#limits.lineMs);
    return undefined;
  }

  async #exit({ terminal, line, code }: Extract<Step, { kind: 'exit' }>) {
    this.#codes.set(terminal, code);
    const difference = await this.#leftOver(terminal, line, this.#limits.exitMs);
    if (difference) return difference;
    return this.#stage.console(terminal).hasEnded ? undefined : stillRunning(line);
  }

  /** Waits for a terminal's program to end, then compares its exit code and looks for lines not told of. */
  async #leftOver(
    terminal: string,
    line: number,
    limitMs: number,
  ): Promise<Difference | undefined> {
    const console = this.#stage.console(terminal);
    const ending = await console.ended(limitMs);
    const rest = console.rest();
    const isWhole = ending !== undefined || rest.endsWith('\n');
    if (rest !== '' && isWhole && !this.#skipping.has(terminal)) {
      return {
        line,
        code: 'more-output',
        message: 'more was printed than the transcript shows',
        expected: '',
        seen: rest,
      };
    }
    const expected = this.#codes.get(terminal) ?? 0;
    if (!ending || ending.code === expected) return undefined;
    if (this.#interrupted.has(terminal) && !this.#codes.has(terminal)) return undefined;
    const message = 'a program ended with another exit code';
    return {
      line,
      code: 'other-exit-code',
      message,
      expected: `[exit ${expected}]`,
      seen: `[exit ${ending.code}]`,
    };
  }

  #unlike(terminal: string, line: number, expected: string, seen: string | undefined): Difference {
    const console = this.#stage.console(terminal);
    if (seen !== undefined) {
      const rest = console.rest();
      const more = rest === '' ? '' : `\n${rest.trimEnd()}`;
      return {
        line,
        code: 'other-output',
        message: 'a fresh run prints something else',
        expected,
        seen: seen + more,
      };
    }
    const why = console.hasEnded ? 'the program ended' : `nothing within ${this.#limits.lineMs} ms`;
    const unfinished = console.rest().trimEnd();
    const message = `this line never came: ${why}`;
    return {
      line,
      code: 'no-output',
      message,
      expected,
      seen: unfinished === '' ? '(nothing)' : unfinished,
    };
  }
}
