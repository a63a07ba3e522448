import {findingsFrom, trainedUntil} from "../../src/core/published/findings.js";
import {groupAlerts} from "../../src/core/incidents/group-alerts.js";
import {readAlerts} from "../../src/core/published/incidents.js";
import type {LoadedModel} from "../../src/core/published/loaded-model.js";
import type {Chain, EvaluationParameters} from "../../src/core/published/provenance.js";
import type {Findings} from "../../src/core/published/findings.js";
import type {Session} from "../duckdb/session.js";
import {readScores} from "./scores.js";
import {createVerdicts} from "./verdicts.js";
import type {VerdictInput} from "./verdicts.js";

/**
 * Draws the line, groups the alerts and measures, over the tables of `published`; *key* is the key of the
 * evaluation. Fills `published.verdicts`; leaves the table alert_groups: which event belongs to which incident.
 */
export async function findingsOf(
  session: Session,
  chain: Chain,
  key: string,
  parameters: EvaluationParameters,
  models: LoadedModel[],
  verdicts: VerdictInput | null
): Promise<Findings> {
  await createVerdicts(session, verdicts);
  const scores = await readScores(session, chain.silver.rows, trainedUntil(chain, models));
  const findings = await findingsFrom(session, {chain, key, parameters, scores, models});
  await createIncidentEvents(session, findings.alerts);
  return findings;
}

async function createIncidentEvents(session: Session, alerts: number): Promise<void> {
  await session.run(`CREATE TEMP TABLE alert_groups (event_id BIGINT, incident INTEGER)`);
  const appender = await session.connection.createAppender("alert_groups");
  for (const {id, events} of groupAlerts(await readAlerts(session, alerts))) {
    for (const event of events) {
      appender.appendBigInt(BigInt(event));
      appender.appendInteger(id);
      appender.endRow();
    }
  }
  appender.closeSync();
}
