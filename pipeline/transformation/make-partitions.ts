import {mkdir} from "node:fs/promises";
import {join} from "node:path";
import type {Manifest} from "../../src/core/schema/artifacts.js";
import {flowsPath} from "../../src/core/schema/service-tables.js";
import type {PhaseContext} from "../artifacts/context.js";
import {localFiles, materialisePartition} from "../artifacts/artifacts.js";
import type {ArtifactSpec, Made} from "../artifacts/artifacts.js";
import {materialisePartitions} from "../artifacts/partitions.js";
import type {MissingPartition} from "../artifacts/partitions.js";
import type {Session} from "../duckdb/session.js";
import {makeFlows} from "./make-flows.js";
import type {DayPlan, PartitionPlan} from "./plan-silver.js";
import {createViews, rawInputs} from "./raw-views.js";
import type {ViewSource} from "./raw-views.js";
import {makeAnswers, makeKnown, makeLate, makeServices} from "./services/make-services.js";
import type {PlannedDay} from "./services/make-services.js";
import type {SessionPool} from "./session-pool.js";

/** What partitions are made with. */
export interface Making {
  /** What they have in common. */
  spec: Pick<ArtifactSpec, "phase" | "phaseVersion" | "parameters">;
  context: PhaseContext;
  source: ViewSource;
  pool: SessionPool;

  /** The partitions that are there, by name: those that others need are there before. */
  made: Map<string, Manifest>;
}

/** Makes the partitions of *plans* that are not there; all hold the same. */
export async function makePlans(
  plans: readonly (PartitionPlan | DayPlan)[],
  making: Making
): Promise<void> {
  const [first] = plans;
  if (first.holds === "known") await makeKnownDays(plans, making);
  else if (first.holds === "late") await makeLateDays(plans, making);
  else await makeDays(plans as readonly DayPlan[], making);
}

/** Makes the partitions of days that are not there, all in one go. */
function makeDays(plans: readonly DayPlan[], making: Making): Promise<void> {
  return makeTogether(plans, making, async (session, missing) => {
    const planned = await Promise.all(
      missing.map(async ({plan, folder}): Promise<PlannedDay> => {
        return {plan, folder, ...(await filesOf(plan, making))};
      })
    );
    const fileRows = await makeServices(session, planned);
    const withFlows = planned.filter(({plan}) => plan.flows);
    const files = withFlows.map(({plan: {day}, folder}) => ({day, path: join(folder, flowsPath(day))})); // prettier-ignore
    const rows = files.length > 0 ? await makeFlows(session, files) : [];
    return planned.map((day, i) => {
      const place = withFlows.indexOf(day);
      if (place < 0) return {rows: 0, fileRows: fileRows[i], facts: {}};
      fileRows[i][flowsPath(day.plan.day)] = rows[place];
      return {rows: rows[place], fileRows: fileRows[i], facts: {}};
    });
  });
}

/** Makes the partitions of what is late for days that are not there, all in one go. */
function makeLateDays(plans: readonly PartitionPlan[], making: Making): Promise<void> {
  return makeTogether(plans, making, async (session, missing) => {
    const files = missing.map(({plan, folder}) => ({day: plan.day, path: join(folder, pathOf(plan))})); // prettier-ignore
    const rows = await makeLate(session, files);
    return missing.map(({plan}, i) => madeOf(plan, rows[i]));
  });
}

/** Makes the partitions of what DNS answered that are not there, each from the one before. */
async function makeKnownDays(plans: readonly PartitionPlan[], making: Making): Promise<void> {
  const {context, source, pool, made} = making;
  await pool.use(async (borrow) => {
    let hasAnswers = false;
    for (const [i, plan] of plans.entries()) {
      const make = async (folder: string): Promise<Made> => {
        const session = await borrow();
        if (!hasAnswers) {
          await createViews(session, plans.slice(i), source);
          await makeAnswers(session);
          hasAnswers = true;
        }
        await mkdir(join(folder, plan.name));
        const needed = {plan, ...(await filesOf(plan, making))};
        return madeOf(plan, await makeKnown(session, needed, join(folder, pathOf(plan))));
      };
      made.set(plan.name, await materialisePartition(specOf(plan, making), context, make));
    }
  });
}

/** Has *make* make those of *plans* that are not there, with a session that has their views. */
async function makeTogether<Plan extends PartitionPlan>(
  plans: readonly Plan[],
  making: Making,
  make: (session: Session, missing: readonly {plan: Plan; folder: string}[]) => Promise<Made[]>
): Promise<void> {
  const {context, source, pool, made} = making;
  await pool.use(async (borrow) => {
    const makeMissing = async (places: readonly MissingPartition[]): Promise<Made[]> => {
      const missing = places.map(({place, folder}) => ({plan: plans[place], folder}));
      await Promise.all(missing.map(({plan, folder}) => mkdir(join(folder, plan.name))));
      const session = await borrow();
      await createViews(session, missing.map(({plan}) => plan), source); // prettier-ignore
      return make(session, missing);
    };
    const specs = plans.map((plan) => specOf(plan, making));
    const found = await materialisePartitions(specs, context, makeMissing);
    for (const manifest of found) made.set(manifest.partition!, manifest);
  });
}

/** Returns what the partition of *plan* is made from; those that it needs are made. */
export function specOf(
  plan: PartitionPlan,
  {spec, source, made}: Pick<Making, "spec" | "source" | "made">
): ArtifactSpec & {partition: string} {
  const carried = plan.needs.map((name) => ({name, sha256: made.get(name)!.sha256}));
  const inputs = [...rawInputs(plan.views, source.index), ...carried];
  return {...spec, inputs, partition: plan.name};
}

/** Returns the files on this machine that a partition reads of those that it needs. */
async function filesOf(
  plan: PartitionPlan,
  {context, made}: Making
): Promise<Pick<PlannedDay, "known" | "late">> {
  const files: Pick<PlannedDay, "known" | "late"> = {};
  for (const name of plan.needs) {
    const [path] = await localFiles(context.stores, made.get(name)!, () => true);
    files[name.startsWith("known=") ? "known" : "late"] = path;
  }
  return files;
}

/** Returns the path of the one file of a partition. */
function pathOf({name, holds}: PartitionPlan): string {
  return `${name}/${holds}.parquet`;
}

function madeOf(plan: PartitionPlan, rows: number): Made {
  return {rows, fileRows: {[pathOf(plan)]: rows}, facts: {}};
}
