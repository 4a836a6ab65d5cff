/** How often a wait looks at the clock, in milliseconds. */
const TICK_MS = 20;
/** How long what was sent before a program ended may be on its way inside this computer, in milliseconds. */
const LAST_WORDS_MS = 200;

/** Those who wait for something to become true. */
export class Watchers {
  readonly #looks = new Set<() => void>();

  /** Something has changed: everybody looks again. */
  wake(): void {
    for (const look of [...this.#looks]) look();
  }

  /**
   * Waits until `find` finds something, and gives it; gives nothing when `limitMs` have passed. Time in which
   * this process itself got no turn is not counted: a busy machine is not the other side's silence. Where
   * nothing can come any more (`isHopeless`), it waits only for what is on its way. What had come on other
   * sockets before it was found is taken, too, before the wait is over: the kernel tells of them in any order.
   */
  async until<T>(
    find: () => T | undefined,
    limitMs: number,
    isHopeless: () => boolean = () => false,
  ): Promise<T | undefined> {
    return await new Promise((resolve) => {
      let [leftMs, last] = [limitMs, performance.now()];
      const settle = (found: T | undefined) => {
        clearInterval(timer);
        this.#looks.delete(look);
        setImmediate(resolve, found);
      };
      const look = () => {
        const found = find();
        if (found !== undefined) settle(found);
        return found !== undefined;
      };
      const timer = setInterval(() => {
        const now = performance.now();
        leftMs -= Math.min(now - last, 2 * TICK_MS);
        last = now;
        if (isHopeless()) leftMs = Math.min(leftMs, LAST_WORDS_MS) - TICK_MS;
        if (leftMs <= 0 && !look()) settle(undefined);
      }, TICK_MS);
      this.#looks.add(look);
      look();
    });
  }
}
