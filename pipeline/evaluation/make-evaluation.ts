import {mkdir, writeFile} from "node:fs/promises";
import {join} from "node:path";
import type {Json, Manifest} from "../../src/core/schema/artifacts.js";
import type {FoundIncidents} from "../../src/core/incidents/find-incidents.js";
import type {Comparison} from "../../src/core/schema/models-page.js";
import {isFlows, isService} from "../../src/core/schema/service-tables.js";
import type {PhaseContext} from "../artifacts/context.js";
import {literal, openSession} from "../duckdb/session.js";
import type {Session} from "../duckdb/session.js";
import {localFiles} from "../artifacts/artifacts.js";
import type {Made} from "../artifacts/artifacts.js";
import {compareBeside, writeCompared} from "./comparison/compare-beside.js";
import {contentDigest, largestTable, tableDigest} from "./content-digest.js";
import {attachPublished, closeEventsTable, createEventsTable} from "./events-table.js";
import {ensureDays, withoutFlows} from "./ensure-days.js";
import {createFiles} from "./files-table.js";
import {writeIncidents} from "./entity-incidents.js";
import type {IncidentSources} from "./entity-incidents.js";
import {findingsOf} from "./find.js";
import {loadModels, maybeLoadFlowModel} from "./load-models.js";
import type {ReadFlowModel} from "./load-models.js";
import type {Chain, EvaluationParameters} from "../../src/core/published/provenance.js";
import {createIncidents} from "./published/incidents.js";
import {json, publish, publishCompared} from "./published/publish.js";
import {createRules} from "./published/rules.js";
import {createServices} from "./published/services.js";
import {measureDetection} from "../../src/core/incidents/measure-detection.js";
import {countSeverities} from "../../src/core/incidents/publish-incidents.js";
import type {Findings} from "../../src/core/published/findings.js";
import {rulesFile} from "../rules/rule-input.js";
import type {RuleInput} from "../rules/rule-input.js";
import {reportIncidents} from "./report-incidents.js";
import {ruleFacts, ruleTables, runRules} from "./rules/run-rules.js";
import {scoreDays} from "./score-days.js";
import {measuresOf, summaryOf} from "./summary.js";
import {verdictsFile} from "./verdicts.js";
import type {VerdictInput} from "./verdicts.js";

/** How to evaluate, complete. */
export interface MakeOptions extends EvaluationParameters {
  /** The rules that are run, and those that are not; null without any. */
  rules: RuleInput | null;

  /** The verdicts on events of this input; null without any. */
  verdicts: VerdictInput | null;

  /** The SILVER of the clean past; null if there is none. */
  pastSilver: Manifest | null;
}

/** Scores, measures and publishes into *folder*; *key* is the key of the evaluation. */
export async function makeEvaluation(
  complete: Chain,
  key: string,
  options: MakeOptions,
  folder: string,
  context: PhaseContext
): Promise<Made> {
  const found = await ensureDays(complete, options, context);
  const chain = {...complete, silver: withoutFlows(complete.silver, options.setAside)};
  const session = await openSession({scratch: context.scratch, threads: context.threads});
  try {
    const here = {...context, executor: undefined, found}; // nothing else of it is done elsewhere
    return await makeTables(session, chain, key, options, folder, here);
  } finally {
    session.close();
  }
}

async function makeTables(
  session: Session,
  chain: Chain,
  key: string,
  {rules, verdicts, pastSilver, ...parameters}: MakeOptions,
  folder: string,
  context: PhaseContext
): Promise<Made> {
  const models = await loadModels(chain.models, context);
  const flow = await maybeLoadFlowModel(chain.models, parameters.flowModel, context);
  const {silver, scores, partitions} = await scoreDays(
    session,
    chain.silver,
    {models, flow},
    context
  );
  const published = join(folder, "published");
  await mkdir(published);
  const sourceFiles = await incidentFiles(chain.silver, pastSilver, context);
  const sources = {chain, models, silver, scores, ...sourceFiles};
  await attachPublished(session, join(published, "events.duckdb"));
  await createServices(session, chain.silver, context);
  const ran = await runRules(session, rules, ruleTables(silver));
  const found = await writeIncidents(session, {...sources, rules: ran.rules}, parameters, folder, context); // prettier-ignore
  reportIncidents(found, context.reporter);
  await createEventsTable(session, silver, scores, parameters.attackLabels);
  const detection = await measureDetection(session, "published.events", found, parameters);
  await createIncidents(session, chain, found);
  await createFiles(session, chain.raw);
  const findings = await findingsOf(session, chain, key, parameters, models, verdicts);
  const hits = await createRules(session, ran, {...findings, incidents: found.incidents});
  const known = new Map<typeof largestTable, string>();
  const digest = async (own: Session) => {
    known.set(largestTable, await tableDigest(own, largestTable, context.scratch));
  };
  const tables = () =>
    publish(session, findings, {models, flow}, {found, detection, digest}, published, context);
  const compared = await compareBeside(session, findings, flow, context, tables);
  if (compared) await writeCompared(session, compared, folder);
  await publishCompared(session, findings, {models, flow}, compared, published);
  await writeAlerts(session, findings, folder);
  await writeGiven(folder, {rules, verdicts});
  await writeFile(join(folder, "metrics.json"), json(findings.metrics));
  const contents = {
    "published/events.duckdb": await contentDigest(session, {...context, known})
  };
  await closeEventsTable(session);
  return {
    rows: chain.silver.rows,
    partitions: [...partitions, ...found.summaries],
    contents,
    facts: {
      ...factsOf({findings, comparison: compared?.comparison ?? null, found, flow}),
      rules: ruleFacts(ran, hits)
    }
  };
}

/** Keeps what the evaluation was given beside artifacts, so that it can be reproduced. */
async function writeGiven(
  folder: string,
  {rules, verdicts}: Pick<MakeOptions, "rules" | "verdicts">
): Promise<void> {
  if (rules) await writeFile(join(folder, rulesFile), rules.text);
  if (verdicts) await writeFile(join(folder, verdictsFile), verdicts.text);
}

/** Returns the files on this machine of the DNS queries of *silver*, of its clean past, and of the queries of that. */
async function incidentFiles(
  silver: Manifest,
  pastSilver: Manifest | null,
  {stores}: PhaseContext
): Promise<Pick<IncidentSources, "dns" | "past" | "pastDns">> {
  const isDns = (path: string) => isService(path, "dns");
  return {
    dns: await localFiles(stores, silver, isDns),
    past: pastSilver && (await localFiles(stores, pastSilver, isFlows)),
    pastDns: pastSilver ? await localFiles(stores, pastSilver, isDns) : []
  };
}

/** Returns what the manifest says of an evaluation. */
function factsOf({
  findings,
  comparison,
  found,
  flow
}: {
  findings: Findings;
  comparison: Comparison | null;
  found: FoundIncidents;
  flow: ReadFlowModel | null;
}): {[name: string]: Json} {
  return {
    summary: summaryOf(findings),
    metrics: measuresOf(findings, comparison),
    incidents: {...countSeverities(found.incidents)},
    topIncidents: found.incidents.slice(0, 3).map(({name, entity}) => ({name, entity})),
    ...(flow && {flowModel: {name: flow.fitted.name, sha256: flow.sha256, scale: flow.scale}}),
    warnings: findings.warnings.map((warning) => ({...warning})),
    retraining: findings.retraining as unknown as Json,
    ...(findings.verdictSummary && {verdictSummary: findings.verdictSummary as unknown as Json})
  };
}

/** Writes the alerts as Parquet: one row each, with the incident it belongs to. */
async function writeAlerts(session: Session, {alerts}: Findings, folder: string): Promise<void> {
  await session.run(
    `COPY (SELECT rank, event_id, alert_groups.incident, time, src, src_port, dst, dst_port, proto, service, score, label, technique
      FROM published.events JOIN alert_groups USING (event_id) WHERE rank <= ${alerts} ORDER BY rank)
    TO ${literal(join(folder, "alerts.parquet"))} (FORMAT parquet, COMPRESSION zstd)`
  );
}
