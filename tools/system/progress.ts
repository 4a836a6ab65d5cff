import { isTerminal } from './terminal.ts';

/** One line on standard error that says what is being done; nothing where that is no terminal. */
export class Progress {
  readonly #isShown = isTerminal(process.stderr);

  say(text: string): void {
    if (this.#isShown) process.stderr.write(`\r\x1b[2K${text}`);
  }

  end(): void {
    this.say('');
  }
}
