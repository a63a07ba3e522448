import {writeFile} from "node:fs/promises";
import {join} from "node:path";
import {findIncidents} from "../../src/core/incidents/find-incidents.js";
import type {FoundIncidents} from "../../src/core/incidents/find-incidents.js";
import type {EvaluationParameters} from "../../src/core/published/provenance.js";
import {incidentsFile} from "../../src/core/schema/incidents.js";
import {literals} from "../duckdb/session.js";
import type {Session} from "../duckdb/session.js";

/**
 * Collects the evidence of all entity detectors over the files of SILVER, groups it into incidents, most severe first,
 * and writes them into *folder*; *trainedUntil* is the end of the training window in microseconds since the epoch.
 * Leaves the tables of `findIncidents`. No label is read.
 */
export async function writeIncidents(
  session: Session,
  silver: string[],
  trainedUntil: number,
  {detectors, localNet}: Pick<EvaluationParameters, "detectors" | "localNet">,
  folder: string
): Promise<FoundIncidents> {
  const events = `read_parquet(${literals(silver)}, hive_partitioning = false)`;
  const found = await findIncidents(session, {events, trainedUntil, detectors, localNet});
  const lines = found.incidents.map((incident) => `${JSON.stringify(incident)}\n`);
  await writeFile(join(folder, incidentsFile), lines.join(""));
  return found;
}
