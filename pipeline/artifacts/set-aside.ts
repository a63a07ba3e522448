import type {SetAside} from "../../src/core/schema/set-aside.js";
import {OutageError} from "../config/errors.js";
import type {SetAsideError} from "../tasks/executor.js";

const maxError = 200;

/** The most partitions of a phase that are set aside: more is no accident, and their list is a parameter. */
const maxSetAside = 1_000;

/** Throws an OutageError if *count* partitions are too many to go on without. */
export function checkSetAside(count: number, {message}: SetAsideError): void {
  if (count <= maxSetAside) return;
  throw new OutageError(
    `too many partitions set aside: over ${maxSetAside.toLocaleString("en-US")}, the last since ${plainError(message)}; remove the cause, and run once more`
  );
}

/** Returns that *partition* is set aside because of *error*. */
export function setAsideBy(partition: string, {task, message}: SetAsideError): SetAside {
  return {partition, task, error: plainError(message)};
}

/** Thrown by the making of an artifact that goes on without partitions: without them, it has another key. */
export class PartitionsSetAside extends Error {
  override name = "PartitionsSetAside";

  readonly setAside: readonly SetAside[];

  constructor(setAside: readonly SetAside[]) {
    const [{partition, error}] = setAside;
    const more = setAside.length > 1 ? `, and ${setAside.length - 1} more` : "";
    super(`set aside: ${partition} (${error})${more}`);
    this.setAside = setAside;
  }
}

/** What a phase can go on without. */
export interface GoOnOptions {
  /** What is set aside from the beginning; defaults to none. */
  given?: readonly SetAside[];

  /** What they are called, in the plural, and how many there are: without all of them there is nothing. */
  what: string;
  total: number;

  /** Returns whether a partition is one of them; defaults to all. */
  isPart?(partition: string): boolean;
}

/**
 * Returns what *make* returns, which is called with what is set aside: first with *given*, and then, as long as it throws a
 * PartitionsSetAside, with that too. Throws an OutageError once those that *isPart* returns true for are *total*.
 */
export async function goOnWithout<Result>(
  make: (setAside: readonly SetAside[]) => Promise<Result>,
  {given = [], what, total, isPart = () => true}: GoOnOptions
): Promise<Result> {
  const setAside = new Map(given.map((one) => [one.partition, one]));
  for (;;) {
    try {
      return await make([...setAside.values()].sort(byPartition));
    } catch (error) {
      if (!(error instanceof PartitionsSetAside)) throw error;
      for (const one of error.setAside) setAside.set(one.partition, one);
      const [first] = error.setAside;
      if ([...setAside.keys()].filter(isPart).length >= total)
        throw new OutageError(
          `nothing left: all ${what} were set aside, ${first.partition} since ${first.error}; remove the cause, and run once more`,
          {cause: error}
        );
    }
  }
}

function byPartition(a: SetAside, b: SetAside): number {
  return a.partition < b.partition ? -1 : 1;
}

/** Returns *message* as a line for a manifest: without control characters, and paths by their last part alone. */
function plainError(message: string): string {
  const [line] = message.split(/[\r\n]/);
  const plain = line.replace(/[\u0000-\u001f\u007f-\u009f]/g, " ");
  const short = plain.replace(/(?<![\w.…:/-])\/(?:[^/\s'"]+\/)+/g, "…/").trim();
  return short.length > maxError ? `${short.slice(0, maxError - 1)}…` : short || "an error without a message"; // prettier-ignore
}
