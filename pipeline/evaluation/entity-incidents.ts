import {writeFile} from "node:fs/promises";
import {join} from "node:path";
import {readLogTime} from "../../src/core/evaluation/log-time.js";
import {findIncidents} from "../../src/core/incidents/find-incidents.js";
import type {FoundIncidents} from "../../src/core/incidents/find-incidents.js";
import {pastEvents} from "../../src/core/incidents/past.js";
import {
  calibratedUntil,
  trainedUntil as trainedUntilOf
} from "../../src/core/published/findings.js";
import type {LoadedModel} from "../../src/core/published/loaded-model.js";
import type {Chain, EvaluationParameters} from "../../src/core/published/provenance.js";
import {incidentsFile} from "../../src/core/schema/incidents.js";
import {literals} from "../duckdb/session.js";
import type {Session} from "../duckdb/session.js";

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
}

/**
 * Collects the evidence of all entity detectors over the files of SILVER, groups it into incidents, most severe first,
 * and writes them into *folder*. Leaves the tables of `findIncidents`. No label is read.
 */
export async function writeIncidents(
  session: Session,
  {chain, models, silver, scores, dns, past, pastDns}: IncidentSources,
  {detectors, localNet}: Pick<EvaluationParameters, "detectors" | "localNet">,
  folder: string
): Promise<FoundIncidents> {
  const events = tableOf(silver);
  const time = await readLogTime(session, events);
  const trainedUntil = calibratedUntil(chain, trainedUntilOf(chain, models), time);
  const found = await findIncidents(session, {
    events,
    scored: `(FROM ${events} AS silver JOIN ${tableOf(scores)} AS scores USING (event_id))`,
    trainedUntil,
    detectors,
    localNet,
    ...(dns.length > 0 && {dns: tableOf(dns)}),
    ...(past && {
      past: await pastEvents(
        session,
        tableOf(past),
        trainedUntil,
        pastDns.length > 0 ? tableOf(pastDns) : undefined
      )
    })
  });
  const lines = found.incidents.map((incident) => `${JSON.stringify(incident)}\n`);
  await writeFile(join(folder, incidentsFile), lines.join(""));
  return found;
}

function tableOf(paths: string[]): string {
  return `read_parquet(${literals(paths)}, hive_partitioning = false)`;
}
