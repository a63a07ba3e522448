import {histogram} from "../../evaluation/histogram.js";
import type {Today} from "../../schema/published.js";
import type {Tables} from "../tables.js";
import {eventRows} from "../event-rows.js";
import {incidentLanes} from "../incident-lanes.js";
import type {Findings} from "../findings.js";
import {provenanceOf} from "../provenance.js";

/** The width of a bin of a published score histogram. */
export const scoreStep = 0.005;

/** Returns what the front page says. */
export async function todayPage(tables: Tables, findings: Findings): Promise<Today> {
  const {chain, scores, incidents} = findings;
  const facts = chain.raw.facts as unknown as Today["accounting"];
  return {
    provenance: provenanceOf(chain, findings.key, findings.parameters),
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
    flowModel: findings.parameters.flowModel,
    forestThreshold: findings.forestThreshold,
    alerts: findings.alerts,
    incidents: incidents.length,
    hosts: new Set(incidents.map(({entity}) => entity)).size,
    trainedUntil: Math.max(findings.first, findings.until / 1000),
    histogram: histogram(scores.score, {step: scoreStep, bins: 1 / scoreStep}),
    tail: Array.from(scores.score.subarray(0, 2000)),
    swimlane: await incidentLanes(tables, findings),
    topIncidents: incidents.slice(0, 100),
    topEvents: await eventRows(tables, "WHERE rank <= 50 ORDER BY rank"),
    metrics: findings.metrics,
    verdictSummary: findings.verdictSummary,
    drift: findings.drift,
    retraining: findings.retraining,
    warnings: findings.warnings
  };
}
