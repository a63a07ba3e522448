import type {Manifest} from "../../src/core/schema/artifacts.js";
import type {SetAside} from "../../src/core/schema/set-aside.js";
import type {PhaseContext} from "../artifacts/context.js";
import type {Made} from "../artifacts/artifacts.js";
import {maxTaskPartitions} from "../artifacts/partition-task.js";
import {runTasks} from "../tasks/run-tasks.js";
import type {Task} from "../tasks/run-tasks.js";
import {silverByTasks} from "./ensure-silver.js";
import {groupPlans, maxGroupRows} from "./group-plans.js";
import {makePlans} from "./make-partitions.js";
import type {Making} from "./make-partitions.js";
import {planSilver} from "./plan-silver.js";
import type {PartitionPlan} from "./plan-silver.js";
import {openFiles, rawIndex} from "./raw-index.js";
import {prepareServices} from "./services/make-services.js";
import {sessionPool} from "./session-pool.js";

/** How to make SILVER. */
export interface MakeSilverOptions {
  /** The partitions to go on without; none of the others may need one. Defaults to none. */
  setAside?: readonly SetAside[];

  /** The most rows that small partitions which are made together read; defaults to `maxGroupRows`. */
  maxRows?: number;
}

/**
 * Makes the partitions of the SILVER of *raw*, some at a time, and merges them. Only those that are not there are made, small
 * ones together; what comes out does not depend on that, nor on the number of
 * threads, nor on who makes them: the executor of *context*, or this process without one.
 */
export async function makeSilver(
  raw: Manifest,
  spec: Making["spec"],
  context: PhaseContext,
  {setAside = [], maxRows = maxGroupRows}: MakeSilverOptions = {}
): Promise<Made> {
  const index = rawIndex(raw);
  const omitted = new Set(setAside.map(({partition}) => partition));
  const without = <Plan extends PartitionPlan>(plans: Plan[]) =>
    plans.filter(({name}) => !omitted.has(name));
  const plan = planSilver(index);
  const [known, late, days] = [without(plan.known), without(plan.late), without(plan.days)];
  const maxPlans = context.executor ? maxTaskPartitions : Infinity;
  const groupsOf = (plans: readonly PartitionPlan[]) => groupPlans(plans, index, maxRows, maxPlans);
  const groups = [late, known, days].flatMap(groupsOf);
  const made = new Map<string, Manifest>();
  const source = {index, open: openFiles(context.stores, raw)};
  let done = 0;
  const onMade = (plans: readonly PartitionPlan[]) => {
    for (const {name, holds} of plans) if (holds === "day") done += made.get(name)?.rows ?? 0;
    context.reporter.progress(done, raw.rows, "events");
  };
  const making = {spec, context, source, made};
  await (context.executor ? makeElsewhere : makeHere)(raw, groups, making, onMade);
  const withFlows = days.flatMap(({name, day}) => {
    const {rows} = made.get(name)!;
    return rows > 0 ? [{day, rows}] : [];
  });
  const rows = withFlows.reduce((sum, day) => sum + day.rows, 0);
  return {rows, facts: {days: withFlows}, partitions: [...made.values()]};
}

type Groups = readonly (readonly PartitionPlan[])[];
type OnMade = (plans: readonly PartitionPlan[]) => void;

async function makeHere(
  _raw: Manifest,
  groups: Groups,
  making: Omit<Making, "pool">,
  onMade: OnMade
): Promise<void> {
  const pool = sessionPool(making.context, groups.length, prepareServices);
  const taskOf = taskMaker(groups);
  const tasks = groups.map((plans) =>
    taskOf(plans, async () => {
      await makePlans(plans, {...making, pool});
      onMade(plans);
    })
  );
  try {
    await runTasks(tasks, {concurrency: pool.size});
  } finally {
    pool.close();
  }
}

/** Has the executor make what is missing. Throws a PartitionsSetAside if it has set any aside, once all others are there. */
async function makeElsewhere(
  raw: Manifest,
  groups: Groups,
  making: Omit<Making, "pool">,
  onMade: OnMade
): Promise<void> {
  const executor = making.context.executor!;
  const elsewhere = silverByTasks(raw, making, executor);
  const taskOf = taskMaker(groups);
  const tasks = groups.map((plans) =>
    taskOf(plans, async (_, signal) => {
      await elsewhere.make(plans, signal);
      onMade(plans);
    })
  );
  if (tasks.length > 0) await runTasks(tasks, {concurrency: executor.concurrency});
  elsewhere.end();
}

/** Returns what makes a task of each of *groups*, which needs those with the partitions that it needs. */
function taskMaker(groups: readonly (readonly PartitionPlan[])[]) {
  const nameOf = new Map(groups.flatMap((plans) => plans.map(({name}) => [name, plans[0].name])));
  return (plans: readonly PartitionPlan[], run: Task["run"]): Task => {
    const [{name}] = plans;
    const needs = new Set(plans.flatMap((plan) => plan.needs.map((need) => nameOf.get(need)!)));
    needs.delete(name); // one after the other
    return {name, needs: [...needs], run};
  };
}
