import {mkdir} from "node:fs/promises";
import {join} from "node:path";
import type {Manifest} from "../../src/core/schema/artifacts.js";
import {flowsPath} from "../../src/core/schema/service-tables.js";
import type {PhaseContext} from "../artifacts/context.js";
import {localFiles, materialisePartition} from "../artifacts/artifacts.js";
import type {ArtifactSpec, Made} from "../artifacts/artifacts.js";
import type {Session} from "../duckdb/session.js";
import {runTasks} from "../tasks/run-tasks.js";
import type {Task} from "../tasks/run-tasks.js";
import {makeFlows} from "./make-flows.js";
import {planSilver} from "./plan-silver.js";
import type {DayPlan, PartitionPlan} from "./plan-silver.js";
import {openFiles, rawIndex} from "./raw-index.js";
import {createViews, rawInputs} from "./raw-views.js";
import {makeKnown, makeLate, makeServices, prepareServices} from "./services/make-services.js";
import type {NeededFiles} from "./services/make-services.js";
import {sessionPool} from "./session-pool.js";

/** What the partitions have in common. */
type CommonSpec = Pick<ArtifactSpec, "phase" | "phaseVersion" | "parameters">;

/**
 * Makes the partitions of the SILVER of *raw*, some at a time, and merges them. Only those that are not there are made;
 * what comes out does not depend on the number of threads.
 */
export async function makeSilver(
  raw: Manifest,
  spec: CommonSpec,
  context: PhaseContext
): Promise<Made> {
  const index = rawIndex(raw);
  const {known, late, days} = planSilver(index);
  const open = openFiles(context.stores, raw);
  const pool = sessionPool(context, known.length + late.length + days.length, prepareServices);
  const made = new Map<string, Manifest>();
  let rows = 0;
  const taskOf = (plan: PartitionPlan): Task => ({
    name: plan.name,
    needs: plan.needs,
    async run() {
      const needed = plan.needs.map((name) => made.get(name)!);
      const carried = needed.map(({partition, sha256}) => ({name: partition!, sha256}));
      const inputs = [...rawInputs(plan.views, index), ...carried];
      const work = async (folder: string) =>
        pool.use(async (session) => {
          await createViews(session, plan.views, index, open);
          return makePartition(session, plan, await filesOf(needed, context), folder);
        });
      const partition = {...spec, inputs, partition: plan.name};
      const manifest = await materialisePartition(partition, context, work);
      made.set(plan.name, manifest);
      if (plan.holds !== "day") return;
      context.reporter.progress((rows += manifest.rows), raw.rows, "events");
    }
  });
  const tasks = [...late, ...known, ...days].map(taskOf);
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

/** Returns the files on this machine that a partition reads of those that it needs. */
async function filesOf(needed: readonly Manifest[], {stores}: PhaseContext): Promise<NeededFiles> {
  const files: NeededFiles = {};
  for (const manifest of needed) {
    const [path] = await localFiles(stores, manifest, () => true);
    files[manifest.partition!.startsWith("known=") ? "known" : "late"] = path;
  }
  return files;
}

/** Fills *folder* with the files of the partition of *plan*, of the views that *session* has. */
async function makePartition(
  session: Session,
  plan: PartitionPlan,
  needed: NeededFiles,
  folder: string
): Promise<Made> {
  await mkdir(join(folder, plan.name), {recursive: true});
  if (isDay(plan)) {
    const fileRows = await makeServices(session, plan, needed, folder);
    const rows = plan.flows ? await makeFlows(session, join(folder, flowsPath(plan.day))) : 0;
    if (plan.flows) fileRows[flowsPath(plan.day)] = rows;
    return {rows, fileRows, facts: {}};
  }
  const path = `${plan.name}/${plan.holds}.parquet`;
  const make = plan.holds === "known" ? makeKnown : makeLate;
  const rows = await make(session, plan, needed, join(folder, path));
  return {rows, fileRows: {[path]: rows}, facts: {}};
}

function isDay(plan: PartitionPlan): plan is DayPlan {
  return plan.holds === "day";
}
