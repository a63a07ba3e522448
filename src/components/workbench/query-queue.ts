/** A queue: each call runs alone, in the order of the calls. */
type QueryQueue = <T>(work: () => Promise<T>) => Promise<T>;

/** Returns a queue of queries: a connection answers one at a time, and a page sends more. */
export function queryQueue(): QueryQueue {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next.catch(() => {});
    return next;
  };
}
