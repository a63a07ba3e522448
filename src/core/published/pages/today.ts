import {histogram} from "../../evaluation/histogram.js";
import type {Today} from "../../schema/published.js";
import type {Tables} from "../tables.js";
import {eventRows} from "../event-rows.js";
import type {Findings} from "../findings.js";
import {provenanceOf} from "../provenance.js";

/** The width of a bin of a published score histogram. */
export const scoreStep = 0.005;

const hour = 3_600_000;
const lanes = 30;

/** Returns what the front page says. */
export async function todayPage(tables: Tables, findings: Findings): Promise<Today> {
  const {chain, scores, incidents} = findings;
  const facts = chain.raw.facts as unknown as Today["accounting"];
  return {
    provenance: provenanceOf(chain, findings.key, findings.budgetPerDay),
    events: scores.score.length,
    accounting: {
      lines: facts.lines,
      comments: facts.comments,
      accepted: facts.accepted,
      rejected: facts.rejected
    },
    first: findings.first,
    last: findings.last,
    days: findings.days,
    budgetPerDay: findings.budgetPerDay,
    threshold: findings.threshold,
    alerts: findings.alerts,
    incidents: incidents.length,
    hosts: new Set(incidents.map(({entity}) => entity)).size,
    trainedUntil: findings.until / 1000,
    histogram: histogram(scores.score, {step: scoreStep, bins: 1 / scoreStep}),
    tail: Array.from(scores.score.subarray(0, 2000)),
    swimlane: await swimlane(tables, findings),
    topIncidents: incidents.slice(0, 100),
    topEvents: await eventRows(tables, "WHERE rank <= 50 ORDER BY rank"),
    metrics: findings.metrics,
    verdictSummary: findings.verdictSummary,
    warnings: findings.warnings
  };
}

/** Returns the most anomalous sources hour by hour. Scores below the threshold, which are drawn grey, are rounded. */
async function swimlane(
  tables: Tables,
  {first, last, threshold}: Findings
): Promise<Today["swimlane"]> {
  const start = Math.floor(first / hour) * hour;
  const [{of}] = await tables.rows<{of: number}>(
    `SELECT CAST(count(DISTINCT src) AS DOUBLE) AS of FROM published.events`
  );
  const rows = await tables.rows<{
    entity: string;
    top: number;
    alerts: number;
    hour: number;
    score: number;
    n: number;
    event: number;
  }>(
    `WITH top_sources AS (
      SELECT src, max(score) AS top, min(rank) AS best, count(*) FILTER (score >= ?) AS alerts
      FROM published.events GROUP BY src ORDER BY best LIMIT ${lanes}
    )
    SELECT src AS entity, any_value(top) AS top, CAST(any_value(alerts) AS DOUBLE) AS alerts,
      CAST(epoch_ms(time) // ${hour} AS DOUBLE) AS hour, max(score) AS score,
      CAST(count(*) AS DOUBLE) AS n, CAST(arg_min(event_id, rank) AS DOUBLE) AS event
    FROM published.events JOIN top_sources USING (src)
    GROUP BY src, hour ORDER BY any_value(best), hour`,
    [threshold]
  );
  const entities: Today["swimlane"]["entities"] = [];
  for (const {entity, top, alerts, hour: at, score, n, event} of rows) {
    if (entities.at(-1)?.entity !== entity) entities.push({entity, score: top, alerts, cells: []});
    const shown = score >= threshold ? score : Math.floor(score * 1000) / 1000;
    entities.at(-1)!.cells.push([at - start / hour, shown, n, event]);
  }
  return {start, hours: Math.floor(last / hour) - start / hour + 1, entities, of};
}
