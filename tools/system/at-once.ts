/** Does something with each thing, so many at once; gives the results in the order of the things. */
export async function atOnce<T, R>(
  count: number,
  things: readonly T[],
  act: (thing: T, index: number) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const waiting = [...things.entries()];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, thing] = next;
      results[index] = await act(thing, index);
    }
  };
  await Promise.all(Array.from({ length: count }, work));
  return results;
}
