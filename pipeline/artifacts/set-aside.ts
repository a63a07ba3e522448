import type {SetAsideError} from "../tasks/executor.js";

/** A partition that a run goes on without, since the task that makes it alone failed as often as it may. */
export type SetAside = {
  /** What it would have held; e.g., `day=2024-04-19`. */
  partition: string;

  /** The name of the task. */
  task: string;

  /** The error of the task: one line without folders of a machine, at most 200 characters. */
  error: string;
};

const maxError = 200;

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

/** Returns *message* as a line for a manifest: without control characters, and paths by their last part alone. */
function plainError(message: string): string {
  const [line] = message.split(/[\r\n]/);
  const plain = line.replace(/[\u0000-\u001f\u007f-\u009f]/g, " ");
  const short = plain.replace(/(?<![\w.…:/-])\/(?:[^/\s'"]+\/)+/g, "…/").trim();
  return short.length > maxError ? `${short.slice(0, maxError - 1)}…` : short || "an error without a message"; // prettier-ignore
}
