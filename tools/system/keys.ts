/** Keys as they are typed: at a terminal one by one without Enter, from a pipe each letter. */
export class Keys {
  readonly #input = process.stdin;
  readonly #hear: (data: Buffer) => void;

  constructor(press: (key: string) => void) {
    this.#hear = (data) => {
      for (const key of data.toString()) if (key.trim() !== '' || key === CTRL_C) press(key);
    };
    if (this.#input.isTTY) this.#input.setRawMode(true);
    this.#input.on('data', this.#hear);
  }

  close(): void {
    this.#input.off('data', this.#hear);
    if (this.#input.isTTY) this.#input.setRawMode(false);
    this.#input.unref();
    this.#input.pause();
  }
}

/** What a terminal sends for Ctrl-C when keys are read one by one. */
export const CTRL_C = '\x03';
