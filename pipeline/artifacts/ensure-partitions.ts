import type {Json, Manifest, Phase} from "../../src/core/schema/artifacts.js";
import type {SetAsideError} from "../tasks/executor.js";
import type {TaskExecutor} from "../tasks/executor.js";
import {limited} from "../tasks/limited.js";
import {runTasks} from "../tasks/run-tasks.js";
import {artifactKey, findUsable} from "./artifacts.js";
import type {ArtifactSpec} from "./artifacts.js";
import type {PhaseContext} from "./context.js";
import {countPartition} from "./count-partition.js";
import {makeByTasks, maxTaskPartitions, partitionTask} from "./partition-task.js";
import type {PartsByTasks} from "./partition-task.js";
import {checkSetAside} from "./set-aside.js";

/** A partition that is asked for. */
export interface WantedPartition {
  spec: ArtifactSpec & {partition: string};

  /** What a task is given to make it. */
  item: Json;

  /** How much work it is, in the unit of `maxWeight`. */
  weight: number;
}

/** How partitions that need no others are made by tasks. */
export interface EnsureOptions {
  phase: Phase;
  kind: string;

  /** Returns the input of the task that makes the partitions of *items*. */
  inputOf(items: Json[]): Json;

  /** The work of those that are made in one task, at most; one that is more is alone. */
  maxWeight: number;

  /** Is called with the partitions of a task when they are there. */
  onMade?(wanted: readonly WantedPartition[]): void;
}

/** Partitions that are there, by key, and those that were set aside, each with the error of its task. */
export interface EnsuredPartitions {
  found: Map<string, Manifest>;
  setAside: {wanted: WantedPartition; error: SetAsideError}[];
}

/** How many partitions are looked for at a time, whatever the number of tasks. */
const lookedForAtATime = 32;

/**
 * Has the executor of *context* make those of *wanted* that are missing, small ones in groups, and returns all that are there.
 * They are counted in *context*.
 */
export async function ensurePartitions(
  wanted: readonly WantedPartition[],
  options: EnsureOptions,
  context: PhaseContext & {executor: TaskExecutor}
): Promise<EnsuredPartitions> {
  const ensured: EnsuredPartitions = {found: new Map(), setAside: []};
  const {found, setAside} = ensured;
  const look = limited(lookedForAtATime);
  const findMissing = async (parts: readonly WantedPartition[], made: boolean) => {
    const manifests = await Promise.all(parts.map(({spec}) => look(() => findUsable(spec, context, made)))); // prettier-ignore
    for (const manifest of manifests) {
      if (!manifest) continue;
      found.set(manifest.key, manifest);
      countPartition(manifest.key, made ? "made" : "reused", context);
    }
    if (made) options.onMade?.(parts);
    return parts.filter((_, i) => !manifests[i]);
  };
  const how: PartsByTasks<WantedPartition> = {
    findMissing: async (parts, made) =>
      made ? findMissing(parts, true) : parts.filter(({spec}) => !found.has(artifactKey(spec))),
    taskOf: (parts) =>
      partitionTask(
        options.phase,
        options.kind,
        parts.map(({spec}) => spec.partition),
        options.inputOf(parts.map(({item}) => item))
      ),
    setAside(part, error) {
      setAside.push({wanted: part, error});
      checkSetAside(setAside.length, error);
    }
  };
  const {executor} = context;
  const groups = groupWanted(await findMissing(wanted, false), options.maxWeight);
  const tasks = groups.map((parts) => ({
    name: parts[0].spec.partition,
    run: (_: unknown, signal: AbortSignal) => makeByTasks(parts, how, executor, signal)
  }));
  if (tasks.length > 0) await runTasks(tasks, {concurrency: executor.concurrency});
  return ensured;
}

/** Returns *wanted* in groups, in their order, of at most *maxWeight* and `maxTaskPartitions` each. */
export function groupWanted(
  wanted: readonly WantedPartition[],
  maxWeight: number
): WantedPartition[][] {
  const groups: WantedPartition[][] = [];
  let weight = Infinity;
  for (const one of wanted) {
    const last = groups.at(-1);
    if (last && last.length < maxTaskPartitions && weight + one.weight <= maxWeight) {
      last.push(one);
      weight += one.weight;
    } else {
      groups.push([one]);
      weight = one.weight;
    }
  }
  return groups;
}
