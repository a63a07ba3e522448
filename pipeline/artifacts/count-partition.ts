import type {PhaseContext} from "./context.js";

const counted = new WeakMap<object, Set<string>>();

/** Counts the partition *key*, once in a run, however often it is asked for. */
export function countPartition(
  key: string,
  how: "made" | "reused",
  {partitions: counts}: Pick<PhaseContext, "partitions">
): void {
  if (!counts) return;
  const known = counted.get(counts) ?? new Set();
  counted.set(counts, known);
  if (known.has(key)) return;
  known.add(key);
  ++counts[how];
}
