import type {Manifest} from "../../src/core/schema/artifacts.js";
import type {PhaseContext} from "../artifacts/context.js";
import type {Made} from "../artifacts/artifacts.js";
import {runTasks} from "../tasks/run-tasks.js";
import type {Task} from "../tasks/run-tasks.js";
import {groupPlans, maxGroupRows} from "./group-plans.js";
import {makeDays, makeKnownDays, makeLateDays} from "./make-partitions.js";
import type {Making} from "./make-partitions.js";
import {planSilver} from "./plan-silver.js";
import type {PartitionPlan} from "./plan-silver.js";
import {openFiles, rawIndex} from "./raw-index.js";
import {prepareServices} from "./services/make-services.js";
import {sessionPool} from "./session-pool.js";

/**
 * Makes the partitions of the SILVER of *raw*, some at a time, and merges them. Only those that are not there are made, small
 * ones together, as long as they read no more than *maxRows* rows; what comes out does not depend on that, nor on the number of threads.
 */
export async function makeSilver(
  raw: Manifest,
  spec: Making["spec"],
  context: PhaseContext,
  maxRows = maxGroupRows
): Promise<Made> {
  const index = rawIndex(raw);
  const {known, late, days} = planSilver(index);
  const [knownGroups, lateGroups] = [known, late].map((plans) => groupPlans(plans, index, maxRows));
  const dayGroups = groupPlans(days, index, maxRows);
  const groups = [...lateGroups, ...knownGroups, ...dayGroups];
  const pool = sessionPool(context, groups.length, prepareServices);
  const made = new Map<string, Manifest>();
  const source = {index, open: openFiles(context.stores, raw)};
  const making: Making = {spec, context, source, pool, made};
  let rows = 0;
  const onDays = (plans: readonly PartitionPlan[]) => {
    for (const {name} of plans) rows += made.get(name)!.rows;
    context.reporter.progress(rows, raw.rows, "events");
  };
  const taskOf = taskMaker(groups);
  const tasks = [
    ...lateGroups.map((plans) => taskOf(plans, () => makeLateDays(plans, making))),
    ...knownGroups.map((plans) => taskOf(plans, () => makeKnownDays(plans, making))),
    ...dayGroups.map((plans) =>
      taskOf(plans, () => makeDays(plans, making).then(() => onDays(plans)))
    )
  ];
  try {
    await runTasks(tasks, {concurrency: pool.size});
  } finally {
    pool.close();
  }
  const withFlows = days.flatMap(({name, day}) => {
    const {rows} = made.get(name)!;
    return rows > 0 ? [{day, rows}] : [];
  });
  return {rows, facts: {days: withFlows}, partitions: [...made.values()]};
}

/** Returns what makes a task of each of *groups*, which needs those with the partitions that it needs. */
function taskMaker(groups: readonly (readonly PartitionPlan[])[]) {
  const nameOf = new Map(groups.flatMap((plans) => plans.map(({name}) => [name, plans[0].name])));
  return (plans: readonly PartitionPlan[], run: () => Promise<void>): Task => {
    const [{name}] = plans;
    const needs = new Set(plans.flatMap((plan) => plan.needs.map((need) => nameOf.get(need)!)));
    needs.delete(name); // one after the other
    return {name, needs: [...needs], run};
  };
}
