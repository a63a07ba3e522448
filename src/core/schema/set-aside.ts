import type {SkippedFile} from "./raw-facts.js";

/**
 * A partition that a run goes on without, since the task that makes it alone failed as often as it may. It is a parameter of the
 * artifact that is made without it, so that a complete run has another one.
 */
export type SetAside = {
  /** What it would have held: the name of a file, or as `day=2024-04-19`. */
  partition: string;

  /** The name of the task. */
  task: string;

  /** Its error: one line without folders of a machine, at most 200 characters. */
  error: string;
};

/** What the reason of a skipped file begins with that was set aside. */
const reasonStart = "set aside: ";

/** Returns a file that was set aside as one that is skipped. */
export function asSkipped({partition: name, task, error}: SetAside): SkippedFile {
  return {name, reason: `${reasonStart}${error}`, task};
}

/** A phase of a run, with the parameters of its artifact: a manifest, or what the audit has. */
type PhaseParameters = {phase: string; parameters: {[name: string]: unknown}};

/**
 * Returns what was set aside in a run, from the parameters of its *phases*, in their order; none if it is complete. With
 * `task` and `error` of each, it says what is to be made before the run is.
 */
export function setAsideOf(phases: readonly PhaseParameters[]): SetAside[] {
  return phases.flatMap(({phase, parameters}) => {
    if (phase !== "ingestion") return listIn(parameters?.setAside) as SetAside[];
    const skipped = listIn(parameters?.skipped) as SkippedFile[];
    return skipped.flatMap(({name, reason, task}) =>
      task === undefined ? [] : [{partition: name, task, error: reason.slice(reasonStart.length)}]
    );
  });
}

/** An earlier version has no such parameter. */
function listIn(parameter: unknown): unknown[] {
  return Array.isArray(parameter) ? parameter : [];
}

/** Returns a sentence on what was set aside. */
export function setAsideText({partition, error}: SetAside): string {
  return `${partition} was set aside: ${error}`;
}

/** How many partitions that were set aside are named where there is little space. */
const maxNamed = 5;

/** Returns the first of *setAside* by name, each with its error, and how many more there are. */
export function setAsideList(setAside: readonly SetAside[]): string {
  const named = setAside.slice(0, maxNamed).map(({partition, error}) => `${partition} (${error})`);
  const rest = setAside.length - named.length;
  return rest > 0
    ? `${named.join("; ")}; and ${rest.toLocaleString("en-US")} more`
    : named.join("; ");
}
