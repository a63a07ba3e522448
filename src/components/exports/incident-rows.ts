import {openDatabase} from "../database/client.js";
import type {Row} from "../database/client.js";
import {readRules} from "../database/published-rules.js";
import type {ShownRule} from "../database/published-rules.js";
import type {EvidenceRule} from "../../core/schema/rules.js";
import type {ExportRow} from "./export-menu.js";

/** The columns of exported incidents that hold JSON. */
export const incidentJson: readonly string[] = ["evidence", "uids"];

/** The query of every incident; `incidentRows` puts its evidence and the sensor’s ids of its events beside it. */
export const incidentsQuery = `SELECT incident, id, entity, role, epoch_ms(since) AS "from", epoch_ms(until) AS "to", severity, rate_per_day, name, found_by,
  CASE WHEN in_test THEN 'test' ELSE 'training' END AS "window", events
FROM incidents ORDER BY incident`;

const evidenceQuery = `SELECT incident, rule, detector, technique, rate_per_day, sentence, facts, src, dst, domain, port,
  epoch_ms(since) AS "from", epoch_ms(until) AS "to", events
FROM evidence ORDER BY incident, evidence`;

const uidsQuery = `SELECT incident, list(uid ORDER BY uid) AS uids
FROM (SELECT DISTINCT incident, uid FROM incident_flows WHERE uid IS NOT NULL) GROUP BY incident`;

/** Returns every incident of the run at *url*, most severe first, but those at the places *hidden*. */
export async function incidentRows(url: string, hidden: ReadonlySet<number>): Promise<ExportRow[]> {
  const database = await openDatabase(url);
  const incidents = await database.query<Row & {incident: number}>(incidentsQuery);
  const evidence = new Map<number, object[]>();
  const rows = await database.query(evidenceQuery);
  const rules = await readRules(database, [...new Set(rows.flatMap(({rule}) => (rule === null ? [] : Number(rule))))]); // prettier-ignore
  for (const {incident, facts, from, to, rule, ...piece} of rows) {
    const pieces = evidence.get(Number(incident)) ?? [];
    evidence.set(Number(incident), pieces);
    const parsed = JSON.parse(String(facts)) as object; // DuckDB of the browser reads no JSON without an extension
    const ofRule = rule === null ? {} : {rule: evidenceRule(rules.get(Number(rule)))};
    pieces.push({...piece, facts: parsed, from: timeText(from), to: timeText(to), ...ofRule});
  }
  const uids = new Map<number, string[]>();
  for (const row of await database.query<{incident: number; uids: string[]}>(uidsQuery))
    uids.set(row.incident, row.uids);
  return incidents
    .filter(({incident}) => !hidden.has(incident))
    .map(({incident, from, to, ...row}): ExportRow => ({
      ...row,
      from: timeText(from),
      to: timeText(to),
      evidence: JSON.stringify(evidence.get(incident) ?? []),
      uids: JSON.stringify(uids.get(incident) ?? [])
    }));
}

/** Returns of a rule what `atalaya incidents` prints beside its evidence. */
function evidenceRule(rule: ShownRule | undefined): EvidenceRule | null {
  if (!rule) return null;
  const {kind: _, ...shown} = rule;
  return shown;
}

function timeText(time: Row[string]): string {
  return new Date(Number(time)).toISOString().replace(".000Z", "Z");
}
