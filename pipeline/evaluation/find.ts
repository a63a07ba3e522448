import type {Incident, Metrics} from "../../src/core/schema/published.js";
import type {Session} from "../duckdb/session.js";
import {groupAlerts, readAlerts, reasonsFor} from "./incidents.js";
import {lineFor} from "./line.js";
import {metricsOf} from "./metrics.js";
import type {LoadedModel} from "./published/models.js";
import type {Chain} from "./published/provenance.js";
import type {Findings} from "./published/today.js";
import {readScores} from "./scores.js";

/**
 * Draws the line, groups the alerts and measures, over the tables of `lake`; *key* is the key of the
 * evaluation. Leaves the table incident_events: which event belongs to which incident.
 */
export async function findingsOf(
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

/** Returns *iso*, ISO 8601 with six decimals, as microseconds since the epoch. */
function microsOf(iso: string): number {
  return Date.parse(`${iso.slice(0, 19)}Z`) * 1000 + Number(iso.slice(20, 26));
}
