import {countAlerts} from "../../core/evaluation/threshold-for-budget.js";
import {features} from "../../core/features/list.js";
import type {FeatureDrift} from "../../core/features/drift.js";
import {fewestRows} from "../../core/features/drift.js";
import {formatCount, formatShare, formatWord, plural} from "../kit/format.js";
import type {SentencePart} from "../site/sentence.js";
import type {Scored} from "./messages.js";

/** How well a model suits a log. */
export type Fit = "fits" | "care" | "other" | "unknown";

/** What an ordinary log of the site would show. */
export interface Expected {
  /** The line, in (0, 1). */
  line: number;

  /** The share of the site’s own events above it; null if another line than the site’s is asked for. */
  share: number | null;
}

const wholeDay = 86_000_000; // ms, give or take some minutes
const careShare = 0.2;
const otherShare = 0.5;

/** Returns how well the model suits: by the share of the features that differ from training. */
export function fitOf(drift: readonly FeatureDrift[]): Fit {
  if (drift.some(({verdict}) => verdict === "unknown")) return "unknown";
  const share = different(drift).length / drift.length;
  if (share >= otherShare) return "other";
  return share > careShare ? "care" : "fits";
}

/** Returns the features that differ from those of the training rows. */
export function different(drift: readonly FeatureDrift[]): FeatureDrift[] {
  return drift.filter(({verdict}) => verdict === "different");
}

/** Returns the sentence at the head of the page: whether the model was trained for this, then what stands out. */
export function yourSentence(scored: Scored, {line, share}: Expected): SentencePart[] {
  if (scored.events === 0) return [{text: "No connection could be read from this log."}];
  const above = countAlerts(scored.scores, line);
  const [n, k] = [scored.drift.length, different(scored.drift).length];
  const opening = {
    fits: `This model suits your log: ${n - k} of ${n} features are as in training.`,
    care: `Read these scores with care: ${k} of ${n} features differ from what the model was trained on.`,
    other: `This model was trained on another kind of network: ${k} of ${n} features differ.`,
    unknown: `${formatCount(scored.events)} ${plural(scored.events, "connection")} are too few to tell whether this model was trained for you.`
  }[fitOf(scored.drift)];
  const expected =
    share === null ? "" : ` where the network it was trained for has ${formatShare(share)}`;
  return [
    {text: `${opening} Of `},
    {text: formatCount(scored.events), strong: true},
    {text: ` ${plural(scored.events, "connection")}, `},
    {text: above === 0 ? "none" : formatCount(above), href: "#strangest"},
    {
      text: ` ${above === 1 || above === 0 ? "stands" : "stand"} above the line: ${formatShare(above / scored.events)},${expected}`.replace(
        /,$/,
        ""
      )
    },
    {text: "."}
  ];
}

/** Returns in a few sentences what the drift means for whoever reads the scores. */
export function adviceOf(scored: Scored): string[] {
  const {drift} = scored;
  const fit = fitOf(drift);
  if (scored.events === 0) return [];
  if (fit === "unknown") {
    return [
      `Drift is judged from ${formatCount(fewestRows)} connections on. The scores below are right, but say only how unlike the training network each connection is.`
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
      "A high score here says that a connection is unlike the training network, not that it is unlike yours. Read the order, not the line; better, train a model on your own log, with “npx atalaya run your.log”, then “npx atalaya build”."
    );
  }
  const short = (scored.last ?? 0) - (scored.first ?? 0) < wholeDay;
  if (short && different(drift).some(({name}) => name.startsWith("hour_"))) {
    advice.push("The hours differ because the log is of less than a day; hours are in UTC.");
  }
  return advice;
}

/** Returns what people call a feature. */
export function labelOf(name: string): string {
  return features.find((feature) => feature.name === name)?.label ?? name;
}
