import type {ThresholdPage} from "../../core/schema/threshold.js";
import {
  formatCount,
  formatPerDay,
  formatPrecision,
  formatScore,
  formatShare,
  plural
} from "../kit/format.js";
import type {SentencePart} from "../site/sentence.js";
import type {Above} from "./threshold-counts.js";
import {pageHref} from "../site/url-state.js";

/**
 * Returns the sentence that opens the page: the alerts a day, the threshold, and the attacks among the alerts
 * with their denominator, or that there are no labels to count them by.
 */
export function thresholdSentence(page: ThresholdPage, above: Above): SentencePart[] {
  const {events, attacks, labelled} = page;
  const {alerts, more, threshold} = above;
  const number = `${more ? "more than " : ""}${formatCount(alerts)}`;
  const opening: SentencePart[] = [
    {text: more ? "At more than " : "At "},
    {text: `${formatPerDay(above.perDay)} ${plural(above.perDay, "alert")} a day`, strong: true},
    {text: `, the threshold is `},
    {text: formatScore(threshold), strong: true},
    {text: ": "},
    {text: number, href: pageHref("explore", {threshold})},
    {text: ` of ${formatCount(events)} ${plural(events, "event")}`}
  ];
  if (labelled === 0) {
    return [...opening, {text: `. How many are attacks is unknown: no event has a label.`}];
  }
  if (attacks === 0) return [...opening, {text: `; no labelled event is an attack.`}];
  return [
    ...opening,
    {text: ", which hold "},
    {text: `${formatCount(above.attacks)} of ${formatCount(attacks)}`, strong: true},
    {text: ` ${plural(attacks, "attack")} (${formatShare(above.attacks / attacks)}).`}
  ];
}

/** Returns the remark below the sentence: the precision of the alerts, and whether they are synthetic. */
export function thresholdRemark(page: ThresholdPage, above: Above): string {
  const read = above.attacks + above.benign;
  const rates =
    read > 0
      ? `Of ${formatCount(read)} alerts with a label, ${formatCount(above.attacks)} are attacks: precision ${formatPrecision(above.attacks / read, page.attacks / page.labelled)}, over all events.`
      : "";
  const events = page.provenance.synthetic
    ? "The events are synthetic: no network was observed."
    : "";
  return [rates, events].filter(Boolean).join(" ");
}
