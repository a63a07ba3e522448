import {countAlerts} from "../../core/evaluation/threshold-for-budget.js";
import {features} from "../../core/features/list.js";
import type {FeatureDrift} from "../../core/features/drift.js";
import {fewestRows} from "../../core/evaluation/window-drift.js";
import {formatCount, formatShare, formatWord, plural} from "../kit/format.js";
import type {SentencePart} from "../site/sentence.js";
import type {Scored} from "./messages.js";

/** The fit of a model to a log. */
type Fit = "fits" | "care" | "other" | "unknown";

/** The expectation for a log of the same network as the published ones. */
interface Expected {
  /** In (0, 1). */
  threshold: number;

  /** The share of the published events at or above it; null unless it is the published threshold. */
  share: number | null;
}

const almostDay = 86_000_000; // ms, a day but for some minutes
const minCareShare = 0.2;
const minOtherShare = 0.5;

/** Returns the fit of the model, by the share of the features that differ from training. */
function fitOf(drift: readonly FeatureDrift[]): Fit {
  if (drift.some(({verdict}) => verdict === "unknown")) return "unknown";
  const share = different(drift).length / drift.length;
  if (share >= minOtherShare) return "other";
  return share > minCareShare ? "care" : "fits";
}

/** Returns the features that differ from those of the training rows. */
export function different(drift: readonly FeatureDrift[]): FeatureDrift[] {
  return drift.filter(({verdict}) => verdict === "different");
}

/** Returns the headline: whether the model was trained for this, then the number of alerts. */
export function yourSentence(scored: Scored, {threshold, share}: Expected): SentencePart[] {
  if (scored.events === 0) return [{text: "No connection could be read from this log."}];
  const alerts = countAlerts(scored.scores, threshold);
  const [n, k] = [scored.drift.length, different(scored.drift).length];
  const opening = {
    fits: `This model suits your log: ${n - k} of ${n} features are as in training.`,
    care: `Read these scores with care: ${k} of ${n} features differ from what the model was trained on.`,
    other: `This model was trained on another kind of network: ${k} of ${n} features differ.`,
    unknown: `${formatCount(scored.events)} ${plural(scored.events, "connection")} are too few to measure whether this model suits your log.`
  }[fitOf(scored.drift)];
  const expected =
    share === null ? "" : `; of the network it was trained for, ${formatShare(share)}`;
  return [
    {text: `${opening} Of `},
    {text: formatCount(scored.events), strong: true},
    {text: ` ${plural(scored.events, "connection")}, `},
    {text: alerts === 0 ? "none" : formatCount(alerts), href: "#most-anomalous"},
    {
      text: ` ${plural(alerts || 1, "is an alert", "are alerts")}: ${formatShare(alerts / scored.events)}${expected}.`
    }
  ];
}

/** Returns the meaning of the drift for a reader of the scores, in a few sentences. */
export function adviceOf(scored: Scored): string[] {
  const {drift} = scored;
  const fit = fitOf(drift);
  if (scored.events === 0) return [];
  if (fit === "unknown") {
    return [
      `Drift is measured from ${formatCount(fewestRows)} connections on. The scores below are valid, but relative to the training network alone.`
    ];
  }
  const names = different(drift).map(({name}) => labelOf(name));
  const advice: string[] = [];
  if (names.length > 0) {
    advice.push(
      `Different: ${names.slice(0, 6).join(", ")}${names.length > 6 ? ` and ${formatWord(names.length - 6)} more` : ""}.`
    );
  }
  if (fit === "other") {
    advice.push(
      "A high score here means that a connection differs from the training network, not from yours. Read the order, not the threshold; better, train a model on your own log, with “npx atalaya run your.log”, then “npx atalaya build”."
    );
  }
  const short = (scored.last ?? 0) - (scored.first ?? 0) < almostDay;
  if (short && different(drift).some(({name}) => name.startsWith("hour_"))) {
    advice.push("The hours differ because the log covers less than a day; hours are in UTC.");
  }
  return advice;
}

/** Returns the label of a feature. */
export function labelOf(name: string): string {
  return features.find((feature) => feature.name === name)?.label ?? name;
}
