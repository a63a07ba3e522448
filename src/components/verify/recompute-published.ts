import type {QueryRunner} from "../../core/incidents/query-runner.js";
import {flowScorer} from "../../core/detectors/flow-model.js";
import {parseDetector} from "../../core/detectors/serialize.js";
import {parseModel} from "../../core/forest/serialize.js";
import {scorer} from "../../core/forest/scorer.js";
import type {Scorer} from "../../core/forest/scorer.js";
import {trainedUntil} from "../../core/published/findings.js";
import {manifestsByPhase} from "../../core/published/pages/lineage.js";
import type {
  FlowModelFacts,
  LoadedFlowModel,
  LoadedModel
} from "../../core/published/loaded-model.js";
import type {Manifest} from "../../core/schema/artifacts.js";
import {
  documentCount,
  recomputeDocuments
} from "../../core/published/verify/recompute-documents.js";
import {checkIncidents} from "../../core/published/verify/check-incidents.js";
import {recomputeFindings} from "../../core/published/verify/recompute-findings.js";
import {pairConditions} from "../../core/published/verify/recompute-run-pairs.js";
import {chainOf} from "../../core/published/provenance.js";
import type {Scores} from "../../core/published/scores.js";
import type {PublishedProof} from "../../core/proof/published.js";
import type {RunPairsPage} from "../../core/schema/run-pairs.js";
import type {Fetched} from "./fetch-file.js";
import {openCheckedDatabase} from "./open-events.js";
import type {CheckedDatabase} from "./open-events.js";
import type {StatementCheck} from "./verification.js";
import {rescoreEvents} from "./rescore-events.js";
import {readListedModels, recomputeSiteModels} from "./site-models.js";
import {checkCatalogue, checkEntities, checkTables, copiedExplore} from "./check-tables.js";

/** What to recompute the published files from. */
export interface RecomputeOptions {
  proof: PublishedProof;

  /** The data files of the site, by the names under which they were published. */
  files: ReadonlyMap<string, Fetched>;

  /** The URL of events.duckdb, for when it is too large for memory. */
  eventsUrl: string;

  /** The parsed JSON of the published files. */
  published: ReadonlyMap<string, unknown>;

  /** Gets how many of the events are scored, and then which step of the computation is under way. */
  onProgress: (step: "scores" | "numbers", done: number, of: number, what?: string) => void;
}

/** The recomputed files. */
export interface Recomputed {
  documents: Map<string, unknown>;
  checks: Omit<StatementCheck, "figures">[];
  scored: number;
}

/**
 * Rescores the events and recomputes the published files from them. Rejects if a file is missing or damaged.
 */
export async function recompute(options: RecomputeOptions): Promise<Recomputed> {
  const {proof, files, published} = options;
  const manifests = manifestsByPhase(proof);
  const flow = maybeFlowModel(manifests.evaluation, files);
  const names = flow ? ["model.json"] : ["model.json", "second-model.json"];
  const models = names.map((name) => readModel(name, files));
  const events = files.get("events.duckdb");
  if (!events?.sha256) throw new Error("events.duckdb is missing");
  const database = await openCheckedDatabase(events.bytes, options.eventsUrl);
  try {
    const catalogue = await checkCatalogue(database);
    const scorers = models.map(({forest}) => scorer(forest));
    const inputs = {run: proof.run, manifests, models, flow, scorers};
    const listed = readListedModels(published, files, flow ? "second-model.json" : "model.json");
    const {scores, others, checks, scored} = await rescoreEvents(database, {
      events: manifests.transformation.rows,
      until: trainedUntil(chainOf(manifests), models),
      models: namedScorers(inputs),
      others: listed.slice(1).map(({score}) => score),
      onProgress: (done) => options.onProgress("scores", done, manifests.transformation.rows)
    });
    const begin = (what: string) => options.onProgress("numbers", begun++, documentCount + 4, what);
    let begun = 0;
    begin("the threshold, the incidents and the metrics");
    const findings = await recomputeFindings(database, {...inputs, scores});
    begin("the tables of events.duckdb");
    const tables = await checkTables(database, manifests, findings, models[0]);
    begin("the tables about hosts");
    const hosts = await checkEntities(database, findings.threshold);
    tables.push(...hosts.checks);
    begin("the incidents");
    const {
      checks: ofIncidents,
      found,
      detection
    } = await checkIncidents(
      countedRunner(database, (n) =>
        options.onProgress("numbers", begun - 1, documentCount + 4, `the incidents, query ${n}`)
      ),
      findings
    );
    tables.push(...ofIncidents);
    const {peers} = hosts;
    const explore = copiedExplore;
    const all = {...inputs, scores, findings, proof, explore, peers, found, detection, published};
    const documents = await recomputeDocuments(database, all, begin);
    documents.set("site-models.json", recomputeSiteModels(findings, listed, others));
    const pairs = pairChecks(published, scores);
    return {documents, checks: [catalogue, ...checks, ...tables, ...pairs], scored};
  } finally {
    await database.close();
  }
}

/** Returns what scores, by its name, in the order of the columns of scores. */
function namedScorers({
  flow,
  models,
  scorers
}: {
  flow: LoadedFlowModel | null;
  models: readonly LoadedModel[];
  scorers: readonly Scorer[];
}): {name: string; score: Scorer}[] {
  const forests = models.map(({file}, i) => ({name: file.name, score: scorers[i]}));
  if (!flow) return forests;
  return [{name: flow.fitted.name, score: flowScorer(flow.fitted, flow.scale)}, forests[0]];
}

/** Returns *database* as a query runner that reports each query by its number, from 1: there are hundreds. */
function countedRunner(database: CheckedDatabase, onQuery: (n: number) => void): QueryRunner {
  let n = 0;
  return {
    run(sql) {
      onQuery(++n);
      return database.connection.query(sql);
    },
    rows<Row>(sql: string, values?: (string | number | boolean | null)[]) {
      onQuery(++n);
      return database.rows<Row>(sql, values);
    }
  };
}

/** Returns what must hold among the numbers of each comparison with an earlier run. */
function pairChecks(
  published: ReadonlyMap<string, unknown>,
  {score}: Scores
): Omit<StatementCheck, "figures">[] {
  const page = published.get("run-pairs.json") as RunPairsPage | undefined;
  return (page?.pairs ?? []).flatMap(({evaluation, comparison}) =>
    pairConditions(comparison, score).map(({what, expected, found}) => ({
      what: `${what}: against ${evaluation.slice(0, 8)}`,
      expected,
      found,
      ok: expected === found
    }))
  );
}

/** Returns the flow model that alerts instead of the Isolation Forest, by the signed *evaluation*; null if that does. */
function maybeFlowModel(
  {facts}: Manifest,
  files: ReadonlyMap<string, Fetched>
): LoadedFlowModel | null {
  const signed = facts.flowModel as unknown as FlowModelFacts | undefined;
  if (!signed) return null;
  const found = files.get("second-model.json");
  if (!found?.bytes || !found.sha256) throw new Error("second-model.json is missing");
  const {fitted} = parseDetector(new TextDecoder().decode(found.bytes));
  return {fitted, scale: signed.scale, sha256: found.sha256, bytes: found.size};
}

function readModel(name: string, files: ReadonlyMap<string, Fetched>): LoadedModel {
  const found = files.get(name);
  if (!found?.bytes || !found.sha256) throw new Error(`${name} is missing`);
  const model = parseModel(new TextDecoder().decode(found.bytes));
  return {...model, sha256: found.sha256, bytes: found.size};
}
