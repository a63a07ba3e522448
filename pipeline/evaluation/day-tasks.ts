import type {FlowModelName} from "../../src/core/detectors/flow-model.js";
import type {Chain} from "../../src/core/published/provenance.js";
import type {Json, Manifest} from "../../src/core/schema/artifacts.js";
import {defaultMemory} from "../artifacts/context.js";
import type {PhaseContext} from "../artifacts/context.js";
import {derivedByKey} from "../artifacts/derived.js";
import {openSession} from "../duckdb/session.js";
import {materialiseSummaries} from "./day-summaries.js";
import {loadModels, maybeLoadFlowModel} from "./load-models.js";
import type {ReadFlowModel} from "./load-models.js";
import {scoreDays} from "./score-days.js";

/** The input of a task that scores days, as `day=2024-04-19`. */
interface ScoresInput {
  /** The keys of SILVER and of the training. */
  silver: string;
  models: string;
  flowModel: FlowModelName;
  days: string[];
}

/** The input of a task that summarises days. */
interface SummariesInput {
  silver: string;
  localNet: string[];
  days: string[];
}

/** Returns the input of the task that scores *days*. */
export function scoresInput(
  {silver, models}: Pick<Chain, "silver" | "models">,
  flowModel: FlowModelName,
  days: Json[]
): Json {
  return {silver: silver.key, models: models.key, flowModel, days};
}

/** Returns the input of the task that summarises *days*. */
export function summariesInput(
  {silver}: Pick<Chain, "silver">,
  localNet: readonly string[],
  days: Json[]
): Json {
  return {silver: silver.key, localNet: [...localNet], days};
}

const silverOf = derivedByKey("transformation", (silver) => silver);

const modelsOf = derivedByKey("training", async (manifest, context) => {
  const models = await loadModels(manifest, context);
  return {manifest, models, flows: new Map<FlowModelName, Promise<ReadFlowModel | null>>()};
});

/** Makes the scores that *input*, of scoresInput, asks for; returns the key of each by its name. */
export async function makeScores(input: Json, context: PhaseContext): Promise<Json> {
  const {silver: key, models: training, flowModel, days} = input as unknown as ScoresInput;
  const silver = await silverOf(key, context);
  const {manifest, models, flows} = await modelsOf(training, context);
  const flow = flows.get(flowModel) ?? maybeLoadFlowModel(manifest, flowModel, context);
  flows.set(flowModel, flow);
  flow.catch(() => flows.delete(flowModel));
  const {scratch, threads, memory = defaultMemory} = context;
  const memoryLimit = `${Math.floor(memory / 2 ** 20)}MiB`;
  const session = await openSession({scratch, threads, memoryLimit});
  try {
    const on = {models, flow: await flow};
    const {partitions} = await scoreDays(session, silver, on, context, new Set(days));
    return keysOf(partitions);
  } finally {
    session.close();
  }
}

/** Makes the summaries that *input*, of summariesInput, asks for; returns the key of each by its name. */
export async function makeSummaries(input: Json, context: PhaseContext): Promise<Json> {
  const {silver: key, localNet, days} = input as unknown as SummariesInput;
  const silver = await silverOf(key, context);
  return keysOf(await materialiseSummaries(silver, localNet, context, new Set(days)));
}

function keysOf(partitions: readonly Manifest[]): Json {
  return Object.fromEntries(partitions.map(({partition, key}) => [partition!, key]));
}
