import {copyFile, mkdir, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {modelFeatures} from "../../src/core/features/list.js";
import {parseModel} from "../../src/core/forest/serialize.js";
import {thresholdForBudget} from "../../src/core/metrics/budget.js";
import type {BudgetThreshold} from "../../src/core/metrics/budget.js";
import {canonicalJson} from "../../src/core/schema/artifacts.js";
import type {Json, Manifest} from "../../src/core/schema/artifacts.js";
import type {Incident, Metrics} from "../../src/core/schema/published.js";
import type {PhaseContext} from "../context.js";
import {literal, openSession} from "../duckdb/session.js";
import type {Session} from "../duckdb/session.js";
import type {PhaseResult} from "../phase.js";
import {artifactKey, fileKey, localFiles, materialiseArtifact} from "../storage/artifacts.js";
import type {ArtifactSpec, Made} from "../storage/artifacts.js";
import {closeEventsTable, contentDigest, createEventsTable, createFacts} from "./events-table.js";
import {groupAlerts, readAlerts, reasonsFor} from "./incidents.js";
import {metricsOf} from "./metrics.js";
import {methodPage} from "./published/method.js";
import {modelsPage} from "./published/models.js";
import type {LoadedModel} from "./published/models.js";
import type {Chain} from "./published/provenance.js";
import {createRecords} from "./published/records.js";
import {todayPage} from "./published/today.js";
import type {Findings} from "./published/today.js";
import {scoreEvents} from "./score-events.js";
import {readScores} from "./scores.js";

const phaseVersion = 2;

/** How to evaluate. */
export interface EvaluateOptions {
  /** How many alerts can be read in a day; defaults to 50. */
  budgetPerDay?: number;
}

/**
 * Scores every event with both models, draws the line at the budget, groups what stands above it into
 * incidents, measures (with labels, if there are any) and publishes the tables that the site reads.
 */
export async function evaluate(
  chain: Chain,
  {budgetPerDay = 50}: EvaluateOptions,
  context: PhaseContext
): Promise<PhaseResult> {
  const begun = performance.now();
  const spec: ArtifactSpec = {
    phase: "evaluation",
    phaseVersion,
    parameters: {budgetPerDay},
    inputs: [
      {name: "ingestion", sha256: chain.raw.sha256},
      {name: "transformation", sha256: chain.silver.sha256},
      {name: "training", sha256: chain.models.sha256}
    ]
  };
  const {manifest, reused} = await materialiseArtifact(spec, context, async (folder) => {
    const session = await openSession({scratch: context.scratch, threads: context.threads});
    try {
      return await makeEvaluation(session, chain, artifactKey(spec), budgetPerDay, folder, context);
    } finally {
      session.close();
    }
  });
  const seconds = (performance.now() - begun) / 1000;
  const {silver} = chain;
  return {manifest, reused, seconds, rowsIn: silver.rows, rowsOut: manifest.rows, rejected: 0};
}

async function makeEvaluation(
  session: Session,
  chain: Chain,
  key: string,
  budgetPerDay: number,
  folder: string,
  context: PhaseContext
): Promise<Made> {
  const models = await loadModels(chain.models, context);
  const isDay = (path: string) => path.endsWith(".parquet");
  const silver = await localFiles(context.stores, chain.silver, isDay);
  const days = chain.silver.files.filter(({path}) => isDay(path));
  const scores = days.map(({path}) => `scores/${path.split("/")[0]}.parquet`);
  const files = days.map((_, i) => ({silver: silver[i], scores: scores[i]}));
  const forests = models.map(({forest}) => forest) as [
    LoadedModel["forest"],
    LoadedModel["forest"]
  ];
  const fileRows = await scoreEvents(session, files, forests, folder, chain.silver.rows, context);
  const published = join(folder, "published");
  await mkdir(published);
  const paths = scores.map((path) => join(folder, path));
  await createEventsTable(session, join(published, "events.duckdb"), silver, paths);
  const findings = await findingsOf(session, chain, key, budgetPerDay, models);
  await publish(session, findings, models, published, context);
  await writeAlerts(session, findings, folder);
  await writeFile(join(folder, "metrics.json"), json(findings.metrics));
  const contents = {"published/events.duckdb": await contentDigest(session, context.scratch)};
  await closeEventsTable(session);
  return {rows: chain.silver.rows, fileRows, contents, facts: {summary: summaryOf(findings)}};
}

async function loadModels(models: Manifest, {stores}: PhaseContext): Promise<LoadedModel[]> {
  const listed = models.facts.models as {
    name: string;
    path: string;
    sha256: string;
    bytes: number;
  }[];
  return Promise.all(
    listed.map(async ({path, sha256, bytes}) => {
      const text = new TextDecoder().decode(await stores.models.read(fileKey(models, path)));
      const model = parseModel(text);
      requireFeatures(path, model.file.features);
      return {...model, sha256, bytes};
    })
  );
}

function requireFeatures(path: string, features: string[]) {
  const ours = modelFeatures.map(({name}) => name);
  if (features.join() === ours.join()) return;
  throw new Error(
    `invalid features in ${path}: ${features.join(", ")}; this version scores ${ours.join(", ")}`
  );
}

/** Draws the line, groups the alerts and measures. */
async function findingsOf(
  session: Session,
  chain: Chain,
  key: string,
  budgetPerDay: number,
  models: LoadedModel[]
): Promise<Findings> {
  const until = microsOf(models[0].file.training.until);
  const scores = await readScores(session, chain.silver.rows, until);
  const [{first, last}] = await session.rows<{first: number; last: number}>(
    `SELECT epoch_us(min(time)) / 1000 AS first, epoch_us(max(time)) / 1000 AS last FROM lake.events`
  );
  const days = Math.max(1, (last - first) / 86_400_000);
  const budget = Math.max(1, Math.round(budgetPerDay * days));
  const {threshold, alerts} = lineFor(scores.score, budget);
  const thresholds = [threshold, lineFor(scores.scoreMl, budget).threshold];
  const metrics: Metrics[] = [];
  for (const [i, {file}] of models.entries()) {
    for (const window of ["all", "test"] as const) {
      const column = i === 0 ? "score" : "score_ml";
      metrics.push(
        await metricsOf(session, scores, {
          model: file.name,
          column,
          window,
          until,
          threshold: thresholds[i]
        })
      );
    }
  }
  const incidents = await incidentsOf(session, alerts, models[0]);
  return {
    chain,
    key,
    scores,
    first,
    last,
    days,
    budgetPerDay,
    threshold,
    alerts,
    incidents,
    metrics,
    until
  };
}

/**
 * An event that scores below this is not strange, however much time there is to read: the score of a
 * row whose path is as long as the average one (Liu, Ting & Zhou 2008, section 2).
 */
const ordinaryScore = 0.5;

/** Draws the line for *budget*, but never where events are ordinary; a short log may have no alerts. */
export function lineFor(scores: Float64Array, budget: number): BudgetThreshold {
  const line = thresholdForBudget(scores, budget);
  if (line.threshold >= ordinaryScore) return line;
  return {
    threshold: ordinaryScore,
    alerts: scores.filter((score) => score >= ordinaryScore).length
  };
}

async function incidentsOf(
  session: Session,
  alerts: number,
  {forest, file}: LoadedModel
): Promise<Incident[]> {
  const groups = groupAlerts(await readAlerts(session, alerts));
  await session.run(`CREATE TEMP TABLE incident_events (event_id BIGINT, incident INTEGER)`);
  const appender = await session.connection.createAppender("incident_events");
  for (const {id, events} of groups) {
    for (const event of events) {
      appender.appendBigInt(BigInt(event));
      appender.appendInteger(id);
      appender.endRow();
    }
  }
  appender.closeSync();
  const reasons = await reasonsFor(
    session,
    groups.map(({event}) => event),
    forest,
    file.profile
  );
  return groups.map(({events: _, ...incident}) => ({
    ...incident,
    reason: reasons.get(incident.event)!
  }));
}

/** Writes what the site reads into *folder*. */
async function publish(
  session: Session,
  findings: Findings,
  models: LoadedModel[],
  folder: string,
  context: PhaseContext
): Promise<void> {
  const {chain} = findings;
  await createRecords(session, chain.raw, context);
  await createFacts(session, {
    threshold: findings.threshold,
    alerts: findings.alerts,
    ingestion: chain.raw.sha256,
    transformation: chain.silver.sha256,
    training: chain.models.sha256,
    evaluation: findings.key
  });
  await writeFile(join(folder, "today.json"), json(await todayPage(session, findings)));
  await writeFile(join(folder, "models.json"), json(await modelsPage(session, findings, models)));
  await writeFile(
    join(folder, "method.json"),
    json(await methodPage(session, findings, models[0]))
  );
  const model = await context.stores.models.localPath(
    fileKey(chain.models, `${models[0].file.name}.json`)
  );
  await copyFile(model, join(folder, "model.json"));
}

/** Writes the alerts as Parquet: one row each, with the incident it belongs to. */
async function writeAlerts(session: Session, {alerts}: Findings, folder: string): Promise<void> {
  await session.run(
    `COPY (SELECT rank, event_id, incident, time, src, src_port, dst, dst_port, proto, service, score, label, technique
      FROM lake.events JOIN incident_events USING (event_id) WHERE rank <= ${alerts} ORDER BY rank)
    TO ${literal(join(folder, "alerts.parquet"))} (FORMAT parquet, COMPRESSION zstd)`
  );
}

/**
 * Returns the numbers that the command line prints: of the Isolation Forest, over all events; average
 * precision and AUROC over the events after the training window, or over all of them if the classes
 * are not both there.
 */
function summaryOf({metrics, incidents, threshold, days}: Findings): {[name: string]: Json} {
  const [all, test] = metrics;
  const held = test.ap !== null ? test : all;
  return {
    events: all.events,
    anomaly_rate: all.anomalyRate,
    score_mean: all.scoreMean,
    score_std: all.scoreStd,
    threshold,
    alerts: all.alerts,
    incidents: incidents.length,
    days,
    labelled: all.labelled,
    attacks: all.attacks,
    window: held.ap === null ? null : held.window,
    ap: held.ap,
    auroc: held.auroc,
    base_rate: held.baseRate,
    recall_at_budget: held.recallAtBudget,
    precision_at_budget: held.precisionAtBudget
  };
}

function json(value: object): string {
  return `${canonicalJson(value as unknown as Json)}\n`;
}

/** Returns *iso*, ISO 8601 with six decimals, as microseconds since the epoch. */
function microsOf(iso: string): number {
  return Date.parse(`${iso.slice(0, 19)}Z`) * 1000 + Number(iso.slice(20, 26));
}
