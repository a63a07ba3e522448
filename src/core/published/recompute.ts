import {detectorNames} from "../detectors/detector.js";
import {modelFeatures} from "../features/list.js";
import {rank} from "../evaluation/ranking.js";
import type {AlertsPage} from "../schema/alerts.js";
import type {EntitiesPage} from "../schema/entities.js";
import type {ExplorePage} from "../schema/explore.js";
import type {SeedCurves, ThresholdPage} from "../schema/threshold.js";
import {alertsPage} from "./alerts.js";
import {entitiesPage} from "./entities.js";
import type {PeerRow} from "./entity-peers.js";
import {copiedEntities} from "./entity-tables.js";
import {explorePage} from "./explore.js";
import type {ExploreTables} from "./explore.js";
import {thresholdPage} from "./threshold.js";
import {phases} from "../schema/artifacts.js";
import type {Manifest, Phase} from "../schema/artifacts.js";
import type {Comparison, MethodPage, ModelsPage, RunsPage, Today} from "../schema/published.js";
import type {Scorer} from "../forest/scorer.js";
import {
  comparisonHead,
  comparisonWindow,
  describeModel,
  drawSql,
  measureCompared
} from "./compare.js";
import {findingsFrom} from "./find.js";
import {methodPage} from "./method.js";
import {modelsPage} from "./models.js";
import type {LoadedModel} from "./models.js";
import type {Scores} from "./scores.js";
import type {Tables} from "./tables.js";
import {todayPage} from "./today.js";
import type {Findings} from "./today.js";

/** What published numbers are computed from. */
export interface Grounds {
  /** The name of the run. */
  run: string;

  /** The manifests of the run, by phase. */
  manifests: Record<Phase, Manifest>;

  /** Both models, the Isolation Forest first. */
  models: readonly LoadedModel[];

  /** The scores as they stand in the table of events. */
  scores: Scores;

  /** Returns the scores of rows by each model. */
  scorers: readonly Scorer[];
}

/** A document of which some values are not computed: `undefined` stands in their place. */
export type Partly<T> = {[K in keyof T]?: T[K] extends object | null ? Partly<T[K]> : T[K]};

/** Returns the findings of the run, from its tables, models and manifests. */
export function recomputeFindings(
  tables: Tables,
  {manifests, models, scores}: Grounds
): Promise<Findings> {
  const {ingestion: raw, transformation: silver, training, evaluation} = manifests;
  return findingsFrom(tables, {
    chain: {raw, silver, models: training},
    key: evaluation.key,
    budgetPerDay: evaluation.parameters.budgetPerDay as number,
    scores,
    models
  });
}

/** Returns today.json, computed again. */
export function recomputeToday(tables: Tables, findings: Findings): Promise<Today> {
  return todayPage(tables, findings);
}

/** Returns method.json, computed again. */
export function recomputeMethod(
  tables: Tables,
  findings: Findings,
  {models}: Grounds
): Promise<MethodPage> {
  return methodPage(tables, findings, models[0]);
}

/** Returns alerts.json, computed again. */
export function recomputeAlerts(tables: Tables, {incidents}: Findings): Promise<AlertsPage> {
  return alertsPage(tables, incidents);
}

/** Returns entities.json, computed again from tables about hosts that were made again (`copiedEntities`). */
export function recomputeEntities(
  tables: Tables,
  findings: Findings,
  peers: readonly PeerRow[]
): Promise<EntitiesPage> {
  return entitiesPage(tables, findings, {names: copiedEntities, peers});
}

/** Returns explore.json, computed again from tables that were made again. */
export function recomputeExplore(
  tables: Tables,
  findings: Findings,
  from: ExploreTables
): Promise<ExplorePage> {
  return explorePage(tables, findings, from);
}

/** Returns threshold.json, computed again but for what forests of other seeds found. */
export async function recomputeThreshold(
  tables: Tables,
  findings: Findings
): Promise<Partly<ThresholdPage>> {
  const page = await thresholdPage(tables, findings, {} as SeedCurves);
  return {...page, curves: undefined};
}

/** Returns models.json, computed again but for the detectors whose models are not published. */
export async function recomputeModels(
  tables: Tables,
  findings: Findings,
  grounds: Grounds
): Promise<Partly<ModelsPage>> {
  const comparison = await recomputeComparison(tables, findings, grounds);
  return {
    ...(await modelsPage(tables, findings, grounds.models, comparison as Comparison)),
    comparison
  };
}

/** An event of those that detectors are compared on. */
interface DrawnRow {
  label: number;
  row: number[];
}

async function recomputeComparison(
  tables: Tables,
  findings: Findings,
  {manifests: {training}, models, scorers}: Grounds
): Promise<Partly<Comparison>> {
  const {window} = comparisonWindow(findings);
  const names = modelFeatures.map(({name}) => name).join(", ");
  const drawn = await tables.rows<DrawnRow>(
    `SELECT CAST(coalesce(attack, 255) AS INTEGER) AS label, [${names}] AS row
    FROM lake.events JOIN (${drawSql}) USING (event_id) ORDER BY event_id`,
    [window === "all", window === "all" ? 0 : findings.until]
  );
  const labels = Uint8Array.from(drawn, ({label}) => label);
  const head = comparisonHead(findings, labels);
  const columns = modelFeatures.length;
  const values = new Float32Array(drawn.length * columns);
  drawn.forEach(({row}, i) =>
    values.set(
      row.map((value) => value ?? NaN),
      i * columns
    )
  );
  const scores = scorers.map((score) => score({rows: drawn.length, columns, values}));
  rank(scores[0], labels); // refuses a score that is no number before anything is said of it
  const forests = models.map((model, i) => ({
    name: model.file.name,
    sha256: model.sha256,
    bytes: model.bytes,
    parameters: model.file.parameters,
    ...describeModel(model),
    ...measureCompared(scores[i], scores[0], labels, head.budget)
  }));
  return {...head, detectors: inOrder(forests, training) as Partly<Comparison["detectors"]>};
}

/** What only a run that has the model can say of a detector. */
const unknownOfDetector = {
  title: undefined,
  method: undefined,
  score: undefined,
  cost: undefined,
  source: undefined,
  ap: undefined,
  auroc: undefined,
  alerts: undefined,
  precisionAtBudget: undefined,
  recallAtBudget: undefined,
  spearman: undefined,
  overlap: undefined
};

/** Returns the detectors in the order of the comparison: of those that were not computed, what was signed. */
function inOrder(forests: readonly {name: string}[], {facts}: Manifest): object[] {
  const listed = facts.detectors as {
    name: string;
    sha256: string;
    bytes: number;
    parameters: object;
  }[];
  const signed = listed.map(({name, sha256, bytes, parameters}) => ({
    ...unknownOfDetector,
    name,
    sha256,
    bytes,
    parameters
  }));
  const place = ({name}: {name: string}) => (detectorNames as readonly string[]).indexOf(name);
  const sorted = [...forests, ...signed].sort((a, b) => place(a) - place(b));
  const brought = facts.brought as {sha256: string; bytes: number} | null;
  if (!brought) return sorted;
  const {sha256, bytes} = brought;
  return [
    ...sorted,
    {...unknownOfDetector, name: "external-model", sha256, bytes, parameters: undefined}
  ];
}

/** How many inputs of a phase runs.json lists. */
const listedInputs = 20;

/**
 * Returns what runs.json must say of the run that is shown, from its signed manifests; of the other runs,
 * and of when and how fast, nothing.
 */
export function recomputeRuns(
  {run, manifests}: Pick<Grounds, "run" | "manifests">,
  published: RunsPage
): Partly<RunsPage> {
  const {ingestion, transformation} = manifests;
  const rowsIn: Record<Phase, number> = {
    ingestion: ingestion.facts.lines as number,
    transformation: ingestion.rows,
    training: transformation.rows,
    evaluation: transformation.rows
  };
  const shown = {
    run,
    status: "succeeded" as const,
    startedAt: undefined,
    finishedAt: undefined,
    command: undefined,
    codeVersion: undefined,
    error: null,
    phases: phases.map((phase) => {
      const {key, sha256, parameters, inputs, rows, facts} = manifests[phase];
      return {
        phase,
        key,
        sha256,
        reused: undefined,
        seconds: undefined,
        rowsIn: rowsIn[phase],
        rowsOut: rows,
        rejected: phase === "ingestion" ? (facts.rejected as number) : 0,
        parameters,
        inputs: inputs.slice(0, listedInputs).map(({name, sha256}) => ({name, sha256})),
        moreInputs: Math.max(0, inputs.length - listedInputs)
      };
    }),
    models: undefined,
    metrics: manifests.evaluation.facts.metrics as unknown as RunsPage["runs"][number]["metrics"]
  };
  const runs = published.runs.map((entry) => (entry.run === run ? shown : undefined));
  return {runs: (runs.length > 0 ? runs : [shown]) as Partly<RunsPage["runs"]>};
}
