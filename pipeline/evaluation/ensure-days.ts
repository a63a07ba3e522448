import type {Chain, EvaluationParameters} from "../../src/core/published/provenance.js";
import type {ArtifactFile, Json, Manifest} from "../../src/core/schema/artifacts.js";
import {isFlows} from "../../src/core/schema/service-tables.js";
import type {SetAside} from "../../src/core/schema/set-aside.js";
import type {PhaseContext} from "../artifacts/context.js";
import {ensurePartitions} from "../artifacts/ensure-partitions.js";
import type {EnsureOptions, WantedPartition} from "../artifacts/ensure-partitions.js";
import {PartitionsSetAside, setAsideBy} from "../artifacts/set-aside.js";
import {summaryDays} from "./day-summaries.js";
import {scoresInput, summariesInput} from "./day-tasks.js";
import {loadModels, maybeLoadFlowModel} from "./load-models.js";
import {dayOf, scoresSpec} from "./score-days.js";

/** The rows of the days that are scored, or summarised, in one task, at most; a day that has more is alone. */
const maxTaskRows = 50_000;

/** What scores and summaries depend on beside the chain. */
interface EnsuredFor extends Pick<EvaluationParameters, "flowModel" | "localNet" | "setAside"> {
  /** The SILVER of a clean past, with which nothing is summarised by day; null if there is none. */
  pastSilver: Manifest | null;
}

/**
 * Has the executor of *context* make the scores and summaries of days that are missing, and returns all of *chain* by key;
 * undefined without an executor. Throws a PartitionsSetAside, of the days of SILVER, if any was set aside.
 */
export async function ensureDays(
  chain: Chain,
  {flowModel, localNet, setAside: omitted, pastSilver}: EnsuredFor,
  {executor, ...given}: PhaseContext
): Promise<ReadonlyMap<string, Manifest> | undefined> {
  if (!executor) return undefined;
  const context = {...given, executor};
  const {silver, models} = chain;
  const flows = withoutFlows(silver, omitted).files.filter(({path}) => isFlows(path));
  const rowsOf = new Map(flows.map(({path, rows = 0}) => [dayOf(path), rows]));
  const on = {
    models: await loadModels(models, context),
    flow: await maybeLoadFlowModel(models, flowModel, context)
  };
  const scores = flows.map((file): WantedPartition => {
    const day = dayOf(file.path);
    return {spec: scoresSpec(file, on), item: day, weight: file.rows ?? 0};
  });
  const summarised = pastSilver ? [] : summaryDays(silver, localNet).filter(({day}) => rowsOf.has(day)); // prettier-ignore
  const summaries = summarised.map(({day, spec}): WantedPartition => {
    return {spec, item: day, weight: rowsOf.get(day)!};
  });
  const options = (kind: string, inputOf: EnsureOptions["inputOf"]): EnsureOptions => {
    return {phase: "evaluation", kind, inputOf, maxWeight: maxTaskRows};
  };
  const scored = await ensurePartitions(
    scores,
    options("scores", (days) => scoresInput(chain, flowModel, days)),
    context
  );
  const made = await ensurePartitions(
    summaries,
    options("summaries", (days) => summariesInput(chain, localNet, days)),
    context
  );
  const setAside = [...scored.setAside, ...made.setAside];
  if (setAside.length === 0) return new Map([...scored.found, ...made.found]);
  const byDay = new Map<Json, (typeof setAside)[number]>(
    setAside.map((one) => [one.wanted.item, one])
  );
  throw new PartitionsSetAside(
    [...byDay].map(([day, {error}]) => setAsideBy(day as string, error)).sort((a, b) => (a.partition < b.partition ? -1 : 1)) // prettier-ignore
  );
}

/**
 * Returns *silver* without the flows of the days that are set aside: their tables of other logs stay, as of a day that has none. It
 * has the key and the digest of the complete one, which it is a view of.
 */
export function withoutFlows(silver: Manifest, setAside: readonly SetAside[]): Manifest {
  if (setAside.length === 0) return silver;
  const days = new Set(setAside.map(({partition}) => partition));
  const isOmitted = ({path}: ArtifactFile) => isFlows(path) && days.has(dayOf(path));
  const omitted = silver.files.filter(isOmitted).reduce((sum, {rows = 0}) => sum + rows, 0);
  return {
    ...silver,
    rows: silver.rows - omitted,
    files: silver.files.filter((file) => !isOmitted(file))
  };
}
