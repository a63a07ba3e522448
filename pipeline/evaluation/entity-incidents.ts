import {writeFile} from "node:fs/promises";
import {join} from "node:path";
import {readLogTime} from "../../src/core/evaluation/log-time.js";
import type {DayEvents} from "../../src/core/incidents/days.js";
import {findIncidents} from "../../src/core/incidents/find-incidents.js";
import type {FoundIncidents} from "../../src/core/incidents/find-incidents.js";
import {pastEvents} from "../../src/core/incidents/past.js";
import {
  calibratedUntil,
  trainedUntil as trainedUntilOf
} from "../../src/core/published/findings.js";
import type {LoadedModel} from "../../src/core/published/loaded-model.js";
import type {Chain, EvaluationParameters} from "../../src/core/published/provenance.js";
import type {Manifest} from "../../src/core/schema/artifacts.js";
import type {RunRule} from "../../src/core/schema/rules.js";
import {incidentsFile} from "../../src/core/schema/incidents.js";
import {isFlows} from "../../src/core/schema/service-tables.js";
import type {PhaseContext} from "../artifacts/context.js";
import {literals} from "../duckdb/session.js";
import type {Session} from "../duckdb/session.js";
import {materialiseSummaries, startOf, storedSummaries} from "./day-summaries.js";

/** What incidents are found in: files of SILVER on this machine. */
export interface IncidentSources {
  chain: Chain;
  models: readonly LoadedModel[];
  silver: string[];

  /** The scores of the flow model, a file beside each of *silver*. */
  scores: string[];

  /** The DNS queries; empty if there is no such log. */
  dns: string[];

  /** The files of the clean past; null if there is none. */
  past: string[] | null;

  /** The DNS queries of the past; empty if there are none. */
  pastDns: string[];

  /** The rules of the run, whose hits stand in the table `rule_matches`; none by default. */
  rules?: readonly RunRule[];
}

/**
 * Collects the evidence of all entity detectors over the files of SILVER, and that of rules, groups it into incidents, most severe first,
 * and writes them into *folder*. Leaves the tables of `findIncidents`, and returns the summaries of days that it has read: none with
 * a clean past, whose days are moved. No label is read.
 */
export async function writeIncidents(
  session: Session,
  {chain, models, silver, scores, dns, past, pastDns, rules}: IncidentSources,
  {detectors, localNet}: Pick<EvaluationParameters, "detectors" | "localNet">,
  folder: string,
  context: PhaseContext
): Promise<FoundIncidents & {summaries: Manifest[]}> {
  const summaries = past ? [] : await materialiseSummaries(chain.silver, localNet, context);
  const {gather, drop} = gatherer(session);
  const events = await gather(silver);
  const days = daysOf(chain.silver, silver, scores);
  const time = await readLogTime(session, events);
  const trainedUntil = calibratedUntil(chain, trainedUntilOf(chain, models), time);
  const pastTables = past && [
    await gather(past),
    pastDns.length > 0 ? await gather(pastDns) : undefined
  ];
  const found = await findIncidents(session, {
    events,
    days,
    ...(summaries.length > 0 && {stored: await storedSummaries(summaries, context)}),
    trainedUntil,
    detectors,
    localNet,
    rules,
    ...(dns.length > 0 && {dns: await gather(dns)}),
    ...(pastTables && {
      past: await pastEvents(session, pastTables[0]!, trainedUntil, pastTables[1])
    })
  });
  await drop();
  const lines = found.incidents.map((incident) => `${JSON.stringify(incident)}\n`);
  await writeFile(join(folder, incidentsFile), lines.join(""));
  return {...found, summaries};
}

/** The files from which on a table is gathered, and the most rows of it. */
const [manyFiles, maxGathered] = [31, 2_000_000];

/**
 * Returns a function that gives the table in some files, gathered where they are many and hold few rows: a query of each day would
 * open all of them, and whoever sends lines chooses how many days there are. And one that removes what was gathered.
 */
function gatherer(session: Session) {
  const gathered: string[] = [];
  return {
    async gather(paths: string[]): Promise<string> {
      const files = tableOf(paths);
      if (paths.length <= manyFiles) return files;
      const [{n}] = await session.rows<{n: number}>(`SELECT count(*)::DOUBLE AS n FROM ${files}`);
      if (n > maxGathered) return files;
      const table = `gathered_${gathered.length}`;
      await session.run(`CREATE OR REPLACE TEMP TABLE ${table} AS FROM ${files}`);
      gathered.push(table);
      return table;
    },
    async drop(): Promise<void> {
      for (const table of gathered) await session.run(`DROP TABLE ${table}`);
    }
  };
}

/** Returns the UTC days of *files*, those of the flows of *silver* on this machine; each is in a file of its own, with its *scores* beside. */
function daysOf(
  silver: Manifest,
  files: readonly string[],
  scores: readonly string[]
): DayEvents[] {
  const listed = silver.files.filter(({path}) => isFlows(path));
  return files.map((file, i) => {
    const {path, rows} = listed[i];
    const events = tableOf([file]);
    const own = tableOf([scores[i]]);
    const scored = `(FROM ${events} AS silver JOIN ${own} AS scores USING (event_id))`;
    const from = startOf(path.split("/")[0]);
    return {from, rows: rows ?? 0, events, scored, scores: own};
  });
}

/** Returns the table in the files *paths* of SILVER, as SQL. */
export function tableOf(paths: string[]): string {
  return `read_parquet(${literals(paths)}, hive_partitioning = false)`;
}
