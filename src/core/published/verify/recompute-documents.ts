import type {FoundIncidents} from "../../incidents/find-incidents.js";
import type {PublishedProof} from "../../proof/published.js";
import type {DetectionMeasures} from "../../schema/detection.js";
import type {RunsPage} from "../../schema/runs.js";
import type {RunPairsPage} from "../../schema/run-pairs.js";
import type {EvaluationPage} from "../../schema/study.js";
import type {SuitePage} from "../../evaluation/suite/suite-page.js";
import type {ThreeMethodsPage} from "../../schema/three-methods.js";
import type {PeerRow} from "../entity-peers.js";
import type {ExploreTables} from "../pages/explore.js";
import {lineagePage} from "../pages/lineage.js";
import {alertsPage} from "../pages/alerts.js";
import {detectionPage} from "../pages/detection.js";
import {entitiesPage} from "../pages/entities.js";
import {explorePage} from "../pages/explore.js";
import {incidentsPage} from "../pages/incidents.js";
import {logProfilePage} from "../pages/log-profile.js";
import {methodPage} from "../pages/method.js";
import {rulesPage} from "../pages/rules.js";
import {thresholdPage} from "../pages/threshold.js";
import {todayPage} from "../pages/today.js";
import {copiedEntities} from "../entity-tables.js";
import {recomputeModels} from "./recompute-models.js";
import {recomputeStudy} from "./recompute-study.js";
import {recomputeRuns} from "./recompute-runs.js";
import type {RecomputeInputs} from "./recompute-findings.js";
import {recomputeRunPairs} from "./recompute-run-pairs.js";
import {recomputeSuite} from "./recompute-suite.js";
import {recomputeThreeMethods} from "./recompute-three-methods.js";
import type {Tables} from "../tables.js";
import type {Findings} from "../findings.js";

/** The inputs of the published files. */
export interface DocumentInputs extends RecomputeInputs {
  findings: Findings;
  proof: PublishedProof;

  /** Where the tables that Explore filters are. */
  explore: ExploreTables;

  /** The closest peers of every compared host. */
  peers: readonly PeerRow[];

  /** The incidents of hosts, collected from the events; null where nothing but the pipeline can. */
  found: FoundIncidents | null;

  /** How many labelled attacks they find; null without labels. */
  detection: DetectionMeasures | null;

  /** The parsed files as published: which runs and which pairs of them there are is known from these alone. */
  published: ReadonlyMap<string, unknown>;
}

type Compute = (tables: Tables, inputs: DocumentInputs) => unknown;

/** The computation of each published file by its name, in order; undefined where it is not published. */
const computed: Readonly<Record<string, Compute>> = {
  "today.json": (tables, {findings}) => todayPage(tables, findings),
  "alerts.json": (tables, {findings}) => alertsPage(tables, findings.incidents),
  "entities.json": (tables, {findings, peers}) =>
    entitiesPage(tables, findings, {names: copiedEntities, peers}),
  "incidents.json": (_, {findings, found}) => found && incidentsPage(findings, found),
  "detection.json": (_, {findings, found, detection}) =>
    found && detectionPage(findings, detection),
  "rules.json": async (tables, {findings, found, detection}) => ({
    ...(await rulesPage(tables, findings, detection)),
    ...(found ? {} : {systems: undefined, scenarios: undefined})
  }),
  "explore.json": (tables, {findings, explore}) => explorePage(tables, findings, explore),
  "threshold.json": async (tables, {findings}) => ({
    ...(await thresholdPage(tables, findings, null)),
    ...(!findings.parameters.fast && {curves: undefined}) // forests of other seeds found them
  }),
  "models.json": (tables, inputs) => recomputeModels(tables, inputs.findings, inputs),
  "method.json": (tables, {findings, models}) => methodPage(tables, findings, models[0]),
  "log-profile.json": (tables, {findings}) => logProfilePage(tables, findings),
  "three-methods.json": (tables, {findings, models, published}) => {
    const page = published.get("three-methods.json") as ThreeMethodsPage | undefined;
    return page && recomputeThreeMethods(tables, findings, models, page);
  },
  "run-pairs.json": (tables, {findings, run, published}) => {
    const page = published.get("run-pairs.json") as RunPairsPage | undefined;
    return page && recomputeRunPairs(tables, findings, run, page);
  },
  "evaluation.json": (tables, {findings, published}) => {
    const page = published.get("evaluation.json") as EvaluationPage | undefined;
    return page && recomputeStudy(tables, findings, page, published.get("evaluation-scores.json"));
  },
  "runs.json": (_, inputs) => {
    const page = inputs.published.get("runs.json") as RunsPage | undefined;
    return page && recomputeRuns(inputs, page);
  },
  "suite.json": (_, {published}) => {
    const page = published.get("suite.json") as SuitePage | undefined;
    return page && recomputeSuite(page);
  },
  "lineage.json": (_, {proof, published}) => {
    const runs = published.get("runs.json") as RunsPage | undefined;
    return lineagePage(proof, runs?.runs.find(({run}) => run === proof.run) ?? null);
  }
};

/** The number of files that `recomputeDocuments` computes. */
export const documentCount = Object.keys(computed).length;

/**
 * Recomputes every published JSON file but the models, from *tables*; *begin* is called before each. Where nothing but the pipeline can compute a value, `undefined` stands in its place.
 */
export async function recomputeDocuments(
  tables: Tables,
  inputs: DocumentInputs,
  begin: (name: string) => void
): Promise<Map<string, unknown>> {
  const documents = new Map<string, unknown>();
  for (const [name, compute] of Object.entries(computed)) {
    begin(name);
    const document = await compute(tables, inputs);
    if (document !== undefined && document !== null) documents.set(name, document);
  }
  return documents;
}
