import type {Json, Manifest} from "../../src/core/schema/artifacts.js";
import type {PhaseContext} from "../artifacts/context.js";
import {derivedByKey, readManifest} from "../artifacts/derived.js";
import {makePlans} from "./make-partitions.js";
import {planSilver} from "./plan-silver.js";
import type {DayPlan, PartitionPlan} from "./plan-silver.js";
import {openFiles, rawIndex} from "./raw-index.js";
import {prepareServices} from "./services/make-services.js";
import {sessionPool} from "./session-pool.js";
import {silverSpec} from "./silver-spec.js";

/** The input of a task that makes partitions of SILVER, which all hold the same. */
interface SilverInput {
  /** The key of the ingestion. */
  raw: string;

  /** The names of the partitions, in the order of the plan. */
  partitions: string[];

  /** The keys of the partitions that they need, and that are none of them, by name. */
  needs: {[name: string]: string};
}

/** Returns the input of the task that makes *plans* of the ingestion *raw*, out of *made*: partitions by name. */
export function silverInput(
  {key: raw}: Manifest,
  plans: readonly PartitionPlan[],
  made: ReadonlyMap<string, Manifest>
): Json {
  const own = new Set(plans.map(({name}) => name));
  const others = plans.flatMap(({needs}) => needs.filter((name) => !own.has(name)));
  const needs = Object.fromEntries(others.map((name) => [name, made.get(name)!.key]));
  return {raw, partitions: [...own], needs};
}

const planned = derivedByKey("ingestion", (raw) => {
  const index = rawIndex(raw);
  const {known, late, days} = planSilver(index);
  const plans = [...known, ...late, ...days].map((plan): [string, PartitionPlan | DayPlan] => {
    return [plan.name, plan];
  });
  return {raw, index, plans: new Map(plans)};
});

/** Makes the partitions of SILVER that *input*, of silverInput, asks for; returns the key of each by its name. */
export async function makeSilverParts(input: Json, context: PhaseContext): Promise<Json> {
  const {raw: key, partitions, needs} = input as unknown as SilverInput;
  const {raw, index, plans: byName} = await planned(key, context);
  const plans = partitions.map((name) => {
    const plan = byName.get(name);
    if (plan) return plan;
    throw new Error(`unknown partition: ${name}; the ingestion ${key} has no records of it`);
  });
  const made = new Map<string, Manifest>();
  for (const [name, needed] of Object.entries(needs))
    made.set(name, await readManifest(context, "transformation", needed));
  const pool = sessionPool(context, 1, prepareServices);
  const source = {index, open: openFiles(context.stores, raw)};
  try {
    await makePlans(plans, {spec: silverSpec, context, source, pool, made});
  } finally {
    pool.close();
  }
  return Object.fromEntries(partitions.map((name) => [name, made.get(name)!.key]));
}
