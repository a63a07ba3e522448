import type {IncidentLabels} from "../../../core/schema/threshold.js";
import {formatCount, formatPerDay, formatShare, plural} from "../../kit/format.js";
import {rateText} from "../../kit/severity.js";
import type {SentencePart} from "../../site/sentence.js";
import {pageHref} from "../../site/url-state.js";
import type {Selection} from "./incident-selection.js";

/**
 * Returns the sentence that opens the page: how many incidents a budget holds, down to which rate or severity, on how many hosts, and,
 * with labels, the kinds of attack that they find.
 */
export function incidentBudgetSentence(selection: Selection): SentencePart[] {
  const {budget, selected, all, rate, isOneRate, attacks} = selection;
  const {perDay, each} = budget;
  const at = `At ${each ? "most " : ""}${formatPerDay(perDay)} ${plural(perDay, "incident")} ${each ? "each day" : "a day"}`;
  if (all.length === 0) return [{text: `${at}, nothing is found: there is no incident.`}];
  const hosts = new Set(selected.map(({entity}) => entity)).size;
  const reach = isOneRate
    ? `, evidence down to ${rateText(rate)}`
    : each
      ? ""
      : `, down to the severity ${selected.at(-1)!.severity}`;
  const opening: SentencePart[] = [
    {text: `${at}${reach}: `},
    {text: formatCount(selected.length), href: pageHref("index")},
    {text: ` of ${formatCount(all.length)} ${plural(all.length, "incident")} on ${formatCount(hosts)} ${plural(hosts, "host")}`} // prettier-ignore
  ];
  if (!attacks) return [...opening, {text: ". How many are attacks is unknown: no event has a label."}]; // prettier-ignore
  if (attacks.length === 0) return [...opening, {text: "; no labelled event is an attack."}];
  const found = attacks.filter(({by}) => by !== null).length;
  return [
    ...opening,
    {text: ", which find "},
    {text: `${formatCount(found)} of ${formatCount(attacks.length)}`, href: "#attacks"},
    {text: ` ${plural(attacks.length, "kind")} of attack.`}
  ];
}

/** Returns the precision of the selected incidents beside its base rate; empty without labels. */
export function precisionText({byLabels}: Selection, labels: IncidentLabels | null): string {
  if (!byLabels || !labels) return "";
  const {labelled, attacks} = byLabels;
  if (labelled === 0) return "No selected incident has an event with a label.";
  const base = formatShare(labels.attackEvents / labels.labelled);
  return `Of ${formatCount(labelled)} incidents with labels, ${formatCount(attacks)} are mostly attacks (precision ${formatShare(attacks / labelled)}; base rate: ${base} of the labelled connections are attacks).`;
}
