import {severities} from "../../core/incidents/incidents.js";
import type {IncidentsPage} from "../../core/schema/incidents.js";
import {formatCount, formatHours, plural, visible} from "../kit/format.js";
import {rateText} from "../kit/severity.js";
import type {SentencePart} from "../site/sentence.js";
import type {ShownIncident} from "./incident-data.js";

/** Returns what happened, by or on which host, when, how severe it is, and how often that happens here. */
export function incidentSentence({
  name,
  entity,
  role,
  since,
  until,
  severity,
  rate_per_day
}: ShownIncident): SentencePart[] {
  const who = role === "actor" ? "by" : "on";
  return [
    {text: visible(name).slice(0, 300), strong: true},
    {
      text: `, ${who} ${visible(entity).slice(0, 100)}, ${formatHours(since, until)} UTC: ${severity}, ${rateText(rate_per_day)}.`
    }
  ];
}

/** Returns how many incidents there are, by severity. */
export function incidentsSentence({
  counts,
  of,
  days
}: Pick<IncidentsPage, "counts" | "of" | "days">): string {
  if (of === 0) return "No incident: no behaviour of a host was unusual enough.";
  const parts = severities.flatMap(({name}) =>
    counts[name] > 0 ? [`${formatCount(counts[name])} ${name}`] : []
  );
  const last = parts.pop();
  const list = parts.length > 0 ? `${parts.join(", ")} and ${last}` : last;
  const span = Math.max(1, Math.round(days));
  return `${formatCount(of)} ${plural(of, "incident")} in ${formatCount(span)} ${plural(span, "day")}: ${list}.`;
}
