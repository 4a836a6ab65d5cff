import type { Seen } from '../book/pattern.ts';
import { type OutputStep, rewriteOutput } from '../book/recording.ts';
import type { Step, Transcript } from '../book/transcript.ts';
import { Stage } from './stage.ts';

/** How long a recording waits: for a started program's first line, and until a terminal counts as quiet. */
const FIRST_LINE_MS = 10_000;
const QUIET_MS = 1_000;

/** Plays what a person does in a transcript and writes down what is really printed: the block's new lines. */
export async function perform(root: string, transcript: Transcript): Promise<readonly string[]> {
  const stage = await Stage.open(root, transcript.isTty);
  try {
    return await new Performance(stage, transcript).play();
  } finally {
    await stage.close();
  }
}

class Performance {
  readonly #stage: Stage;
  readonly #transcript: Transcript;
  readonly #lines: string[] = [];
  #seen: Seen = new Map();
  #front = '';
  #isFresh = false;
  readonly #toldExits = new Set<string>();

  constructor(stage: Stage, transcript: Transcript) {
    this.#stage = stage;
    this.#transcript = transcript;
  }

  async play(): Promise<readonly string[]> {
    const acts = this.#transcript.steps.filter(({ kind }) => kind !== 'output' && kind !== 'exit');
    for (const [index, act] of acts.entries()) {
      await this.#act(act);
      const next = acts[index + 1];
      await this.#listen(this.#outputBetween(act, next), next);
    }
    return this.#lines;
  }

  async #act(step: Step): Promise<void> {
    const { block } = this.#transcript;
    const { terminal } = step;
    if (step.kind === 'typing') {
      const console = this.#stage.console(terminal);
      const isThere = await console.prompt(step.prompt, QUIET_MS);
      if (!isThere && console.hasEnded) return;
      const prompt = isThere ? step.prompt : console.rest();
      if (!isThere) await console.prompt(prompt, QUIET_MS);
      const mark = terminal === this.#front ? '' : `${terminal}| `;
      this.#lines.push(`${mark}${prompt}${step.typed}⏎`);
      await console.type(step.typed, QUIET_MS);
      return;
    }
    const next = this.#transcript.steps.find(({ line }) => line > step.line)?.line;
    const typed = block.lines.slice(step.line, step.line + 1);
    const more = block.lines.slice(step.line + 1, next).filter((line) => line.startsWith('> '));
    this.#lines.push(...typed, ...more);
    this.#front = terminal;
    if (step.kind === 'key') {
      this.#stage.console(terminal).press(step.key);
      if (step.key === 'C') this.#toldExits.add(terminal);
    }
    if (step.kind === 'command') {
      this.#toldExits.delete(terminal);
      this.#isFresh = true;
      await this.#stage.start(terminal, step.words, step.env);
    }
  }

  /** Writes down all that comes until every terminal is quiet, then how programs ended. */
  async #listen(expected: readonly OutputStep[], next: Step | undefined): Promise<void> {
    const printed = new Map<string, string[]>();
    const front = this.#front;
    for (const terminal of [front, ...this.#stage.names.filter((name) => name !== front)]) {
      const prompt =
        next?.kind === 'typing' && next.terminal === terminal ? next.prompt : undefined;
      printed.set(terminal, await this.#linesOf(terminal, prompt));
    }
    const { lines, seen } = rewriteOutput(expected, printed, front, this.#seen);
    this.#seen = seen;
    this.#lines.push(...lines);
    for (const terminal of this.#stage.names) await this.#tellExit(terminal);
  }

  async #linesOf(terminal: string, prompt: string | undefined): Promise<string[]> {
    const console = this.#stage.console(terminal);
    const lines: string[] = [];
    for (;;) {
      const isFirst = this.#isFresh && terminal === this.#front && lines.length === 0;
      const isAsking =
        prompt !== undefined && (await console.awaits(prompt, isFirst ? FIRST_LINE_MS : QUIET_MS));
      const line = isAsking ? undefined : await console.line(isFirst ? FIRST_LINE_MS : QUIET_MS);
      if (terminal === this.#front) this.#isFresh = false;
      if (line === undefined) return lines;
      lines.push(line);
    }
  }

  async #tellExit(terminal: string): Promise<void> {
    const ending = await this.#stage.console(terminal).ended(0);
    if (!ending || ending.code === 0 || this.#toldExits.has(terminal)) return;
    this.#toldExits.add(terminal);
    this.#lines.push(`${terminal === this.#front ? '' : `${terminal}| `}[exit ${ending.code}]`);
  }

  #outputBetween(act: Step, next: Step | undefined): readonly OutputStep[] {
    return this.#transcript.steps.filter(
      (step): step is OutputStep =>
        step.kind === 'output' && step.line > act.line && (!next || step.line < next.line),
    );
  }
}
