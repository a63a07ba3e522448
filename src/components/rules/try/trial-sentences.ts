import type {TrialSummary} from "../../../core/sigma/trial/summary-queries.js";
import {formatCount, formatPrecision, formatShare, plural} from "../../kit/format.js";
import {rate} from "../rule-rate.js";
import type {TrialLog} from "./trial-database.js";

/** What the sentences about a tried rule are of. */
export interface TrialFacts {
  kind: "rule" | "correlation";
  summary: TrialSummary;
  log: TrialLog;
  /** The days that the log covers, and the alerts a day that the team can triage. */
  days: number;
  budgetPerDay: number;
}

/** Returns what a rule finds and what it would cost, in a sentence. */
export function hitsSentence({kind, summary, days, budgetPerDay}: TrialFacts): string {
  const {hits, records, entities, entity_hours: hours} = summary;
  const noun = kind === "rule" ? plural(hits, "hit") : plural(hits, "window");
  if (hits === 0) return `No ${kind === "rule" ? "hit" : "window"} in ${formatDays(days)}.`;
  const of = kind === "rule" ? "" : ` with ${formatCount(records)} ${plural(records, "record")}`;
  const found = `${formatCount(hits)} ${noun}${of} by ${formatCount(entities)} ${plural(entities, "host")}`;
  return `${found}, in ${formatCount(hours)} ${plural(hours, "host-hour")}: about ${rate(hours / days)} alerts a day, of a budget of ${formatCount(budgetPerDay)}.`;
}

/** Returns what the model and the labels say of the same flows, in a sentence; null without flows. */
export function overlapSentence({summary, log}: TrialFacts): string | null {
  const {flows, alerts, attacks, benign} = summary;
  if (flows === 0) return null;
  const labelled = attacks + benign;
  const model = `Of ${formatCount(flows)} ${plural(flows, "flow")}, ${formatCount(alerts)} (${formatShare(alerts / flows)}) ${plural(alerts, "is an alert", "are alerts")} of the model`;
  if (log.labelled === 0) return `${model}; the log has no labels.`;
  if (labelled === 0) return `${model}; none of them has a label.`;
  const precision = formatPrecision(attacks / labelled, log.attacks / log.labelled);
  return `${model}; of ${formatCount(labelled)} with a label, ${formatCount(attacks)} ${plural(attacks, "is an attack", "are attacks")}: precision ${precision}.`;
}

function formatDays(days: number): string {
  const rounded = Math.round(days * 10) / 10;
  return `${formatCount(rounded)} ${plural(rounded, "day")}`;
}
