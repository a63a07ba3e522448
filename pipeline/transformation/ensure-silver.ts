import type {Manifest} from "../../src/core/schema/artifacts.js";
import type {SetAside} from "../../src/core/schema/set-aside.js";
import {findUsable} from "../artifacts/artifacts.js";
import {countPartition} from "../artifacts/count-partition.js";
import {makeByTasks, partitionTask} from "../artifacts/partition-task.js";
import {checkSetAside, PartitionsSetAside, setAsideBy} from "../artifacts/set-aside.js";
import {limited} from "../tasks/limited.js";
import type {SetAsideError, TaskExecutor} from "../tasks/executor.js";
import {specOf} from "./make-partitions.js";
import type {Making} from "./make-partitions.js";
import type {PartitionPlan} from "./plan-silver.js";
import {silverInput} from "./silver-task.js";

/** What makes the partitions of a group elsewhere. */
export interface SilverByTasks {
  /** Has those of *plans* made that are missing, and adds all to those that are made. */
  make(plans: readonly PartitionPlan[], signal: AbortSignal): Promise<void>;

  /** Throws a PartitionsSetAside if any was set aside. */
  end(): void;
}

/** How many partitions are looked for at a time, whatever the number of tasks. */
const lookedForAtATime = 32;

/**
 * Returns what has *executor* make partitions of the SILVER of *raw*. What one depends on is there before it is asked for, since its
 * key has the digests of that; what depends on one that was set aside is set aside with it.
 */
export function silverByTasks(
  raw: Manifest,
  making: Omit<Making, "pool">,
  executor: TaskExecutor
): SilverByTasks {
  const {made, context} = making;
  const setAside = new Map<string, SetAside>();
  const look = limited(lookedForAtATime);
  const canBeMade = ({name, needs}: PartitionPlan): boolean => {
    const lost = setAside.get(needs.find((need) => setAside.has(need)) ?? "");
    if (lost) setAside.set(name, {...lost, partition: name, error: `it needs ${lost.partition}, which was set aside`}); // prettier-ignore
    return !setAside.has(name);
  };
  const find = async (plan: PartitionPlan, isNew: boolean): Promise<boolean> => {
    if (!plan.needs.every((need) => made.has(need))) return false; // what it needs is missing
    const manifest = await look(() => findUsable(specOf(plan, making), context, isNew));
    if (!manifest) return false;
    made.set(plan.name, manifest);
    countPartition(manifest.key, isNew ? "made" : "reused", context);
    return true;
  };
  const findMissing = async (plans: readonly PartitionPlan[], isNew: boolean) => {
    const missing: PartitionPlan[] = [];
    const atATime = plans[0]?.holds === "known" ? 1 : lookedForAtATime; // each needs the one before it
    for (let i = 0; i < plans.length; i += atATime) {
      const some = plans.slice(i, i + atATime).filter(canBeMade);
      const found = await Promise.all(some.map((plan) => find(plan, isNew)));
      missing.push(...some.filter((_, k) => !found[k]));
    }
    return missing;
  };
  const how = {
    findMissing,
    taskOf: (plans: readonly PartitionPlan[]) =>
      partitionTask(
        "transformation",
        "transformation",
        plans.map(({name}) => name),
        silverInput(raw, plans, made)
      ),
    setAside({name}: PartitionPlan, error: SetAsideError) {
      setAside.set(name, setAsideBy(name, error));
      checkSetAside(setAside.size, error);
    }
  };
  return {
    make: (plans, signal) => makeByTasks(plans, how, executor, signal),
    end() {
      const all = [...setAside.values()];
      if (all.length > 0) throw new PartitionsSetAside(all);
    }
  };
}
