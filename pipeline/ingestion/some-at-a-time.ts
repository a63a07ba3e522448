/**
 * Returns what *work* returns for each of *items*, in their order; no more than *limit* are worked on at a time. Once one
 * fails, no other begins; throws the error of the first of those that failed, when none is being worked on.
 */
export async function someAtATime<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item, i: number) => Promise<Result>
): Promise<Result[]> {
  const results: Result[] = [];
  const errors = new Map<number, unknown>();
  let next = 0;
  const run = async (): Promise<void> => {
    while (next < items.length && errors.size === 0) {
      const i = next++;
      try {
        results[i] = await work(items[i], i);
      } catch (error) {
        errors.set(i, error);
      }
    }
  };
  await Promise.all(Array.from({length: limit}, run));
  if (errors.size > 0) throw errors.get(Math.min(...errors.keys()));
  return results;
}
