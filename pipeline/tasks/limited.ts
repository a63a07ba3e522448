/** Returns a function that runs what it is given as soon as fewer than *limit* of them are at work; in the order in which they come. */
export function limited(limit: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = [];
  let atWork = 0;
  return async (work) => {
    if (atWork < limit) ++atWork;
    else await new Promise<void>((resolve) => waiting.push(resolve)); // the place of one that has ended
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else --atWork;
    }
  };
}
