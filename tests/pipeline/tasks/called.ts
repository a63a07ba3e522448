import {isMainThread, threadId} from "node:worker_threads";

/** Returns the sum of *values*, and which thread added them. */
export function sum({values}: {values: Float64Array}): {
  sum: number;
  thread: number;
  main: boolean;
} {
  return {
    sum: values.reduce((total, value) => total + value, 0),
    thread: threadId,
    main: isMainThread
  };
}

/** Throws. */
export function fail({message}: {message: string}): never {
  throw new RangeError(message);
}

/** Ends its thread. */
export function leave(code: number): never {
  process.exit(code);
}

/** Adds one to what is shared. */
export async function increment(shared: Int32Array): Promise<void> {
  await Promise.resolve();
  Atomics.add(shared, 0, 1);
}
