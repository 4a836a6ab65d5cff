import { Console } from '../system/console.ts';
import { quietPort } from '../system/loopback.ts';
import { wirebookCommand } from '../system/node.ts';

/** The port that readers see in transcripts. */
const SHOWN_PORT = 12_000;

/** The terminals of one transcript, with a free port in the place of 12000 for all of them. */
export class Stage {
  readonly #root: string;
  readonly #isTty: boolean;
  readonly #port: number;
  readonly #consoles = new Map<string, Console>();

  static async open(root: string, isTty: boolean): Promise<Stage> {
    return new Stage(root, isTty, await quietPort());
  }

  private constructor(root: string, isTty: boolean, port: number) {
    this.#root = root;
    this.#isTty = isTty;
    this.#port = port;
  }

  get names(): readonly string[] {
    return [...this.#consoles.keys()];
  }

  console(name: string): Console {
    const console = this.#consoles.get(name);
    if (!console) throw new Error(`no terminal ${JSON.stringify(name)} was opened`);
    return console;
  }

  /** Starts a command as a reader would type it; `npx wirebook` is this very tool. */
  async start(
    name: string,
    words: readonly string[],
    env: Readonly<Record<string, string>>,
  ): Promise<void> {
    const mapped = words.map((word) => swap(word, SHOWN_PORT, this.#port));
    const [first = '', ...others] = mapped;
    const isOurs = first === 'npx' && others[0] === 'wirebook';
    const command = isOurs ? [...wirebookCommand(), ...others.slice(1)] : mapped;
    const [program = first, ...args] = command;
    const console = this.#consoles.get(name) ?? this.#openConsole(name);
    await console.start([program, ...args], { ...plainEnvironment(this.#port), ...env });
  }

  async close(): Promise<void> {
    await Promise.all([...this.#consoles.values()].map(async (console) => await console.stop()));
  }

  #openConsole(name: string): Console {
    const show = (text: string) => swap(text, this.#port, SHOWN_PORT);
    const console = new Console({ cwd: this.#root, isTty: this.#isTty, show });
    this.#consoles.set(name, console);
    return console;
  }
}

function swap(text: string, from: number, to: number): string {
  return text.replace(new RegExp(`(?<!\\d)${from}(?!\\d)`, 'g'), String(to));
}

/** What a reader's own settings could change is taken away. */
function plainEnvironment(port: number): Record<string, string | undefined> {
  const taken = ['HOST', 'TIMEOUT_MS', 'TRIES', 'FORCE_COLOR', 'NODE_OPTIONS', 'WIREBOOK_REQUIRE'];
  return {
    ...Object.fromEntries(taken.map((name) => [name, undefined])),
    ...{ PORT: String(port), TERM: 'dumb', LC_ALL: 'C.UTF-8' },
  };
}
